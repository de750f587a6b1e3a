"""What a gate says of a scan, beside the findings that are new."""

from __future__ import annotations

from infracheck.engine.finding import Finding
from infracheck.record import Record


class Gate(Record):
    """What a scan was compared with, and what that did not count against it.

    `against` says it in words. `waivers` are findings whose waiver the change itself adds; `notes` are what a reader
    should know of the comparison.
    """

    against: str
    unchanged: tuple[Finding, ...] = ()
    fixed: tuple[Finding, ...] = ()
    waivers: tuple[Finding, ...] = ()
    stale: int = 0
    """The entries of the baseline that match nothing any more."""
    notes: tuple[str, ...] = ()
    shows_unchanged: bool = False
    """Whether the reader asked for what is not new, too."""
