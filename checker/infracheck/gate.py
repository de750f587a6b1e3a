"""A scan held against an earlier one, or against a baseline: only what is new counts."""

from __future__ import annotations

from collections.abc import Iterator
from operator import attrgetter
from typing import TYPE_CHECKING, TypeAlias

from infracheck.engine.gate.baseline import Absorbed, absorb, stale
from infracheck.engine.gate.compare import NEW, UNCHANGED, compare
from infracheck.engine.gate.outcome import Gate
from infracheck.engine.gate.side import Side
from infracheck.engine.rules.own import OWN_RULES
from infracheck.model.graph.build import Built
from infracheck.report.report import Report
from infracheck.session import Session
from infracheck.source.files.naming import Naming
from infracheck.source.text.problem import IDS

if TYPE_CHECKING:
    from infracheck.source.revisions.open_base import OpenBase

Scanned: TypeAlias = tuple[Report, Built, Naming]
"""What a scan found, the model that it asked, and how its report names files."""


def gated(session: Session, found: Scanned, earlier: Scanned | None) -> Report:
    """The report of a scan as a gate sees it: its findings are the new ones."""
    report, *_ = found
    gate = Gate("")
    if session.base is not None and earlier is not None:
        session.base.tree.check()
        report, gate = _since(session, session.base, found, earlier)
    if session.baseline is not None:
        side = _side(found)
        # what is unchanged since the base uses up its entries, too
        known = absorb(side, (*gate.unchanged, *report.findings), session.baseline)
        report, gate = _beyond(session, known, report, gate, found[2].root)
    return report._replace(gate=gate)


def _side(scanned: Scanned) -> Side:
    report, built, naming = scanned
    return Side(report.findings, report.waived, built, naming)


def _since(session: Session, base: OpenBase, found: Scanned, earlier: Scanned) -> tuple[Report, Gate]:
    """A report without what an earlier scan found, too."""
    change = compare(_side(earlier), _side(found), waivers_from_base=session.config.waivers_from_base)
    gate = Gate(base.name, change.unchanged, change.fixed, change.waivers, notes=tuple(_notes(base, earlier[2])))
    # what is fixed stands in the text of the base alone
    sources = {**earlier[0].sources, **found[0].sources}
    return found[0]._replace(findings=change.new, waived=change.waived, sources=sources), gate


def _beyond(session: Session, known: Absorbed, report: Report, gate: Gate, root: str) -> tuple[Report, Gate]:
    """A report without what the baseline knows."""
    asked = {*IDS, *OWN_RULES, *(each.id for each in report.policies)}
    gone = stale(known.left, report.inputs.files, asked, root)
    there = {id(each) for each in (*gate.unchanged, *known.known)}
    fresh = tuple(each for each in report.findings if id(each) not in there)
    unchanged = sorted(
        (*gate.unchanged, *(each for each in report.findings if id(each) in there)), key=attrgetter("sort_key")
    )
    for status, findings in ((NEW, fresh), (UNCHANGED, unchanged)):
        for each in findings:
            each.status = status
    against = " and ".join(filter(None, (gate.against, session.baseline_file)))
    gate = gate._replace(against=against, unchanged=tuple(unchanged), stale=gone.total())
    return report._replace(findings=fresh), gate


def _notes(base: OpenBase, naming: Naming) -> Iterator[str]:
    for path in base.tree.pointers:
        yield f"{naming(path)} is a Git LFS pointer in the base: what its file holds now counts as new"
