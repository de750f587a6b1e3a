"""A scan held against an earlier one, or against a baseline: only what is new counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from operator import attrgetter

from infracheck.engine.gate.baseline import Absorbed, KnownFinding, absorb, read_baseline, stale
from infracheck.engine.gate.compare import NEW, UNCHANGED, compare
from infracheck.engine.gate.outcome import Gate
from infracheck.engine.gate.side import Side
from infracheck.engine.rules.own import OWN_RULES
from infracheck.record import Record
from infracheck.report.report import Report
from infracheck.scanned import Scanned
from infracheck.source.files.file_tree import DISK
from infracheck.source.files.load import LFS_POINTER
from infracheck.source.files.naming import Naming
from infracheck.source.revisions.open_base import OpenBase, opened
from infracheck.source.text.problem import IDS


class Comparison(Record):
    """What a scan is compared with: a commit, a baseline, or both."""

    base: OpenBase | None
    baseline_file: str | None
    baseline: Counter[KnownFinding] | None

    def gated(self, found: Scanned, earlier: Scanned | None, *, waivers_from_base: bool) -> Report:
        """The report of a scan as a gate sees it: its findings are the new ones; `earlier` is the scan of the base."""
        report = found.report
        gate = Gate("")
        if self.base is not None and earlier is not None:
            self.base.tree.check()
            report, gate = _since(self.base, found, earlier, waivers_from_base=waivers_from_base)
        if self.baseline is not None:
            side = side_of(found)
            # what is unchanged since the base uses up its entries, too
            known = absorb(side, (*gate.unchanged, *report.findings), self.baseline)
            report, gate = _beyond(known, report, gate, found.naming.root)
            gate = gate._replace(against=" and ".join(filter(None, (gate.against, self.baseline_file))))
        return report._replace(gate=gate)


def open_comparison(
    stack: ExitStack, paths: Sequence[str], revision: str | None, baseline: str | None, *, exact: bool = False
) -> Comparison:
    """Find the commit, open until the stack is closed, and read the baseline: the commit's, if that has the file."""
    base = None if revision is None else stack.enter_context(opened(paths, revision, exact=exact))
    files = DISK if base is None or baseline is None else base.rules_at(baseline)
    return Comparison(base, baseline, None if baseline is None else read_baseline(baseline, files))


def side_of(scanned: Scanned) -> Side:
    """A scan as one of two that are compared."""
    report = scanned.report
    return Side(report.findings, report.waived, scanned.built, scanned.naming, scanned.written)


def _since(base: OpenBase, found: Scanned, earlier: Scanned, *, waivers_from_base: bool) -> tuple[Report, Gate]:
    """A report without what an earlier scan found, too."""
    change = compare(side_of(earlier), side_of(found), waivers_from_base=waivers_from_base)
    gate = Gate(
        base.name,
        change.unchanged,
        change.fixed,
        change.waivers,
        notes=tuple(_notes(base, found.report, earlier.report, earlier.naming)),
    )
    # what is fixed stands in the text of the base alone
    sources = {**earlier.report.sources, **found.report.sources}
    return found.report._replace(findings=change.new, waived=change.waived, sources=sources), gate


def _beyond(known: Absorbed, report: Report, gate: Gate, root: str) -> tuple[Report, Gate]:
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
    return report._replace(findings=fresh), gate._replace(unchanged=tuple(unchanged), stale=gone.total())


def _notes(base: OpenBase, now: Report, then: Report, naming: Naming) -> Iterator[str]:
    """What the comparison could not see: files that Git LFS keeps elsewhere on one of the two sides."""
    pointers = dict.fromkeys(path for path, reason in now.inputs.skipped if reason == LFS_POINTER)
    for path in map(naming, base.tree.pointers):
        if path not in pointers:
            yield f"{path} is {LFS_POINTER} in the base: all findings in its current content count as new"
    for path in pointers:
        if path in then.inputs.files:
            yield f"{path} is {LFS_POINTER} here: the findings in its content in the base count as fixed"
