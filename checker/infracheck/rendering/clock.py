"""How long all charts of a scan may take together."""

from __future__ import annotations

import time
from threading import Lock


class Clock:
    """Starts with the first chart; those that begin past its end are not rendered."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end: float | None = None
        self._lock = Lock()

    @property
    def left(self) -> float:
        """The seconds that are left."""
        now = time.monotonic()
        with self._lock:
            if self._end is None:
                self._end = now + self.seconds
        return max(0.0, self._end - now)
