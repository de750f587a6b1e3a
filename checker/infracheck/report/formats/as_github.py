"""The report as workflow commands, which GitHub Actions shows as annotations of a pull request's lines."""

from __future__ import annotations

from itertools import groupby
from typing import TextIO

from infracheck.engine.finding import Finding
from infracheck.engine.rules.rule import Severity
from infracheck.report.escape import inert, plain
from infracheck.report.places import relative
from infracheck.report.report import Report, capitalised, counted, said
from infracheck.source.text.fault import Fault

_COMMANDS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "notice",
}
_MOST_OF_A_KIND = 10  # GitHub drops the rest of a step, first come first served
_LONGEST = 4_000  # the runner cuts a message at 4,096 characters
_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def write(report: Report, out: TextIO, *, include_waived: bool = False) -> None:
    """Write the worst findings as annotations, at most ten of a kind, then one line that says how many there are.

    GitHub would show a waived finding as an open one, so they are counted and never written, whatever is asked.
    """
    for text, group in groupby(report.faults, key=said):
        out.write(inert(_annotated_fault(text, next(group))) + "\n")
    left = dict.fromkeys(_COMMANDS.values(), _MOST_OF_A_KIND)
    shown = 0
    for finding in sorted(report.findings, key=lambda each: -each.severity):
        command = _COMMANDS[finding.severity]
        if left[command]:
            left[command] -= 1
            shown += 1
            out.write(inert(_annotation(command, finding)) + "\n")
    for finding in report.gate.waivers if report.gate is not None else ():
        if left["notice"]:
            left["notice"] -= 1
            out.write(inert(_new_waiver(finding)) + "\n")
    out.write(_summary(report, shown))


def _annotation(command: str, finding: Finding) -> str:
    properties = {
        "file": relative(finding.path),
        "line": finding.line,
        "endLine": finding.end_line,
        "col": finding.column,
        "endColumn": finding.end_column,
        "title": finding.policy_id,
    }
    if finding.line != finding.end_line:
        # GitHub refuses columns for more than one line
        del properties["col"], properties["endColumn"]
    written = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{command} {written}::{_data(_message(finding))}"


def _annotated_fault(text: str, fault: Fault) -> str:
    """The first of alike faults: what is incomplete must not drown among the findings."""
    place = f"file={_property(relative(fault.span.path))},line={fault.span.line}," if fault.span.path else ""
    return f"::error {place}title=The scan is incomplete::{_data(capitalised(plain(text)))}"


def _new_waiver(finding: Finding) -> str:
    """A waiver that the change itself adds, for whoever reviews it."""
    waiver = finding.suppression
    assert waiver is not None
    place = f"file={_property(relative(waiver.span.path))},line={waiver.span.line}"
    text = f"{plain(finding.policy_id)} is waived by this change: {plain(waiver.reason)}"
    return f"::notice {place},title=New waiver::{_data(text)}"


def _message(finding: Finding) -> str:
    because = "".join(f"; {plain(each.message)} ({plain(each.span.path)}:{each.span.line})" for each in finding.related)
    text = plain(finding.message) + because + (f". {capitalised(plain(finding.remedy))}" if finding.remedy else "")
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _property(value: object) -> str:
    return plain(str(value)).translate(_PROPERTY)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _summary(report: Report, shown: int) -> str:
    total = len(report.findings)
    gate = report.gate
    parts = [f"infracheck: {counted(total, 'finding' if gate is None else 'new finding')}"]
    if gate is not None:
        parts.append(f"{len(gate.fixed)} fixed, {len(gate.unchanged)} unchanged since {plain(gate.against)}")
        if gate.waivers:
            parts.append(counted(len(gate.waivers), "new waiver"))
    if total > shown:
        parts.append(f"{total - shown} not annotated: GitHub shows 10 of a kind")
    if report.waived:
        parts.append(f"{len(report.waived)} waived")
    if report.faults:
        parts.append(f"{counted(len(report.faults), 'fault')}: the scan is incomplete")
    return ", ".join(parts) + "\n"
