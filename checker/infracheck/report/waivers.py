"""Waivers as every list of them tells them: each with its state and with what it hides, in plain text."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck.engine.finding import Finding
from infracheck.record import Record
from infracheck.report.escape import plain
from infracheck.report.report import Report


class HiddenFinding(Record):
    """A finding that a waiver takes out."""

    policy: str
    severity: str
    path: str
    line: int
    kind: str
    name: str


class WaiverEntry(Record):
    """A waiver: where and how it is written, what it says, its state, and the findings that it takes out."""

    path: str
    line: int
    column: int
    form: str
    tool: str
    policies: tuple[str, ...]
    reason: str
    owner: str
    until: str
    ticket: str
    state: str
    hides: tuple[HiddenFinding, ...]


def entries_of(report: Report) -> Iterator[WaiverEntry]:
    """The waivers of a scan in the order of their places."""
    for each in sorted(report.waivers, key=lambda stated: (stated.waiver.span, stated.waiver.selectors)):
        waiver = each.waiver
        yield WaiverEntry(
            plain(waiver.span.path),
            waiver.span.line,
            waiver.span.column,
            waiver.form,
            waiver.tool or "infracheck",
            tuple(map(plain, waiver.selectors)),
            plain(waiver.reason),
            plain(waiver.owner),
            plain(waiver.until),
            plain(waiver.ticket),
            each.state,
            tuple(map(_hidden, each.hidden)),
        )


def _hidden(finding: Finding) -> HiddenFinding:
    kind, _, name = finding.resource or ("", None, "")
    severity, path = str(finding.severity), plain(finding.path)
    return HiddenFinding(finding.policy_id, severity, path, finding.line, plain(kind), plain(name or ""))
