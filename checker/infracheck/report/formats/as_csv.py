"""The report as comma-separated values (RFC 4180), a row for each finding, for spreadsheets."""

from __future__ import annotations

import csv
from typing import TextIO

from infracheck.engine.finding import Finding
from infracheck.report.escape import csv_cell
from infracheck.report.places import relative
from infracheck.report.renderings import rendered_by
from infracheck.report.report import Report, capitalised
from infracheck.report.told import because, crashes, new_waivers
from infracheck.source.text.span import Span

COLUMNS = (
    "severity", "policy", "message", "path", "line", "column", "end_line", "end_column", "kind", "namespace", "name",
    "because", "rendered", "remedy", "help", "fingerprint", "status", "waived",
)  # fmt: skip


def write(report: Report, out: TextIO, *, include_waived: bool = False) -> None:
    """Write a row of names, then one for each crash, each new waiver and each finding.

    Lines end as everywhere in our reports, not with a carriage return too, which no reader insists on.
    """
    rows = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\n")
    rows.writeheader()
    for text, fault in crashes(report):
        rows.writerow(_note("fault", f"The scan is incomplete: {text}", fault.span))
    for text, span in new_waivers(report):
        rows.writerow(_note("waiver", text, span))
    for finding in report.listed(include_waived=include_waived):
        rows.writerow(_of_finding(finding))


def _of_finding(finding: Finding) -> dict[str, object]:
    page = finding.rule.page if finding.rule is not None else None
    row: dict[str, object] = {
        "severity": str(finding.severity),
        "policy": finding.policy_id,
        "message": csv_cell(finding.message),
        "path": csv_cell(relative(finding.path)),
        "line": finding.line,
        "column": finding.column,
        "end_line": finding.end_line,
        "end_column": finding.end_column,
        "because": csv_cell("; ".join(because(finding))),
        "rendered": csv_cell(rendered_by(finding)),
        "remedy": csv_cell(capitalised(finding.remedy)),
        "help": page or "",
        "fingerprint": finding.fingerprint,
        "status": finding.status,
        "waived": "" if finding.suppression is None else csv_cell(finding.suppression.reason),
    }
    if finding.resource is not None:
        kind, namespace, name = finding.resource
        row |= {"kind": csv_cell(kind), "namespace": csv_cell(namespace or ""), "name": csv_cell(name)}
    return row


def _note(kind: str, text: str, span: Span) -> dict[str, object]:
    """A row for what is no finding."""
    place = {"path": csv_cell(relative(span.path)), "line": span.line} if span.path else {}
    return {"severity": kind, "message": csv_cell(text), **place}
