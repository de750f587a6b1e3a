"""The stretches of a file that no output may show."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from infracheck.knowledge.words.showable import Range


class Hidden:
    """Stretches of a text, in order and apart from each other, found by where they stand."""

    __slots__ = ("_ends", "_starts")

    def __init__(self, ranges: Iterable[Range]) -> None:
        merged = merged_ranges(ranges)
        self._starts = [start for start, _ in merged]
        self._ends = [end for _, end in merged]

    def within(self, start: int, end: int) -> list[Range]:
        """What is hidden between two offsets, counted from the first of them."""
        first = bisect_right(self._ends, start)
        last = bisect_left(self._starts, end)
        return [
            (max(each, start) - start, min(stop, end) - start)
            for each, stop in zip(self._starts[first:last], self._ends[first:last], strict=True)
        ]


class Wanted:
    """The stretches of a file that may be asked for; what stands outside of them need not be looked at."""

    __slots__ = ("_ends", "_starts", "ranges")

    def __init__(self, ranges: Iterable[Range]) -> None:
        self.ranges = merged_ranges(ranges)
        self._starts = [start for start, _ in self.ranges]
        self._ends = [end for _, end in self.ranges]

    def meets(self, start: int, end: int) -> bool:
        """Whether a stretch holds anything that may be asked for."""
        first = bisect_right(self._ends, start)
        return first < len(self._starts) and self._starts[first] < end


def merged_ranges(ranges: Iterable[Range]) -> list[Range]:
    """Stretches in order, those that overlap or touch made one."""
    merged: list[Range] = []
    for start, end in sorted(each for each in ranges if each[0] < each[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


class Cover:
    """Collects what is known of a text; what nothing covers is hidden, but for blanks and punctuation."""

    __slots__ = ("_covered", "hidden", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.hidden: list[Range] = []
        self._covered: list[Range] = []

    def show(self, start: int, end: int, hidden: Iterable[Range] = ()) -> None:
        """A stretch that is understood: it is shown but for its parts that are given as hidden."""
        self._covered.append((start, end))
        self.hidden.extend(hidden)

    def hide(self, start: int, end: int) -> None:
        """A stretch that is not shown."""
        self._covered.append((start, end))
        self.hidden.append((start, end))

    def rest(self) -> str:
        """The text with commas for what is covered, by which what is left over is judged in its place."""
        parts: list[str] = []
        place = 0
        for start, end in sorted(self._covered):
            if end > place:
                parts.append(self.text[place:start])
                parts.append(_FILLER * (end - max(start, place)))
                place = end
        parts.append(self.text[place:])
        return "".join(parts)


_FILLER = ","
