"""The config's waivers applied to what the waivers in the files left."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter

from infracheck.engine.finding import Finding, Suppression
from infracheck.engine.waivers.apply import Waived
from infracheck.engine.waivers.in_config import ConfigWaiver, NamePattern
from infracheck.engine.waivers.judged import complaint, unused
from infracheck.engine.waivers.nested import Nested, Stretch
from infracheck.engine.waivers.objects import containers_in
from infracheck.engine.waivers.reach import Tree
from infracheck.engine.waivers.terms import Terms
from infracheck.engine.waivers.waiver import EXPIRED, IN_USE, NOT_RUN, PROTECTED, UNUSED, Stated
from infracheck.source.yaml.tree import Document

EXTERNAL = "external"
"""What SARIF calls a suppression that does not stand in the file of its finding."""


def waive_by_config(
    findings: Sequence[Finding],
    trees: Mapping[str, Sequence[Tree]],
    terms: Terms,
    naming: Callable[[str], str],
    *,
    is_whole: bool,
) -> Waived:
    """Part findings by the waivers of the config; its paths are those that reports name.

    Where the scan `is_whole`, of everything that the config is for, an entry that takes nothing out is told.
    """
    holding = [each for each in terms.listed if _refusal(each, terms) != EXPIRED]
    index = _Index(holding, trees, naming, terms.protected)
    hidden: dict[int, list[Finding]] = {}
    counted: list[Finding] = []
    for finding in findings:
        found = index.find(finding)
        if found is None:
            counted.append(finding)
        else:
            finding.suppression = Suppression(found.waiver.reason, found.waiver.span, EXTERNAL)
            hidden.setdefault(id(found), []).append(finding)
    stated: list[Stated] = []
    for entry in terms.listed:
        under = tuple(hidden.get(id(entry), ()))
        state = _refusal(entry, terms) or (IN_USE if under else UNUSED if entry.ids & terms.asked else NOT_RUN)
        stated.append(Stated(entry.waiver, state, under))
        if state != UNUSED or is_whole:
            counted.extend(_told(entry, state, terms))
    waived = [each for found in hidden.values() for each in found]
    return Waived(sorted(counted, key=attrgetter("sort_key")), waived, stated)


def _refusal(entry: ConfigWaiver, terms: Terms) -> str:
    if entry.waiver.until and entry.waiver.until < terms.today:
        return EXPIRED
    return PROTECTED if entry.ids & terms.protected else ""


def _told(entry: ConfigWaiver, state: str, terms: Terms) -> list[Finding]:
    waiver = entry.waiver
    if state == EXPIRED:
        message = f"a waiver that expired on {waiver.until} has no effect"
        return [complaint("waiver-expired", message, waiver, "Fix the finding, or agree on a new date.")]
    if state == PROTECTED:
        name = min(entry.ids & terms.protected)
        message = f"the config protects {name} from waivers: this one has no effect on it"
        return [complaint("waiver-protected", message, waiver, "Take the policy out of one of the two.")]
    if state == UNUSED:
        return [unused(waiver, "unused waiver: nothing that was scanned has a matching finding", "Remove it.")]
    return []


class _Index:
    """The entries by policy and by what they name literally, so that each finding is held against few."""

    __slots__ = ("_by_name", "_by_path", "_containers", "_naming", "_others", "_trees")

    def __init__(
        self,
        entries: Sequence[ConfigWaiver],
        trees: Mapping[str, Sequence[Tree]],
        naming: Callable[[str], str],
        protected: frozenset[str],
    ) -> None:
        self._trees = trees
        self._naming = naming
        self._containers: dict[str, tuple[Nested, dict[Stretch, str]]] = {}
        self._by_name: dict[tuple[str, str], list[ConfigWaiver]] = {}
        self._by_path: dict[tuple[str, str], list[ConfigWaiver]] = {}
        self._others: dict[str, list[ConfigWaiver]] = {}
        for entry in entries:
            for policy_id in entry.ids - protected:
                self._add(policy_id, entry)

    def _add(self, policy_id: str, entry: ConfigWaiver) -> None:
        if entry.name is not None and entry.name.is_literal:
            self._by_name.setdefault((policy_id, entry.name.text), []).append(entry)
        elif entry.paths and all(each.is_literal for each in entry.paths):
            for path in entry.paths:
                self._by_path.setdefault((policy_id, path.text), []).append(entry)
        else:
            self._others.setdefault(policy_id, []).append(entry)

    def find(self, finding: Finding) -> ConfigWaiver | None:
        """The first entry that matches a finding, those that name its object or its file before the others."""
        policy_id = finding.policy_id
        path = self._naming(finding.path)
        name = "" if finding.resource is None else finding.resource.name or ""
        for entries in (
            self._by_name.get((policy_id, name), ()),
            self._by_path.get((policy_id, path), ()),
            self._others.get(policy_id, ()),
        ):
            for entry in entries:
                if self._matches(entry, finding, path):
                    return entry
        return None

    def _matches(self, entry: ConfigWaiver, finding: Finding, path: str) -> bool:
        if entry.paths and not any(each.matches(path) for each in entry.paths):
            return False
        kind, namespace, name = finding.resource or ("", None, "")
        wanted = ((entry.kind, kind), (entry.namespace, namespace or ""), (entry.name, name or ""))
        if not all(_is_met(pattern, text) for pattern, text in wanted):
            return False
        return entry.container is None or _is_met(entry.container, self._container_of(finding))

    def _container_of(self, finding: Finding) -> str:
        """The name of the container in which a finding stands, nothing where it stands in none."""
        path = finding.judged.path
        if path not in self._containers:
            trees = self._trees.get(path, ())
            found = [each for tree in trees if isinstance(tree, Document) for each in containers_in(tree)]
            names = {(start, end): name for start, end, name in found}
            self._containers[path] = Nested(names), names
        nested, names = self._containers[path]
        stretch = next(nested.around(finding.judged.start), None)
        return "" if stretch is None else names[stretch]


def _is_met(pattern: NamePattern | None, text: str) -> bool:
    return pattern is None or (bool(text) and pattern.matches(text))
