"""The end of the table: how much was found in how much, and what to do next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import groupby

from infracheck.engine.gate.outcome import Gate
from infracheck.engine.rules.rule import Severity
from infracheck.report.escape import plain
from infracheck.report.formats.printer import Piece, Printer
from infracheck.report.renderings import renderings_counted
from infracheck.report.report import Report, counted, said

_STYLES = {"critical": "bold magenta", "high": "bold red", "medium": "yellow", "low": "cyan"}
_MANY = 30  # findings that a person reads one by one


def write_summary(printer: Printer, report: Report, *, verbose: bool) -> None:
    """Say what was found, read, left out and waived; with `verbose` also what was left out one by one, and why.

    Where there are more findings than one reads through, a table of them by policy comes first.
    """
    if len(report.findings) > _MANY:
        _write_by_policy(printer, Counter((each.severity, each.policy_id) for each in report.findings))
    _say_found(printer, report)
    if report.unlisted:
        less = f"{counted(report.unlisted, 'finding')} of a severity below {report.least}"
        printer.line((f"Not listed: {less}; --severity low lists them all.", "dim"))
    if report.gate is not None:
        _say_compared(printer, report.gate, len(report.findings))
    _say_skipped(printer, report, verbose=verbose)
    _say_faults(printer, report, verbose=verbose)
    asked = {each.id for each in report.policies}
    frequent = Counter(each.policy_id for each in report.findings if each.policy_id in asked)
    if frequent:
        worst = max(sorted(frequent), key=lambda rule: frequent[rule])
        printer.line(("Next: ", "bold"), (f"infracheck explain {worst}", "cyan"))


def _write_by_policy(printer: Printer, numbers: Mapping[tuple[Severity, str], int]) -> None:
    """A line for each policy, the worst first, and of those alike the most frequent."""
    rows = sorted(numbers.items(), key=lambda row: (-row[0][0], -row[1], row[0][1]))
    width = max(len("policy"), *(len(rule) for _, rule in numbers))
    printer.line((f"{'policy':<{width}}  severity  findings", "bold"))
    for (severity, rule), number in rows:
        printer.line(
            (f"{rule:<{width}}", ""), ("  ", ""), (f"{severity!s:<8}", _STYLES[str(severity)]), (f"  {number:>8,}", "")
        )
    printer.line()


def _say_found(printer: Printer, report: Report) -> None:
    inputs = report.inputs
    looked_at = _looked_at(report)
    if not inputs.files and not report.findings:
        printer.line(("Nothing to check: ", "bold red"), ("no Kubernetes manifest or Dockerfile was found.", ""))
        return
    if not report.findings:
        waived = f", {len(report.waived)} waived" if report.waived else ""
        incomplete = " in the part that was scanned" if report.faults else ""
        asked = counted(len(report.policies), "policy", "policies")
        new = "" if report.gate is None else "new "
        what = f"No {new}violations found"
        if report.unlisted:
            what = f"No {new}violations of severity {report.least} or higher"
        printer.line((what, "bold green"), (f"{incomplete} in {looked_at}, by {asked}{waived}.", ""))
        return
    noun = "finding" if report.gate is None else "new finding"
    pieces: list[Piece] = [(counted(len(report.findings), noun), "bold"), (": ", "")]
    levels = [(severity, report.count(severity)) for severity in reversed(Severity)]
    for severity, number in levels:
        if number:
            pieces += [(f"{number:,} {severity}", _STYLES[str(severity)]), (", ", "")]
    pieces[-1] = (f", {len(report.waived):,} waived" if report.waived else "", "dim")
    printer.line(*pieces)
    printer.line((f"Read {looked_at}.", ""))


def _say_compared(printer: Printer, gate: Gate, new: int) -> None:
    """What is new since then and what is not; each waiver that the change adds."""
    counts = f"{new:,} new, {len(gate.fixed):,} fixed, {len(gate.unchanged):,} unchanged"
    hint = "; --show-unchanged lists the old ones" if gate.unchanged and not gate.shows_unchanged else ""
    printer.line(("Compared with ", ""), (plain(gate.against), "bold"), (f": {counts}{hint}.", ""))
    for each in gate.waivers:
        if each.suppression is not None:
            span = each.suppression.span
            said = f"New waiver at {plain(span.path)}:{span.line}: {each.policy_id}, {plain(each.suppression.reason)}"
            printer.line((said, "yellow"))
    if gate.stale:
        count = counted(gate.stale, "entry", "entries")
        printer.line((f"{count} of the baseline no longer match a finding: infracheck baseline --update", "dim"))
    for note in gate.notes:
        printer.line((f"Note: {plain(note)}.", "dim"))


def _looked_at(report: Report) -> str:
    inputs = report.inputs
    parts = []
    if inputs.objects:
        parts.append(counted(inputs.objects, "Kubernetes object"))
    if inputs.dockerfiles:
        parts.append(counted(inputs.dockerfiles, "Dockerfile"))
    inside = "; ".join(filter(None, (", ".join(parts), renderings_counted(inputs))))
    return counted(len(inputs.files), "file") + (f" ({inside})" if inside else "")


def _say_skipped(printer: Printer, report: Report, *, verbose: bool) -> None:
    skipped = report.inputs.skipped
    if not skipped:
        return
    if not verbose:
        printer.line((f"Skipped {counted(len(skipped), 'path')}; --verbose lists them with reasons.", "dim"))
        return
    printer.line((f"Skipped {counted(len(skipped), 'path')}:", "dim"))
    for path, reason in skipped:
        printer.line((f"  {plain(path)}: {plain(reason)}", "dim"))


def _say_faults(printer: Printer, report: Report, *, verbose: bool) -> None:
    if not report.faults:
        return
    number = counted(len(report.faults), "fault")
    printer.line((f"The scan is incomplete: {number}.", "bold red"))
    for text, group in groupby(report.faults, key=said):
        faults = list(group)
        first = faults[0].span
        where = f"{plain(first.path)}:{first.line}" if first.path else "an unknown location"
        more = f", and at {counted(len(faults) - 1, 'more location')}" if len(faults) > 1 else ""
        printer.line(("  ", ""), (f"{plain(text)} at {where}{more}", ""))
        if verbose:
            for fault in faults:
                printer.line((f"    {plain(fault.span.path)}:{fault.span.line}", "dim"))
                for step in fault.trace.splitlines():
                    printer.line((f"      {plain(step)}", "dim"))
