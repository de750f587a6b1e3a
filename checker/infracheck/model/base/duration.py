"""Durations as Go writes them."""

from __future__ import annotations

import re

from infracheck.record import Record

# μ is written with either of two letters
_DURATION = r"([-+]?)(0|(?:(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:ns|[uµμ]s|ms|[smh]))+)"
_PART = r"([0-9.]+)([a-zµμ]+)"
_SECONDS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "μs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}
_LONGEST = float(1 << 63) / 1e9
DAY = 86_400.0


class Duration(Record):
    """A length of time, in seconds, with the text that says so."""

    text: str
    seconds: float

    @classmethod
    def parse(cls, text: str) -> Duration | None:
        """Read `1h30m`, `2160h`, `0` as `time.ParseDuration` does, which knows no days; None where it is none."""
        match = re.fullmatch(_DURATION, text)
        if match is None:
            return None
        seconds = sum((float(amount) * _SECONDS[unit] for amount, unit in re.findall(_PART, match[2])), 0.0)
        if seconds >= _LONGEST:
            return None
        return cls(text, -seconds if match[1] == "-" else seconds)

    @property
    def days(self) -> float:
        """The same in days."""
        return self.seconds / DAY

    def __str__(self) -> str:
        return self.text
