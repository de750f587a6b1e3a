"""A line of progress on a terminal, for a scan that takes more than a second."""

from __future__ import annotations

import sys
from time import monotonic

_SILENT_SECONDS = 1.0
_STEP_SECONDS = 0.1


class Progress:
    """Called with how many of how many files are read; writes to standard error, and wipes its line at the end."""

    def __init__(self) -> None:
        self._next = monotonic() + _SILENT_SECONDS
        self._written = False

    def __call__(self, done: int, total: int) -> None:
        now = monotonic()
        if now < self._next:
            return
        self._next = now + _STEP_SECONDS
        self._written = True
        sys.stderr.write(f"\r\x1b[2Kread {done} of {total} files")
        sys.stderr.flush()

    def close(self) -> None:
        """Leave the line as it was found."""
        if self._written:
            sys.stderr.write("\r\x1b[2K")
            sys.stderr.flush()
