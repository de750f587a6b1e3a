"""The report as Checkstyle's XML, which many readers of lint reports take."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TextIO

from infracheck.engine.finding import Finding
from infracheck.engine.rules.rule import Severity
from infracheck.report.escape import xml
from infracheck.report.places import relative
from infracheck.report.report import TOOL_NAME, Report
from infracheck.report.told import crashes, in_words, new_waivers
from infracheck.source.text.span import Span

_SEVERITIES = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "info",
}


def write(report: Report, out: TextIO, *, include_waived: bool = False) -> None:
    """Write the findings by file, and what crashed.

    Readers would show a waived finding as an open one, so they are never written, whatever is asked.
    """
    # a version of Checkstyle's that has this form, as readers look for one
    out.write('<?xml version="1.0" encoding="UTF-8"?>\n<checkstyle version="4.3">\n')
    for text, fault in crashes(report):
        path = relative(fault.span.path) if fault.span.path else "."
        out.writelines(_file(path, [_note(f"The scan is incomplete: {text}", "error", fault.span)]))
    for text, span in new_waivers(report):
        out.writelines(_file(relative(span.path), [_note(text, "info", span)]))
    for path, group in groupby(report.findings, key=lambda each: each.path):
        out.writelines(_file(relative(path), map(_error, group)))
    out.write("</checkstyle>\n")


def _file(path: str, errors: Iterator[str] | list[str]) -> Iterator[str]:
    yield f'  <file name="{xml(path)}">\n'
    yield from errors
    yield "  </file>\n"


def _error(finding: Finding) -> str:
    return (
        f'    <error line="{finding.line}" column="{finding.column}" severity="{_SEVERITIES[finding.severity]}"'
        f' message="{xml(in_words(finding))}" source="{TOOL_NAME}.{xml(finding.policy_id)}"/>\n'
    )


def _note(text: str, severity: str, span: Span) -> str:
    """What is no finding's."""
    return f'    <error line="{span.line}" severity="{severity}" message="{xml(text)}" source="{TOOL_NAME}"/>\n'
