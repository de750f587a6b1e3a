"""Findings and faults in words, and in the order in which a reader should meet them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from infracheck.engine.finding import Finding
from infracheck.engine.gate.outcome import Gate
from infracheck.engine.rules.rule import Severity
from infracheck.report.escape import inert, plain
from infracheck.report.places import relative
from infracheck.report.renderings import rendered_by
from infracheck.report.report import TOOL_NAME, Report, capitalised, counted, said
from infracheck.source.text.fault import Fault
from infracheck.source.text.span import Span


def prominence(finding: Finding) -> tuple[bool, int]:
    """What comes first where the room is short or a reader's patience: what is not unchanged, then the worse."""
    return finding.status == "unchanged", -finding.severity


class Room:
    """How many annotations of each kind a CI server still shows; it drops the rest, first come first served."""

    __slots__ = ("_left", "_most")

    def __init__(self, most: int) -> None:
        self._most = most
        self._left: dict[str, int] = {}

    def takes(self, kind: str) -> bool:
        """Whether there is room for one more of a kind, which is taken."""
        left = self._left.get(kind, self._most)
        self._left[kind] = left - 1
        return left > 0


def foremost(findings: Iterable[Finding], kinds: Mapping[Severity, str], room: Room) -> Iterator[tuple[str, Finding]]:
    """The findings that there is room for, the most prominent first, each with its kind."""
    for finding in sorted(findings, key=prominence):
        kind = kinds[finding.severity]
        if room.takes(kind):
            yield kind, finding


def place(span: Span) -> str:
    """A file and a line, as one line of plain text."""
    return f"{plain(relative(span.path))}:{span.line}"


def because(finding: Finding) -> Iterator[str]:
    """The chain that led to a finding, each step with its place."""
    for note in finding.related:
        yield f"{plain(note.message)} ({place(note.span)})"


def in_words(finding: Finding) -> str:
    """All that is known of a finding but its place, as one line of plain text: what, why, and what to write instead."""
    what = "; ".join(filter(None, (plain(finding.message), *because(finding), rendered_by(finding))))
    return f"{what}. {capitalised(plain(finding.remedy))}" if finding.remedy else what


def subject(finding: Finding) -> str:
    """The kind and the name of what a finding is about; empty where that is the file itself."""
    resource = finding.resource
    if resource is None or resource.kind == "Dockerfile":
        return ""
    name = resource.name if resource.namespace is None else f"{resource.namespace}/{resource.name}"
    return f"{plain(resource.kind)} {plain(name)}"


def crashes(report: Report) -> Iterator[tuple[str, Fault]]:
    """What crashed, each in a sentence with the first place where it did."""
    for text, alike in groupby(report.faults, key=said):
        yield capitalised(plain(text)), next(alike)


def closing(report: Report, shown: int, left_out: str) -> str:
    """The last line of annotations: how many findings there are, and why some were left out."""
    total, gate = len(report.findings), report.gate
    parts = [f"{TOOL_NAME}: {counted(total, noun(report))}"]
    if gate is not None:
        parts.append(compared(gate))
    if total > shown:
        parts.append(f"{total - shown} {left_out}")
    if report.waived:
        parts.append(f"{len(report.waived)} waived")
    if report.faults:
        parts.append(f"{counted(len(report.faults), 'fault')}: the scan is incomplete")
    return inert(", ".join(parts)) + "\n"


def noun(report: Report) -> str:
    """What a finding that counts is called."""
    return "finding" if report.gate is None else "new finding"


def compared(gate: Gate) -> str:
    """How the findings of a scan differ from earlier ones, beside the new."""
    waivers = f", {counted(len(gate.waivers), 'new waiver')}" if gate.waivers else ""
    return f"{len(gate.fixed):,} fixed, {len(gate.unchanged):,} unchanged since {plain(gate.against)}{waivers}"


def new_waivers(report: Report) -> Iterator[tuple[str, Span]]:
    """The waivers that the change itself adds, for whoever reviews it: what they say, and where they stand."""
    for finding in report.gate.waivers if report.gate is not None else ():
        if finding.suppression is not None:
            reason = plain(finding.suppression.reason)
            yield f"{finding.policy_id} is waived by this change: {reason}", finding.suppression.span


def cut(text: str, most: int) -> str:
    """A text of at most so many characters."""
    return text if len(text) <= most else text[: most - 1] + "…"
