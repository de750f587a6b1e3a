"""The report as workflow commands, which GitHub Actions shows as annotations of a pull request's lines."""

from __future__ import annotations

from typing import TextIO

from infracheck.engine.finding import Finding
from infracheck.engine.rules.rule import Severity
from infracheck.report.escape import inert, plain
from infracheck.report.places import relative
from infracheck.report.report import Report
from infracheck.report.told import Room, closing, crashes, cut, foremost, in_words, new_waivers
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
    room = Room(_MOST_OF_A_KIND)
    for text, fault in crashes(report):
        if room.takes("error"):
            out.write(inert(_annotated_fault(text, fault)) + "\n")
    shown = 0
    for command, finding in foremost(report.findings, _COMMANDS, room):
        shown += 1
        out.write(inert(_annotation(command, finding)) + "\n")
    for text, span in new_waivers(report):
        if room.takes("notice"):
            place = f"file={_property(relative(span.path))},line={span.line}"
            out.write(inert(f"::notice {place},title=New waiver::{_data(cut(text, _LONGEST))}") + "\n")
    out.write(closing(report, shown, "not annotated: GitHub shows 10 of a kind"))


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
    return f"::{command} {written}::{_data(cut(in_words(finding), _LONGEST))}"


def _annotated_fault(text: str, fault: Fault) -> str:
    """The first of alike faults: what is incomplete must not drown among the findings."""
    place = f"file={_property(relative(fault.span.path))},line={fault.span.line}," if fault.span.path else ""
    return f"::error {place}title=The scan is incomplete::{_data(text)}"


def _property(value: object) -> str:
    return plain(str(value)).translate(_PROPERTY)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
