"""The waivers of a scan for people: each with its place and its reason, and what it hides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TextIO

from infracheck.report.escape import harmless
from infracheck.report.report import Report, counted
from infracheck.report.waivers import WaiverEntry, entries_of

_BOLD, _GREEN, _YELLOW, _PLAIN = "\x1b[1m", "\x1b[32m", "\x1b[33m", "\x1b[0m"


def write(report: Report, out: TextIO, *, color: bool = False) -> None:
    """Write the waivers in the order of their places, then how many there are."""
    hidden = 0
    states: Counter[str] = Counter()
    for each in entries_of(report):
        hidden += len(each.hides)
        states[each.state] += 1
        out.write(f"{_head(each, color=color)}\n")
        out.writelines(f"{harmless(f'  {line}')}\n" for line in _details(each))
    if not states:
        out.write("No waivers.\n")
        return
    by_state = ", ".join(f"{number:,} {state}" for state, number in sorted(states.items()))
    out.write(f"{counted(states.total(), 'waiver')}, {counted(hidden, 'finding')} waived ({by_state}).\n")


def _head(entry: WaiverEntry, *, color: bool) -> str:
    tool = "" if entry.tool == "infracheck" else f" of {entry.tool}"
    place = harmless(f"{entry.path}:{entry.line}:{entry.column}")
    if not color:
        return f"{place}  {entry.form}{tool}  {entry.state}"
    style = _GREEN if entry.state == "in use" else _YELLOW
    return f"{_BOLD}{place}{_PLAIN}  {entry.form}{tool}  {style}{entry.state}{_PLAIN}"


def _details(entry: WaiverEntry) -> Iterator[str]:
    yield f"policies  {', '.join(entry.policies)}"
    for name in ("reason", "owner", "until", "ticket"):
        said = getattr(entry, name)
        if said:
            yield f"{name:<9} {said}"
    for each in entry.hides:
        about = f", {each.kind} {each.name}" if each.kind else ""
        yield f"hides     {each.policy} ({each.severity}) at {each.path}:{each.line}{about}"
