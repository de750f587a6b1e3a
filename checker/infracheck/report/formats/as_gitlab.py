"""The report as GitLab's Code Quality reads it: a JSON list of issues, a subset of Code Climate's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import blake2b
from typing import Any, TextIO

from infracheck.engine.finding import Finding
from infracheck.engine.rules.rule import Severity
from infracheck.report.escape import markdown, markdown_prose, plain
from infracheck.report.json_list import write_list
from infracheck.report.places import relative
from infracheck.report.renderings import rendered_by
from infracheck.report.report import TOOL_NAME, Report, capitalised
from infracheck.report.told import because, crashes, new_waivers
from infracheck.source.text.span import Span

_SEVERITIES = {
    Severity.CRITICAL: "blocker",
    Severity.HIGH: "critical",
    Severity.MEDIUM: "major",
    Severity.LOW: "minor",
}


def write(report: Report, out: TextIO, *, include_waived: bool = False) -> None:
    """Write an issue for each finding, and one for each crash.

    GitLab would show a waived finding as an open one, so they are never written, whatever is asked.
    """
    write_list((json.dumps(each) for each in _issues(report)), out)
    out.write("\n")


def _issues(report: Report) -> Iterator[dict[str, Any]]:
    for text, fault in crashes(report):
        told = f"The scan is incomplete: {text}"
        yield _issue(TOOL_NAME, told, "blocker", fault.span, categories=["Bug Risk"])
    for text, span in new_waivers(report):
        yield _issue("waiver", text, "info", span, categories=["Security"])
    # GitLab compares with the report of the target branch itself: what is unchanged would look fixed if it were gone
    unchanged = report.gate.unchanged if report.gate is not None else ()
    for finding in sorted((*report.findings, *unchanged), key=lambda each: each.sort_key):
        yield _of_finding(finding)


def _of_finding(finding: Finding) -> dict[str, Any]:
    issue = {
        "type": "issue",
        "check_name": finding.policy_id,
        "description": "; ".join((capitalised(plain(finding.message)), *because(finding))),
        "categories": ["Security"],
        "severity": _SEVERITIES[finding.severity],
        # of issues with the same fingerprint GitLab keeps one: ours is told apart by what comes before it
        "fingerprint": finding.fingerprint,
        "location": {
            "path": plain(relative(finding.path)),
            "lines": {"begin": finding.line, "end": finding.end_line},
        },
    }
    body = _body(finding)
    return {**issue, "content": {"body": body}} if body else issue


def _body(finding: Finding) -> str:
    """What to do about it, in Markdown."""
    page = finding.rule.page if finding.rule is not None else None
    parts = (
        f"{markdown(capitalised(rendered_by(finding)))}." if finding.renderings else "",
        finding.remedy and f"**Fix:** {markdown_prose(capitalised(finding.remedy))}",
        page and f"[{finding.policy_id}]({page})",
    )
    return "\n\n".join(filter(None, parts))


def _issue(name: str, text: str, severity: str, span: Span, *, categories: list[str]) -> dict[str, Any]:
    """An issue that is no finding's."""
    path = plain(relative(span.path)) if span.path else "."
    return {
        "type": "issue",
        "check_name": name,
        "description": text,
        "categories": categories,
        "severity": severity,
        "fingerprint": blake2b(f"{name}\0{text}\0{path}\0{span.line}".encode(), digest_size=16).hexdigest(),
        "location": {"path": path, "lines": {"begin": span.line}},
    }
