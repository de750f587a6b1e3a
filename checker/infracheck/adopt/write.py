"""A config of ours as text, from what other tools' files ask for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence

from infracheck.adopt.wish import Setting, Wish
from infracheck.engine.catalogue import Catalogue
from infracheck.engine.declarations.declare import Policy
from infracheck.engine.rules.rule import Severity
from infracheck.errors import UnknownPolicyError
from infracheck.report.escape import plain
from infracheck.source.files.path_patterns import is_relative

_MOST_TOLD = 1_000


class Adopted:
    """The settings of a config that is being put together, each line of it with whence it comes."""

    def __init__(self, catalogue: Catalogue, wishes: Sequence[Wish], tool: str) -> None:
        self._catalogue = catalogue
        self._tool = tool
        self._wishes = wishes
        self._asked = {each.value for each in wishes}
        self.unmatched: list[Wish] = []

    def text(self, files: Iterable[str]) -> str:
        """The whole file."""
        lines = [f"# Taken over from {plain(', '.join(files))} ({self._tool})."]
        lines += self._list("select", self._selected())
        lines += self._list("ignore", self._rules(Setting.IGNORE))
        lines += self._levels()
        lines += self._weights()
        lines += self._options()
        lines += self._list("exclude", self._excluded())
        lines += self._remarks()
        return "\n".join(lines) + "\n"

    def _of(self, setting: Setting) -> list[Wish]:
        return [each for each in self._wishes if each.setting is setting]

    def _meant(self, wish: Wish) -> list[Policy]:
        try:
            return self._catalogue.matching(wish.value)
        except UnknownPolicyError:
            self.unmatched.append(wish)
            return []

    def _selected(self) -> dict[str, str]:
        first = {} if self._of(Setting.ONLY) else {"all" if self._of(Setting.ALL) else "recommended": ""}
        found = self._rules(Setting.SELECT)
        allowed = {policy.id: "" for wish in self._of(Setting.ALLOW)[:1] for policy in self._allowing(wish)}
        # what says no more than the default is left unsaid
        return {**first, **found, **allowed} if found or allowed or "all" in first else {}

    def _rules(self, setting: Setting) -> dict[str, str]:
        """The policies that rules mean, each with the rules, and with those that it stands for besides."""
        rules: dict[str, list[str]] = {}
        policies: dict[str, Policy] = {}
        for wish in self._of(setting):
            for policy in self._meant(wish):
                rules.setdefault(policy.id, []).append(wish.value)
                policies[policy.id] = policy
        return {policy_id: self._whence(policies[policy_id], asked) for policy_id, asked in rules.items()}

    def _whence(self, policy: Policy, rules: Iterable[str]) -> str:
        further = [each for each in policy.aliases if each.startswith(f"{self._tool}:") and each not in self._asked]
        besides = f"; also stands for {', '.join(further)}" if further else ""
        return ", ".join(dict.fromkeys(rules)) + besides

    def _list(self, name: str, entries: dict[str, str]) -> Iterator[str]:
        if entries:
            yield f"{name}:"
        for entry, whence in entries.items():
            comment = f"  # {plain(whence)}" if whence else ""
            yield f"  - {_scalar(entry)}{comment}"

    def _levels(self) -> Iterator[str]:
        for setting in (Setting.LEAST, Setting.FAIL_ON):
            for wish in self._of(setting)[:1]:
                yield f"{setting.value}: {wish.value}"

    def _weights(self) -> Iterator[str]:
        weights: dict[str, str] = {}
        for wish in self._of(Setting.WEIGH):
            for policy in self._meant(wish):
                known = weights.get(policy.id, wish.level)
                # of two rules that are one policy here the worse decides
                weights[policy.id] = max(known, wish.level, key=lambda level: Severity[level.upper()])
        changed = {each: level for each, level in weights.items() if str(self._severity(each)) != level}
        if changed:
            yield "severities:"
        yield from (f"  {policy_id}: {level}" for policy_id, level in changed.items())

    def _severity(self, policy_id: str) -> Severity:
        return self._catalogue.policies[policy_id].severity

    def _allowing(self, wish: Wish) -> list[Policy]:
        return [each for each in self._meant(wish) if each.options is not None and "allowed" in dict(each.rule.options)]

    def _options(self) -> Iterator[str]:
        wishes = self._of(Setting.ALLOW)
        for policy in self._allowing(wishes[0]) if wishes else ():
            yield from ("options:", f"  {policy.id}:", "    allowed:")
            yield from (f"      - {_scalar(wish.level)}" for wish in wishes)

    def _excluded(self) -> dict[str, str]:
        found = {}
        for wish in self._of(Setting.EXCLUDE):
            pattern = wish.value.removeprefix("./")
            if pattern.startswith("!") or not pattern.strip() or not pattern.isprintable() or not is_relative(pattern):
                self.unmatched.append(wish)
            else:
                found[pattern] = ""
        return found

    def _remarks(self) -> Iterator[str]:
        """What has no counterpart, so that nobody believes that it holds here."""
        self.unmatched += self._of(Setting.NONE)
        if self.unmatched:
            yield ""
            yield "# Without a counterpart here:"
        for wish in sorted(self.unmatched[:_MOST_TOLD], key=lambda each: (each.file, each.line)):
            yield f"#   {plain(wish.file)}:{wish.line}: {plain(wish.value)[:200]}"
        if len(self.unmatched) > _MOST_TOLD:
            yield f"#   and {len(self.unmatched) - _MOST_TOLD:,} more"


def _scalar(text: str) -> str:
    """A text as YAML: bare where it is a plain word, else quoted as JSON quotes it."""
    is_word = text.isascii() and text.replace("-", "").isalpha()
    return text if is_word else json.dumps(text)
