"""Stretches of a text of which any two are apart or one is inside the other, found by a place."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator

Stretch = tuple[int, int]


class Nested:
    """Which stretches are round a place."""

    __slots__ = ("_outer", "_starts", "spans")

    def __init__(self, spans: Iterable[Stretch]) -> None:
        self.spans = sorted(set(spans), key=lambda span: (span[0], -span[1]))
        self._starts = [start for start, _ in self.spans]
        self._outer: list[int] = []
        open_now: list[int] = []
        for number, (start, _) in enumerate(self.spans):
            while open_now and self.spans[open_now[-1]][1] <= start:
                open_now.pop()
            self._outer.append(open_now[-1] if open_now else -1)
            open_now.append(number)

    def at(self, place: int) -> int:
        """The number of the innermost stretch round a place, -1 for none."""
        number = bisect_right(self._starts, place) - 1
        while number >= 0 and self.spans[number][1] <= place:
            number = self._outer[number]
        return number

    def around(self, place: int) -> Iterator[Stretch]:
        """The stretches round a place, the innermost first."""
        number = self.at(place)
        while number >= 0:
            yield self.spans[number]
            number = self._outer[number]
