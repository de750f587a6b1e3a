"""What one kind of finding is, to whoever reads it."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from infracheck.engine.rules.crosswalk import BUILT_IN, crossings_of
from infracheck.model.base.values import KubernetesVersion
from infracheck.record import Record

HOMEPAGE = "https://github.com/infracheck/infracheck"
KEPT_PREFIXES = ("input-", "waiver-")
"""What the ids of the engine's own findings start with."""
FIX = "Fix:"
"""What the last paragraph of a docstring starts with, where it is the remedy."""


class Severity(IntEnum):
    """How bad it is; the higher, the worse."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    def __str__(self) -> str:
        return self.name.lower()


class Rule(Record):
    """What can be found, as every reader is told of it: data alone, so that a report travels between processes.

    `text` is a docstring: title, rationale, and as its last paragraph `Fix: ` with the remedy. `since` are the versions
    of Kubernetes from which it holds or changes, `options` its options with their defaults, explained by
    `options_text`, `language` that of the files it judges. `pack` is the installed package that it comes from, empty
    for a user's own; `own_controls` and `own_aliases` are what its decorator names beside the crosswalk of its pack.
    """

    id: str
    text: str
    severity: Severity
    category: str = ""
    own_controls: tuple[str, ...] = ()
    own_aliases: tuple[str, ...] = ()
    recommended: bool = True
    since: tuple[KubernetesVersion, ...] = ()
    options: tuple[tuple[str, Any], ...] = ()
    options_text: str = ""
    language: str = "yaml"
    pack: str = BUILT_IN

    @property
    def controls(self) -> tuple[str, ...]:
        """The controls of standards that it gives evidence for, as `set:id`."""
        return (*self.own_controls, *crossings_of(self.pack, self.id).controls)

    @property
    def aliases(self) -> tuple[str, ...]:
        """The ids of other tools' rules that it answers to, as `tool:id`."""
        return (*self.own_aliases, *crossings_of(self.pack, self.id).aliases)

    @property
    def title(self) -> str:
        """The rule in one sentence."""
        return self.text.strip().partition("\n")[0].strip()

    @property
    def rationale(self) -> str:
        """Why, and whence: the text between title and remedy, paragraphs apart."""
        return self._rationale_and_remedy()[0]

    @property
    def remedy(self) -> str:
        """What to write instead, on one line."""
        return self._rationale_and_remedy()[1]

    @property
    def page(self) -> str | None:
        """The page that `make docs` writes for a rule of our own; a user's has none in this project."""
        return f"{HOMEPAGE}/blob/main/docs/policies/{self.id}.md" if self.pack == BUILT_IN else None

    @property
    def is_policy(self) -> bool:
        """Whether a policy finds it; the engine itself finds the others, whatever is selected."""
        return not self.id.startswith(KEPT_PREFIXES)

    def _rationale_and_remedy(self) -> tuple[str, str]:
        lines = self.text.strip().partition("\n")[2].split("\n")
        body = "\n".join(line.strip() for line in lines).strip()
        before, _, last = f"\n\n{body}".rpartition("\n\n")
        return (before.strip(), " ".join(last[len(FIX) :].split())) if last.startswith(FIX) else (body, "")
