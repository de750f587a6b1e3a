"""Durations as Go writes them."""

from __future__ import annotations

import re

from infracheck.record import Record

_PART = r"([0-9]{1,15}(?:\.[0-9]{0,9})?)(ns|us|µs|ms|s|m|h|d|w|y)"
_SECONDS = {
    "ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0, "w": 604_800.0,
    "y": 31_536_000.0,
}  # fmt: skip
DAY = 86_400.0


class Duration(Record):
    """A length of time, in seconds, with the text that says so."""

    text: str
    seconds: float

    @classmethod
    def parse(cls, text: str) -> Duration | None:
        """Read `1h30m`, `2160h`, `0`; None where it is none of these."""
        plain = text.strip()
        if plain in ("0", "0.0"):
            return cls(text, 0.0)
        if len(plain) > 100:
            return None
        total, end = 0.0, 0
        for match in re.finditer(_PART, plain):
            if match.start() != end:
                return None
            total += float(match[1]) * _SECONDS[match[2]]
            end = match.end()
        return cls(text, total) if end and end == len(plain) else None

    @property
    def days(self) -> float:
        """The same in days."""
        return self.seconds / DAY

    def __str__(self) -> str:
        return self.text
