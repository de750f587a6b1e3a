"""The waivers of a scan as CSV (RFC 4180), a row for each finding that one hides, and one for a waiver without any."""

from __future__ import annotations

import csv
from typing import TextIO

from infracheck.report.escape import harmless
from infracheck.report.report import Report
from infracheck.report.waivers import entries_of

COLUMNS = (
    "path", "line", "form", "tool", "policies", "reason", "owner", "until", "ticket", "state",
    "hides_policy", "hides_severity", "hides_path", "hides_line", "hides_kind", "hides_name",
)  # fmt: skip
# what a spreadsheet takes for a formula: OWASP, CSV Injection
_FORMULAS = ("=", "+", "-", "@")


def write(report: Report, out: TextIO) -> None:
    """Write the waivers as one table."""
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(COLUMNS)
    for each in entries_of(report):
        said = (each.reason, each.owner, each.until, each.ticket, each.state)
        own = (each.path, each.line, each.form, each.tool, " ".join(each.policies), *said)
        for hidden in each.hides or (("", "", "", "", "", ""),):
            rows.writerow([_cell(str(cell)) for cell in (*own, *hidden)])


def _cell(text: str) -> str:
    """A text that is neither a formula of a spreadsheet nor a command of a CI server."""
    # with an apostrophe before it, `::` at the start of a line is none either
    return harmless(f"'{text}" if text.startswith((*_FORMULAS, "::")) else text)
