"""Inline waivers: comments that take a finding out of the count, with a reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from infracheck.engine.catalogue import ALL, RECOMMENDED, Catalogue
from infracheck.engine.declarations.declare import Policy
from infracheck.engine.finding import WAIVER_MARK, Finding, Suppression
from infracheck.engine.rules.own import OWN_RULES
from infracheck.engine.rules.rule import Rule
from infracheck.engine.waivers.marks import Waiver, waivers_of
from infracheck.engine.waivers.reach import Reach, Tree
from infracheck.errors import UnknownPolicyError
from infracheck.source.text.problem import IDS, LIMIT

_MOST = 1_000
"""So many waivers of one file are heard."""
_MOST_SELECTORS = 50
_MOST_ALIKE = 20
_MOST_ADVISED = 50


def waiver_of(rule: Rule, reason: str = "reason") -> tuple[str, str]:
    """How a finding of a policy is waived: the mark, and where it stands."""
    mark = f"# infracheck: ignore[{rule.id}] {reason}"
    if rule.language == "dockerfile":
        return mark, "alone on the line above"
    return mark, "at the end of the line or on the line above"


def apply_waivers(
    findings: Sequence[Finding], trees: Mapping[str, Sequence[Tree]], meaning: Meaning, asked: Sequence[Policy]
) -> tuple[list[Finding], list[Finding]]:
    """Part findings into those that count and those that a waiver takes out; waivers at fault are findings too."""
    files = {path: Reach(found) for path, found in trees.items() if found and WAIVER_MARK in found[0].source.text}
    complaints: list[Finding] = []
    meant: dict[Waiver, set[str]] = {}
    for path in sorted(files):
        complaints.extend(_hear(waivers_of(trees[path], files[path]), meaning, meant))
    reached = _reached(findings, files, meant)
    waived: set[int] = set()
    asked_ids = {each.id for each in asked}
    for waiver, ids in meant.items():
        under = reached.get(waiver, [])
        if not under:
            # of a policy that was not asked nobody can say whether its waiver is needed
            if ids & asked_ids:
                complaints.append(_unused(waiver, _NOTHING_THERE, "Remove it."))
        elif not files[waiver.span.path].is_one_entry(under):
            complaints.append(_unused(waiver, _MANY_THERE, "Write one entry per line, each with its own waiver."))
        else:
            for finding in under:
                finding.suppression = Suppression(waiver.reason, waiver.span)
                waived.add(id(finding))
    kept = [each for each in findings if id(each) not in waived]
    counted = sorted((*kept, *_merged(complaints)), key=lambda each: each.sort_key)
    return counted, [each for each in findings if id(each) in waived]


_NOTHING_THERE = "unused waiver: no matching finding on this line"
_MANY_THERE = "ambiguous waiver without effect: several entries of its line have matching findings"


def _complaint(rule_id: str, message: str, waiver: Waiver, remedy: str) -> Finding:
    return Finding(rule_id, OWN_RULES[rule_id].severity, message, waiver.span, remedy=remedy)


def _unused(waiver: Waiver, message: str, remedy: str) -> Finding:
    return _complaint("waiver-unused", message, waiver, remedy)


def _hear(waivers: Iterator[Waiver], meaning: Meaning, meant: dict[Waiver, set[str]]) -> Iterator[Finding]:
    """Add the first waivers of a file that can hold to those that are `meant`; what is wrong with others is told."""
    heard = 0
    for waiver in waivers:
        found = _meant_by(waiver, meaning)
        if isinstance(found, Finding):
            yield found
            continue
        if heard == _MOST:
            message = f"more than {_MOST:,} waivers in one file: the waivers from here on have no effect"
            remedy = "Skip the policy with `ignore` in the config, or split the file."
            yield _complaint(LIMIT, message, waiver, remedy)
            return
        heard += 1
        meant[waiver] = found


def _reached(
    findings: Sequence[Finding], files: Mapping[str, Reach], meant: Mapping[Waiver, set[str]]
) -> dict[Waiver, list[Finding]]:
    """The findings on the line of each waiver that are of a policy it names; of several waivers, the first counts.

    One at the name of an object is waived on the object's first line, too, where one speaks of all of it, and one
    anywhere in an instruction above that.
    """
    waivers: dict[tuple[str, int, str], Waiver] = {}
    above: dict[tuple[str, int, str], Waiver] = {}
    for waiver, ids in meant.items():
        for each in ids:
            waivers.setdefault((waiver.span.path, waiver.line, each), waiver)
            if waiver.is_above:
                above.setdefault((waiver.span.path, waiver.line, each), waiver)
    reached: dict[Waiver, list[Finding]] = {}
    for finding in findings:
        file = files.get(finding.path)
        if file is not None:
            names = ((finding.path, line, finding.policy_id) for line in file.lines_of(finding))
            found = next((waivers[each] for each in names if each in waivers), None)
            if found is None:
                found = above.get((finding.path, file.first_line_of_instruction(finding), finding.policy_id))
            if found is not None:
                reached.setdefault(found, []).append(finding)
    return reached


class Meaning:
    """What the selectors of a scan's waivers mean, looked up once each."""

    __slots__ = ("_advice", "_catalogue", "_ids")

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._ids = catalogue.ids_by_selector()
        self._advice: dict[str, str] = {}

    def of(self, selector: str) -> set[str]:
        """The ids that a selector means; none where it means none, or whatever there is."""
        if selector in IDS:
            return {selector}
        return set() if selector in (ALL, RECOMMENDED) else self._ids.get(selector, set())

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


def _meant_by(waiver: Waiver, meaning: Meaning) -> set[str] | Finding:
    """The ids that a waiver is for, or what is wrong with it."""
    if not waiver.line:
        message = "a waiver at the end of an instruction has no effect: a Dockerfile comment needs its own line"
        return _unused(waiver, message, "Move it to a line of its own, above the instruction.")
    if not waiver.selectors:
        message = "a waiver without a policy has no effect: write infracheck: ignore[policy-id] and a reason"
        return _complaint("waiver-policy", message, waiver, "Name the policy.")
    if len(waiver.selectors) > _MOST_SELECTORS:
        message = f"a waiver that names more than {_MOST_SELECTORS} policies has no effect"
        return _complaint("waiver-policy", message, waiver, "Name only the policies that apply.")
    if not waiver.reason:
        message = "a waiver without a reason has no effect"
        return _complaint("waiver-reason", message, waiver, "Write the reason after the brackets.")
    ids: set[str] = set()
    for selector in waiver.selectors:
        found = meaning.of(selector)
        if not found:
            is_wide = selector in (ALL, RECOMMENDED)
            message = (
                "a waiver for every policy has no effect" if is_wide else "a waiver for an unknown policy has no effect"
            )
            return _complaint("waiver-policy", message, waiver, meaning.advice(selector))
        ids |= found
    return ids


def _merged(complaints: Sequence[Finding]) -> Iterator[Finding]:
    """Of many alike in one file the first speaks for all."""
    groups: dict[tuple[str, str, str], list[Finding]] = {}
    for each in complaints:
        groups.setdefault((each.policy_id, each.path, each.message), []).append(each)
    for group in groups.values():
        if len(group) > _MOST_ALIKE:
            group[0].message += f" (and {len(group) - 1} more in this file)"
            del group[1:]
        yield from group
