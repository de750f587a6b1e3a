"""The report as Markdown: a comment on a change, or the summary of a job."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, islice
from typing import TextIO

from infracheck.engine.finding import Finding
from infracheck.engine.rules.rule import Severity
from infracheck.report.escape import markdown, markdown_prose
from infracheck.report.renderings import rendered_by, renderings_counted
from infracheck.report.report import Report, capitalised, counted
from infracheck.report.told import because, compared, crashes, cut, new_waivers, noun, place, prominence, subject

_MOST_BYTES = 65_000  # a comment of GitHub's holds 65,536 characters, a job's summary more
_KEPT_FREE = 1_500  # for the heads and ends of sections, and for what says what was left out
_LONGEST = 600  # characters of a message, a step or a remedy
_MOST_NOTES = 10  # crashes, and waivers: findings need the room more
_OPEN = ("critical", "high")


def write(report: Report, out: TextIO, *, include_waived: bool = False) -> None:
    """Write a collapsible table for each severity, the worst first, as far as a comment has room.

    What had none is counted at the end; unchanged and waived findings, where they are asked for, come last.
    """
    page = _Page(out)
    for line in _opening(report):
        page.takes(line)
    left: list[str] = []
    findings = sorted(report.listed(include_waived=include_waived), key=_order)
    for title, group in groupby(findings, key=_title):
        alike = list(group)
        missing = len(alike) - _write_section(page, title, alike)
        if missing:
            left.append(f"{missing:,} {title}")
    if left:
        page.end(f"\nNot listed, since a comment holds no more: {', '.join(left)}. The other reports list all.\n")


class _Page:
    """Takes as much as there is room for."""

    __slots__ = ("_out", "_room")

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._room = _MOST_BYTES - _KEPT_FREE

    def takes(self, text: str) -> bool:
        """Write a text, if it fits."""
        size = len(text.encode())
        if size > self._room:
            return False
        self._room -= size
        self._out.write(text)
        return True

    def end(self, text: str) -> None:
        """Write the end of something that was begun, for which room is kept free."""
        self._out.write(text)


def _opening(report: Report) -> Iterator[str]:
    yield f"### infracheck: {counted(len(report.findings), noun(report))}\n\n"
    if report.gate is not None:
        yield f"{capitalised(_text(compared(report.gate)))}.\n\n"
    counts = ((severity, report.count(severity)) for severity in reversed(Severity))
    parts = [f"{number:,} {severity}" for severity, number in counts if number]
    if report.waived:
        parts.append(f"{len(report.waived):,} waived")
    rendered = renderings_counted(report.inputs)
    read = f"Read {counted(len(report.inputs.files), 'file')}{f' ({rendered})' if rendered else ''}."
    yield f"{', '.join(parts)}. {read}\n" if parts else f"{read}\n"
    if report.faults:
        yield f"\n**The scan is incomplete: {counted(len(report.faults), 'fault')}.**\n\n"
        for text, fault in islice(crashes(report), _MOST_NOTES):
            where = f" at {_code(place(fault.span))}" if fault.span.path else ""
            yield f"- {_text(text)}{where}\n"
    waivers = list(new_waivers(report))
    if waivers:
        yield f"\n**{counted(len(waivers), 'waiver')} added by this change:**\n\n"
        for text, span in waivers[:_MOST_NOTES]:
            yield f"- {_text(text)} at {_code(place(span))}\n"


def _order(finding: Finding) -> tuple[bool, bool, int]:
    return finding.suppression is not None, *prominence(finding)


def _title(finding: Finding) -> str:
    """What findings of one section have in common."""
    if finding.suppression is not None:
        return "waived"
    return f"{finding.severity}, unchanged" if finding.status == "unchanged" else str(finding.severity)


def _write_section(page: _Page, title: str, findings: Sequence[Finding]) -> int:
    """Write as many findings of a section as fit; returns their number."""
    written = 0
    remedies: set[str] = set()
    for finding in findings:
        row = _row(finding, remedies)
        if not page.takes(row if written else _head(title, len(findings)) + row):
            break
        written += 1
    if written:
        page.end("\n</details>\n")
    return written


def _head(title: str, number: int) -> str:
    state = " open" if title in _OPEN else ""
    summary = f"<summary>{number:,} {title}</summary>"
    return f"\n<details{state}>\n{summary}\n\n| place | policy | finding |\n| --- | --- | --- |\n"


def _row(finding: Finding, remedies: set[str]) -> str:
    page = finding.rule.page if finding.rule is not None else None
    policy = f"[{finding.policy_id}]({page})" if page else _text(finding.policy_id)
    return f"| {_code(place(finding.span))} | {policy} | {'<br>'.join(_told(finding, remedies))} |\n"


def _told(finding: Finding, remedies: set[str]) -> Iterator[str]:
    """The lines of a finding; what its policy says of all its findings, once a section."""
    about = subject(finding)
    yield _text(capitalised(finding.message)) + (f" ({_text(about)})" if about else "")
    for step in because(finding):
        yield f"because {_text(step)}"
    if finding.renderings:
        yield _text(rendered_by(finding))
    if finding.suppression is not None:
        yield f"**Waived:** {_text(finding.suppression.reason)}"
    elif finding.remedy and finding.remedy not in remedies:
        remedies.add(finding.remedy)
        yield f"**Fix:** {markdown_prose(cut(capitalised(finding.remedy), _LONGEST))}"


def _text(text: str) -> str:
    return markdown(cut(text, _LONGEST))


def _code(text: str) -> str:
    return f"<code>{_text(text)}</code>"
