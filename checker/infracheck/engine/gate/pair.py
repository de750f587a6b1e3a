"""Which findings of a change were there before it: the same fault, wherever it stands now."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import partial
from typing import TypeAlias

from infracheck.engine.finding import Finding
from infracheck.engine.gate.renames import Renames, RenamesBetween, renames_between
from infracheck.engine.gate.side import Side
from infracheck.record import Record

Key: TypeAlias = Callable[[Side, Finding], Hashable]
"""What two findings have in common that are one, the earlier one and the later one."""


class Paired(Record):
    """Findings of a change, told apart: those that it brings, those that it leaves, and those that are gone."""

    new: list[Finding]
    unchanged: list[Finding]
    fixed: list[Finding]


def pair(before: Side, after: Side, olds: Sequence[Finding], news: Sequence[Finding]) -> Paired:
    """Tell findings of a scan after a change from those of one before it.

    Each earlier one stands for one later one at most, so that a copy of a fault is new. What has more in common goes
    first; findings that have as much in common with several are taken in their order.
    """
    unchanged: list[Finding] = []
    changed = _changed(before, after)
    old_rest, rest = list(olds), list(news)

    def take(old_key: Key, new_key: Key) -> None:
        nonlocal old_rest, rest
        if old_rest and rest:
            old_rest, rest = _take(partial(old_key, before), partial(new_key, after), old_rest, rest, unchanged)

    def in_same_text(_: Side, finding: Finding) -> Hashable:
        # in a file that is as it was, a finding stands where it stood
        return None if finding.path in changed else (finding.path, finding.span.start, *_said(finding))

    take(in_same_text, in_same_text)
    for each in (_with_surroundings, _with_line, _identity):
        take(each, each)
    if old_rest and rest:
        renames = renames_between(before, after)
        for closeness in (Side.lines, _none):
            take(_renamed(renames.before, closeness), _renamed(renames.after, closeness))
        take(_elsewhere(renames), _identity)
    return Paired(rest, unchanged, old_rest)


def _take(
    old_key: Callable[[Finding], Hashable],
    new_key: Callable[[Finding], Hashable],
    olds: Iterable[Finding],
    news: Iterable[Finding],
    unchanged: list[Finding],
) -> tuple[list[Finding], list[Finding]]:
    """Pair findings of one key in their order; what is left of both. A key of None pairs with nothing."""
    waiting: dict[Hashable, deque[Finding]] = {}
    for each in news:
        key = new_key(each)
        if key is not None:
            waiting.setdefault(key, deque()).append(each)
    left: list[Finding] = []
    found: set[int] = set()
    for each in olds:
        same = waiting.get(old_key(each))
        if same:
            found.add(id(same[0]))
            unchanged.append(same.popleft())
        else:
            left.append(each)
    return left, [each for each in news if id(each) not in found]


def _changed(before: Side, after: Side) -> set[str]:
    paths = {each.path for side in (before, after) for each in (*side.findings, *side.waived)}
    return {path for path in paths if before.text(path) is None or before.text(path) != after.text(path)}


def _said(finding: Finding) -> tuple[str, str]:
    return finding.policy_id, finding.message


def _none(_: Side, __: Finding) -> Hashable:
    return ()


def _identity(side: Side, finding: Finding) -> Hashable:
    return (*_said(finding), side.target_of(finding))


def _with_line(side: Side, finding: Finding) -> Hashable:
    return _identity(side, finding), side.lines(finding)[0]


def _with_surroundings(side: Side, finding: Finding) -> Hashable:
    return _identity(side, finding), side.lines(finding)


def _renamed(names: Renames, closeness: Key) -> Key:
    """What a finding says of something that is called otherwise now; None of what is not."""

    def key(side: Side, finding: Finding) -> Hashable:
        target = side.target_of(finding)
        renamed = names.of(target)
        if renamed is None:
            return None
        return finding.policy_id, names.without_names(finding.message, target), renamed, closeness(side, finding)

    return key


def _elsewhere(renames: RenamesBetween) -> Key:
    """What a finding says that names, of another thing, one that is called otherwise now."""

    def key(side: Side, finding: Finding) -> Hashable:
        return finding.policy_id, renames.told_now(finding.message), side.target_of(finding)

    return key
