"""What holds for the waivers of one scan: what selectors mean, what is protected, whose marks count, which day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from infracheck.engine.catalogue import ALL, RECOMMENDED, Catalogue
from infracheck.engine.declarations.declare import Policy
from infracheck.errors import UnknownPolicyError
from infracheck.record import Record
from infracheck.source.text.problem import IDS

if TYPE_CHECKING:
    from infracheck.engine.config.by_path import ByPath
    from infracheck.engine.waivers.in_config import ConfigWaiver

_MOST_ADVISED = 50
EVERY_RULE = "*"
"""In place of a peer's id: all of its rules."""
# trivy writes one id as KSV-0001, KSV001 and AVD-KSV-0001
_TRIVY = re.compile(r"(?:AVD-)?([A-Z]{2,4})-?([0-9]{1,4})", re.IGNORECASE)


class Meaning:
    """What the selectors of a scan's waivers mean, looked up once each."""

    __slots__ = ("_advice", "_by_alias", "_catalogue", "_ids")

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._ids: dict[str, set[str]] | None = None
        self._by_alias: dict[str, set[str]] | None = None
        self._advice: dict[str, str] = {}

    def of(self, selector: str) -> set[str]:
        """The ids that a selector means; none where it means none, or whatever there is."""
        if selector in IDS or selector in self._catalogue.policies:
            return {selector}
        return set() if selector in (ALL, RECOMMENDED) else self._known().get(selector, set())

    def of_peer(self, tool: str, rule: str) -> set[str]:
        """The ids of the policies that answer to a peer's rule, or to any of its rules."""
        match = _TRIVY.fullmatch(rule) if tool == "trivy" else None
        return self._peers().get(
            f"{tool}:{rule if match is None else f'{match[1].upper()}-{int(match[2]):04d}'}", set()
        )

    def advice(self, selector: str) -> str:
        """What to write in its place; the search for a near name takes long, so that it is made for the first ones."""
        if selector in (ALL, RECOMMENDED):
            return "List the policies individually."
        if selector not in self._advice and len(self._advice) < _MOST_ADVISED:
            try:
                self._catalogue.matching(selector)
            except UnknownPolicyError as error:
                self._advice[selector] = error.remedy
        return self._advice.get(selector, "Run `infracheck policies` for the list.")

    def _known(self) -> dict[str, set[str]]:
        # late: every selector of every policy takes longer than a file, and a file that looks marked may not be
        if self._ids is None:
            self._ids = self._catalogue.ids_by_selector()
        return self._ids

    def _peers(self) -> dict[str, set[str]]:
        if self._by_alias is None:
            self._by_alias = {}
            for policy in self._catalogue.policies.values():
                for alias in policy.aliases:
                    tool = alias.partition(":")[0]
                    for each in (alias, f"{tool}:{EVERY_RULE}"):
                        self._by_alias.setdefault(each, set()).add(policy.id)
        return self._by_alias


class Terms(Record):
    """The terms of a scan: its selectors, the policies asked, those protected, the peers heard, the day, the config's.

    `by_path` says where other policies are asked. Days are written as ISO 8601 writes them, which sorts by time.
    """

    meaning: Meaning
    asked: frozenset[str]
    protected: frozenset[str]
    tools: frozenset[str]
    today: str
    listed: tuple[ConfigWaiver, ...] = ()
    by_path: ByPath | None = None

    def at(self, path: str) -> Terms:
        """The terms of a file, where a config says so other policies are asked about it."""
        if self.by_path is None:
            return self
        return self._replace(asked=frozenset([each.id for each in self.by_path.at(path).policies]))


def terms_of(
    catalogue: Catalogue,
    asked: Sequence[Policy],
    today: str,
    *,
    protected: Iterable[str] = (),
    tools: frozenset[str] = frozenset(),
    listed: tuple[ConfigWaiver, ...] = (),
    by_path: ByPath | None = None,
) -> Terms:
    """The terms of a scan; raises `UnknownPolicyError` for a protected selector that means nothing."""
    kept = frozenset(policy.id for selector in protected for policy in catalogue.matching(selector))
    return Terms(Meaning(catalogue), frozenset(each.id for each in asked), kept, tools, today, listed, by_path)
