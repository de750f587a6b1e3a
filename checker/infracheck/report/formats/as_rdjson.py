"""The report as reviewdog reads it: the Reviewdog Diagnostic Format as one JSON document (rdjson)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, TextIO

from infracheck.engine.finding import Finding
from infracheck.engine.rules.rule import Severity
from infracheck.report.escape import plain
from infracheck.report.json_list import write_list
from infracheck.report.places import relative
from infracheck.report.report import HOMEPAGE, TOOL_NAME, Report
from infracheck.report.told import crashes, in_words, new_waivers
from infracheck.source.text.fault import Fault
from infracheck.source.text.span import Source, Span

_SEVERITIES = {
    Severity.CRITICAL: "ERROR",
    Severity.HIGH: "ERROR",
    Severity.MEDIUM: "WARNING",
    Severity.LOW: "INFO",
}


def write(report: Report, out: TextIO, *, include_waived: bool = False) -> None:
    """Write a diagnostic for each finding, and one for each crash.

    reviewdog would comment on a waived finding as on an open one, so they are never written, whatever is asked.
    """
    out.write(f'{{"source": {json.dumps({"name": TOOL_NAME, "url": HOMEPAGE})},\n"diagnostics": ')
    write_list((json.dumps(each) for each in _diagnostics(report)), out)
    out.write("}\n")


def _diagnostics(report: Report) -> Iterator[dict[str, Any]]:
    for text, fault in crashes(report):
        yield _of_fault(text, fault)
    for text, span in new_waivers(report):
        yield {"message": text, "location": _location(span, report.sources), "severity": "INFO"}
    for finding in report.findings:
        yield _of_finding(finding, report.sources)


def _of_finding(finding: Finding, sources: Mapping[str, Source]) -> dict[str, Any]:
    page = finding.rule.page if finding.rule is not None else None
    diagnostic = {
        "message": in_words(finding),
        "location": _location(finding.span, sources),
        "severity": _SEVERITIES[finding.severity],
        "code": {"value": finding.policy_id, **({"url": page} if page else {})},
    }
    related = [{"message": plain(note.message), "location": _location(note.span, sources)} for note in finding.related]
    return {**diagnostic, "related_locations": related} if related else diagnostic


def _of_fault(text: str, fault: Fault) -> dict[str, Any]:
    place = {"location": {"path": plain(relative(fault.span.path))}} if fault.span.path else {}
    return {"message": f"The scan is incomplete: {text}", **place, "severity": "ERROR"}


def _location(span: Span, sources: Mapping[str, Source]) -> dict[str, Any]:
    source = sources.get(span.path)
    start, end = _position(source, span.line, span.column), _position(source, span.end_line, span.end_column)
    return {"path": plain(relative(span.path)), "range": {"start": start, "end": end}}


def _position(source: Source | None, line: int, column: int) -> dict[str, int]:
    """A line, and the column in bytes of UTF-8, which only the line's text can tell; without it, the line alone."""
    if source is None or not 1 <= line <= len(source.line_starts):
        return {"line": line}
    before = source.line_text(line)[: column - 1]
    # a column past the end of the line stays past it
    past = max(0, column - 1 - len(before))
    return {"line": line, "column": 1 + len(before.encode("utf-8", "surrogatepass")) + past}
