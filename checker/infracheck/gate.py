"""A scan held against an earlier one, or against a baseline: only what is new counts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeAlias

from infracheck.engine.gate.compare import compare
from infracheck.engine.gate.outcome import Gate
from infracheck.engine.gate.side import Side
from infracheck.model.graph.build import Built
from infracheck.report.report import Report
from infracheck.session import Session

if TYPE_CHECKING:
    from infracheck.source.revisions.base import OpenBase

Scanned: TypeAlias = tuple[Report, Built]
"""What a scan found, and the model that it asked."""


def gated(session: Session, found: Scanned, earlier: Scanned | None) -> Report:
    """The report of a scan as a gate sees it: its findings are the new ones."""
    report = found[0]
    if session.base is not None and earlier is not None:
        report = _since(session, session.base, found, earlier)
    return report


def _since(session: Session, base: OpenBase, found: Scanned, earlier: Scanned) -> Report:
    """The report of a scan without what an earlier one found, too."""
    base.tree.check()
    before, after = (Side(report.findings, report.waived, built) for report, built in (earlier, found))
    change = compare(before, after, waivers_from_base=session.config.waivers_from_base)
    gate = Gate(base.name, change.unchanged, change.fixed, change.waivers, notes=tuple(_notes(base)))
    return found[0]._replace(findings=change.new, waived=change.waived, gate=gate)


def _notes(base: OpenBase) -> Iterator[str]:
    for path in base.tree.pointers:
        yield f"{path} is a Git LFS pointer in the base: what its file holds now counts as new"
