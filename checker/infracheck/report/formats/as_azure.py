"""The report as logging commands, which Azure Pipelines shows as issues of a run."""

from __future__ import annotations

import re
from typing import TextIO

from infracheck.engine.finding import Finding
from infracheck.engine.rules.rule import Severity
from infracheck.report.escape import inert, plain
from infracheck.report.places import relative
from infracheck.report.report import Report
from infracheck.report.told import Room, closing, crashes, cut, foremost, in_words, new_waivers
from infracheck.source.text.fault import Fault
from infracheck.source.text.span import Span

_TYPES = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "warning",
}
_MOST_OF_A_TYPE = 10  # the agent keeps no more of a step's
_LONGEST = 4_000
# what an agent decodes; a text's own sequence is kept from it, in the way that newer agents show as it was
_ENCODED = re.compile(r"%(?=3B|0D|0A|5D|AZP25)", re.IGNORECASE)
_PROPERTY = str.maketrans({";": "%3B", "\r": "%0D", "\n": "%0A", "]": "%5D"})
_DATA = str.maketrans({"\r": "%0D", "\n": "%0A"})


def write(report: Report, out: TextIO, *, include_waived: bool = False) -> None:
    """Write the worst findings as issues, at most ten of a type, then one line that says how many there are.

    Azure would show a waived finding as an open one, so they are counted and never written, whatever is asked.
    """
    room = Room(_MOST_OF_A_TYPE)
    for text, fault in crashes(report):
        if room.takes("error"):
            out.write(_issue_of_fault(text, fault) + "\n")
    shown = 0
    for kind, finding in foremost(report.findings, _TYPES, room):
        shown += 1
        out.write(_issue_of_finding(kind, finding) + "\n")
    for text, span in new_waivers(report):
        if room.takes("warning"):
            out.write(_issue("warning", _place(span), cut(text, _LONGEST)) + "\n")
    out.write(closing(report, shown, "not among the issues: Azure shows 10 of a type"))


def _issue_of_finding(kind: str, finding: Finding) -> str:
    place = {
        "sourcepath": relative(finding.path),
        "linenumber": finding.line,
        "columnnumber": finding.column,
        "code": finding.policy_id,
    }
    return _issue(kind, place, f"{finding.policy_id}: {cut(in_words(finding), _LONGEST)}")


def _issue_of_fault(text: str, fault: Fault) -> str:
    return _issue("error", _place(fault.span), f"The scan is incomplete: {text}")


def _place(span: Span) -> dict[str, object]:
    return {"sourcepath": relative(span.path), "linenumber": span.line} if span.path else {}


def _issue(kind: str, properties: dict[str, object], text: str) -> str:
    written = "".join(f"{name}={_escaped(plain(str(value)), _PROPERTY)};" for name, value in properties.items())
    # the agent looks for a command anywhere in a line: only the first may be one
    return f"##vso[task.logissue type={kind};{inert(written)}]{inert(_escaped(text, _DATA))}"


def _escaped(text: str, signs: dict[int, str]) -> str:
    return _ENCODED.sub("%AZP25", text).translate(signs)
