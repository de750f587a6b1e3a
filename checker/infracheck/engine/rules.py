"""Everything that can be reported, in words: one kind of entry for policies, input problems and waivers."""

from __future__ import annotations

from typing import Any

from infracheck.engine.declarations.declaration import KEPT_PREFIXES, Severity
from infracheck.engine.input_rules import INPUT_RULES, input_rule
from infracheck.model.base.values import KubernetesVersion
from infracheck.record import Record

HOMEPAGE = "https://github.com/infracheck/infracheck"


class Rule(Record):
    """What can be found, as every reader is told of it: data alone, so that a report travels between processes.

    `text` is its title, an empty line and its rationale; `since` the versions of Kubernetes from which it holds or
    changes; `options` its options with their defaults, explained by `options_text`. `language` is that of the files it
    judges. `is_ours` tells infracheck's own from a user's.
    """

    id: str
    text: str
    severity: Severity
    remedy: str = ""
    category: str = ""
    controls: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    recommended: bool = True
    since: tuple[KubernetesVersion, ...] = ()
    options: tuple[tuple[str, Any], ...] = ()
    options_text: str = ""
    language: str = "yaml"
    is_ours: bool = True

    @property
    def title(self) -> str:
        """The rule in one sentence."""
        return self.text.strip().partition("\n")[0].strip()

    @property
    def rationale(self) -> str:
        """Why, and whence: paragraphs apart."""
        lines = self.text.strip().partition("\n")[2].split("\n")
        return "\n".join(line.strip() for line in lines).strip()

    @property
    def page(self) -> str | None:
        """The page that `make docs` writes for a rule of our own; a user's has none in this project."""
        return f"{HOMEPAGE}/blob/main/docs/policies/{self.id}.md" if self.is_ours else None

    @property
    def is_policy(self) -> bool:
        """Whether a policy finds it; the engine itself finds the others, whatever is selected."""
        return not self.id.startswith(KEPT_PREFIXES)


def own_rule(rule_id: str, severity: Severity) -> Rule:
    """The rule of an id that no policy bears; plain words for one that is not listed, which has no page."""
    words = input_rule(rule_id, severity)
    text = f"{words.title}\n\n{words.rationale}"
    return Rule(rule_id, text, words.severity, words.remedy, is_ours=rule_id in INPUT_RULES)


def own_rules() -> dict[str, Rule]:
    """The rules of the engine itself, by id."""
    return {each: own_rule(each, words.severity) for each, words in INPUT_RULES.items()}
