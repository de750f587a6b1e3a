"""The report for a person at a terminal."""

from __future__ import annotations

from itertools import groupby
from typing import TextIO

from infracheck.engine.finding import Finding
from infracheck.report.escape import plain
from infracheck.report.formats.printer import Printer
from infracheck.report.formats.table_summary import write_summary
from infracheck.report.renderings import rendered_by
from infracheck.report.report import Report, said
from infracheck.report.shown.excerpt import excerpt
from infracheck.report.told import subject

_STYLES = {"critical": "bold magenta", "high": "bold red", "medium": "yellow", "low": "cyan", "waived": "dim"}
_GUTTER = 6  # four digits of a line's number, and the blanks round them


def write(
    report: Report,
    out: TextIO,
    *,
    include_waived: bool = False,
    color: bool = False,
    quiet: bool = False,
    verbose: bool = False,
) -> None:
    """Write the findings by file, each with its line, and a summary; `quiet` is one line each and nothing else.

    No escape code is written without `color`, no secret value ever, and nothing that a CI server reads as a command.
    """
    printer = Printer(out, color=color)
    findings = report.listed(include_waived=include_waived)
    if quiet:
        for finding in findings:
            _write_line(printer, finding)
        for fault in report.faults:
            place = _place(fault.span.path, fault.span.line, fault.span.column)
            printer.line((place, "bold"), (f"  {plain(said(fault))}", ""))
    else:
        for path, group in groupby(findings, key=lambda each: each.path):
            printer.line((plain(path), "bold underline"))
            printer.line()
            remedies: set[str] = set()
            for _, alike in groupby(group, key=_place_to_share):
                _write_findings(printer, report, list(alike), remedies)
        write_summary(printer, report, verbose=verbose)
    printer.close()


def _write_line(printer: Printer, finding: Finding) -> None:
    level, message = _level(finding), plain(finding.message)
    printer.line(
        (_place(finding.path, finding.line, finding.column), "bold"), ("  ", ""), (level, _STYLES[level]), ("  ", ""),
        (finding.policy_id, "bold"), (f"  {message}", ""), (_status(finding), "dim"),
    )  # fmt: skip


def _level(finding: Finding) -> str:
    return "waived" if finding.suppression is not None else str(finding.severity)


def _status(finding: Finding) -> str:
    """Of a finding that is not new, that it is not."""
    return "  (unchanged)" if finding.status == "unchanged" else ""


def _place_to_share(finding: Finding) -> object:
    """What findings have in common that are shown above one excerpt: nothing, for one that has more to say."""
    if finding.related or finding.own_remedy or finding.suppression is not None:
        return id(finding)
    return finding.span, finding.resource, finding.renderings


def _write_findings(printer: Printer, report: Report, findings: list[Finding], remedies: set[str]) -> None:
    """Write findings that share their place; `remedies` are those of policies that the file's findings have had."""
    for each in findings:
        level = _level(each)
        head = ((f"{level:<8}", _STYLES[level]), (" ", ""), (each.policy_id, "bold"), ("  ", ""))
        printer.paragraph(head, plain(each.message) + _status(each), indent=2)
    finding = max(findings, key=lambda each: each.severity)
    where = _place(finding.path, finding.line, finding.column)
    what = printer.cut(subject(finding), _GUTTER + 5 + len(where))
    printer.line((" " * _GUTTER + " ╭ ", "blue"), (where, ""), (f"  {what}", "dim"))
    _write_excerpt(printer, report, finding)
    _write_asides(printer, finding)
    _write_remedies(printer, findings, remedies)
    printer.line()


def _write_asides(printer: Printer, finding: Finding) -> None:
    for note in finding.related:
        place = _place(note.span.path, note.span.line, note.span.column)
        _aside(printer, "because", f"{plain(note.message)} ({place})")
    if finding.suppression is not None:
        span = finding.suppression.span
        _aside(printer, "waived", f"{plain(finding.suppression.reason)} ({_place(span.path, span.line, span.column)})")
    if finding.renderings:
        label, _, how = rendered_by(finding).partition(" ")
        _aside(printer, label, how)


def _write_remedies(printer: Printer, findings: list[Finding], remedies: set[str]) -> None:
    """What to write instead; what a policy says of all its findings, once a file."""
    for each in findings:
        remedy = each.remedy
        if remedy and (each.own_remedy or remedy not in remedies):
            remedies.add(remedy)
            _aside(printer, "remedy" if len(findings) == 1 else f"remedy for {each.policy_id}:", plain(remedy))


def _write_excerpt(printer: Printer, report: Report, finding: Finding) -> None:
    source = report.sources.get(finding.path)
    shown = None if source is None else excerpt(source, finding.span, printer.width - _GUTTER - 3)
    if shown is None:
        return
    style = _STYLES[_level(finding)]
    printer.line((f"{shown.line:>{_GUTTER}} │ ", "blue"), (shown.text, ""))
    printer.line((" " * _GUTTER + " │ ", "blue"), (" " * shown.mark + "^" * shown.width, style))
    if shown.last_line > shown.line:
        printer.line((" " * _GUTTER + " │ ", "blue"), (f"… to line {shown.last_line}", "dim"))


def _aside(printer: Printer, label: str, text: str) -> None:
    printer.paragraph(((" " * _GUTTER + " ╰ ", "blue"), (f"{label} ", "bold")), text, indent=0)


def _place(path: str, line: int, column: int) -> str:
    return f"{plain(path)}:{line}:{column}"
