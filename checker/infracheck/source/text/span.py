"""Places in a file: spans, and the text they are measured in."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from os.path import sep

from infracheck.record import Record, made_often


@made_often
class Span(Record):
    """A stretch of a file: lines and columns from 1 in code points, the end exclusive; `start`, `end` are offsets."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    start: int = 0
    end: int = 0


class Source:
    """A file's path, as it is shown, with its text."""

    __slots__ = ("_lines", "name", "path", "text")

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.name = path.rpartition(sep)[2]
        """The file's name, without its folder."""
        self.text = text
        self._lines: list[int] | None = None

    def __repr__(self) -> str:
        # never the text: it may hold a secret
        return f"Source({self.path!r})"

    @property
    def line_starts(self) -> list[int]:
        """The offset at which each line starts; lines end with LF alone, as git, editors and GitHub count them."""
        if self._lines is None:
            lengths = [len(line) + 1 for line in self.text.split("\n")]
            self._lines = [0, *accumulate(lengths[:-1])]
        return self._lines

    def line_of(self, offset: int) -> int:
        """The line, from 1, of an offset."""
        return bisect_right(self.line_starts, offset)

    def line_text(self, line: int) -> str:
        """The text of a line, without its end."""
        starts = self.line_starts
        end = starts[line] - 1 if line < len(starts) else len(self.text)
        return self.text[starts[line - 1] : end].removesuffix("\r")

    def span(self, start: int, end: int) -> Span:
        """The place from one offset to another, the second exclusive."""
        starts = self._lines or self.line_starts
        line = bisect_right(starts, start)
        last = line if line < len(starts) and end < starts[line] else bisect_right(starts, end)
        found = (self.path, line, start - starts[line - 1] + 1, last, end - starts[last - 1] + 1, start, end)
        # past the class: no other record is made as often
        return tuple.__new__(Span, found)

    def line_span(self, line: int) -> Span:
        """The place of a whole line, without the blanks round it."""
        text = self.line_text(line)
        start = self.line_starts[line - 1] + len(text) - len(text.lstrip())
        return self.span(start, max(start, self.line_starts[line - 1] + len(text.rstrip())))
