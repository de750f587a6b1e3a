"""Findings before and after a change: what is new, what is unchanged, and what is fixed."""

from __future__ import annotations

from infracheck.engine.finding import Finding
from infracheck.engine.gate.pair import pair
from infracheck.engine.gate.side import Side
from infracheck.record import Record

NEW, UNCHANGED, FIXED = "new", "unchanged", "fixed"


class Change(Record):
    """The findings after a change, told apart by what was there before; each bears its `status`."""

    new: tuple[Finding, ...]
    waived: tuple[Finding, ...]
    unchanged: tuple[Finding, ...]
    fixed: tuple[Finding, ...]
    waivers: tuple[Finding, ...]


def compare(before: Side, after: Side, *, waivers_from_base: bool = False) -> Change:
    """Tell apart what a change brings; with `waivers_from_base`, a waiver that it adds itself does not count yet."""
    hidden = pair(before, after, before.waived, after.waived)
    counted, waived, added = list(after.findings), list(after.waived), list(hidden.new)
    if waivers_from_base:
        for each in added:
            each.suppression = None
        counted, waived, added = [*counted, *added], list(hidden.unchanged), []
    found = pair(before, after, before.findings, counted)
    # what a new waiver hides is not mended
    fixed = pair(before, after, found.fixed, added).fixed
    for status, findings in ((NEW, (*found.new, *added)), (UNCHANGED, found.unchanged), (FIXED, fixed)):
        for each in findings:
            each.status = status
    return Change(_sorted(found.new), _sorted(waived), _sorted(found.unchanged), _sorted(fixed), _sorted(added))


def _sorted(findings: list[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda each: each.sort_key))
