"""Inline waivers of one file: what takes a finding out of the count, with a reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import filterfalse

from infracheck.engine.finding import Finding, Suppression
from infracheck.engine.waivers.comments import Comments
from infracheck.engine.waivers.in_annotations import annotated
from infracheck.engine.waivers.index import Index
from infracheck.engine.waivers.judged import Judged, complaint, judged, merged, unused
from infracheck.engine.waivers.marks import waivers_of
from infracheck.engine.waivers.peer_marks import peer_waivers
from infracheck.engine.waivers.reach import Reach, Tree
from infracheck.engine.waivers.terms import Terms
from infracheck.engine.waivers.waiver import (
    AMBIGUOUS,
    ANNOTATION,
    IN_USE,
    NOT_RUN,
    UNUSED,
    Met,
    Stated,
    Waiver,
)
from infracheck.record import Record
from infracheck.source.text.problem import LIMIT

_MOST = 1_000
"""So many waivers of one file are heard."""


class Waived(Record):
    """The findings that count, with those about waivers; those that a waiver takes out; each waiver with its state."""

    counted: list[Finding]
    waived: list[Finding]
    stated: list[Stated]


def apply_waivers(findings: Sequence[Finding], trees: Sequence[Tree], terms: Terms, met: Met | None = None) -> Waived:
    """Part the findings of one file; waivers that were `met` in what is rendered from it are not heard again."""
    file = Reach(trees)
    heard: dict[Waiver, Judged] = {}
    written = _written(trees, file, terms.tools)
    complaints = list(_hear(written if met is None else filterfalse(met.holds, written), terms, heard))
    index = Index({waiver: found.ids for waiver, found in heard.items()}, file)
    reached: dict[Waiver, list[Finding]] = {}
    for finding in findings:
        found = index.find(finding)
        if found is not None:
            reached.setdefault(found, []).append(finding)
    stated: list[Stated] = []
    waived: set[int] = set()
    for waiver, verdict in heard.items():
        under = reached.get(waiver, [])
        state = _state(waiver, verdict, under, file, terms)
        hidden = tuple(under) if state == IN_USE else ()
        complaints.extend(_told(waiver, state if verdict.ids else ""))
        stated.append(Stated(waiver, verdict.state or state, hidden))
        for finding in hidden:
            finding.suppression = Suppression(waiver.said_reason, waiver.span)
            waived.add(id(finding))
    kept = [each for each in findings if id(each) not in waived]
    counted = sorted((*kept, *merged(complaints)), key=lambda each: each.sort_key)
    return Waived(counted, [each for each in findings if id(each) in waived], stated)


def _written(trees: Sequence[Tree], file: Reach, tools: frozenset[str]) -> Iterator[Waiver]:
    """All waivers of a file, our own first."""
    comments = Comments(trees, file)
    yield from waivers_of(comments, file)
    yield from annotated(trees, tools)
    if tools:
        yield from peer_waivers(comments, file, tools)


def _hear(waivers: Iterator[Waiver], terms: Terms, heard: dict[Waiver, Judged]) -> Iterator[Finding]:
    """Keep the waivers of a file, as many as can be; what is wrong with one by itself is told."""
    holding = 0
    for waiver in waivers:
        if waiver in heard:
            continue
        found = judged(waiver, terms)
        yield from found.complaints
        if waiver.tool and not found.ids and not found.complaints:
            continue
        if found.ids:
            if holding == _MOST:
                message = f"more than {_MOST:,} waivers in one file: this one and those after it have no effect"
                remedy = "Skip the policy with `ignore` in the config, or split the file."
                yield complaint(LIMIT, message, waiver, remedy)
                return
            holding += 1
        heard[waiver] = found


def _state(waiver: Waiver, found: Judged, under: Sequence[Finding], file: Reach, terms: Terms) -> str:
    if under:
        is_clear = waiver.scopes is not None or file.is_one_entry(under)
        return IN_USE if is_clear else AMBIGUOUS
    # of a policy that was not asked nobody can say whether its waiver is needed
    return UNUSED if found.ids & terms.asked else NOT_RUN


def _told(waiver: Waiver, state: str) -> Iterator[Finding]:
    """What is said of a waiver that takes nothing out; a peer's mark is written for the peer."""
    if waiver.tool:
        return
    if state == AMBIGUOUS:
        message = "ambiguous waiver without effect: several entries of its line have matching findings"
        yield unused(waiver, message, "Write one entry per line, each with its own waiver.")
    elif state == UNUSED:
        yield unused(waiver, _nothing_there(waiver), "Remove it.")


def _nothing_there(waiver: Waiver) -> str:
    if waiver.form != ANNOTATION:
        return "unused waiver: no matching finding on this line"
    if not waiver.scopes:
        return "unused waiver: there is no container of that name"
    return "unused waiver: no matching finding in what is annotated"
