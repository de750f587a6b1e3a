"""Lines for a terminal: styled, wrapped, and without anything that a CI server would read as a command."""

from __future__ import annotations

import os
import sys
from typing import TextIO, TypeAlias

from rich.cells import cell_len, set_cell_size
from rich.color import ColorSystem
from rich.style import Style

from infracheck.report.escape import harmless

Piece: TypeAlias = tuple[str, str]
"""A text with the name of its style, blank for none."""

_WIDTH_OF_A_PIPE = 100
_NARROWEST = 40
_AT_ONCE = 1_000


class Printer:
    """Writes lines to a stream; texts handed in hold no control characters."""

    __slots__ = ("_color", "_lines", "_out", "_styles", "width")

    def __init__(self, out: TextIO, *, color: bool) -> None:
        self._out = out
        self._color = color
        self._lines: list[str] = []
        self._styles: dict[str, Style] = {}
        self.width = max(_NARROWEST, _width_of(out))

    def line(self, *pieces: Piece) -> None:
        """Write one line as it is, however long."""
        if self._color:
            line = "".join([self._styled(text, style) for text, style in pieces])
        else:
            line = "".join([text for text, _ in pieces]).rstrip()
        self._lines.append(harmless(line))
        if len(self._lines) == _AT_ONCE:
            self._flush()

    def cut(self, text: str, taken: int) -> str:
        """As much of a text as fits behind what takes that many columns already."""
        room = max(_NARROWEST // 2, self.width - taken)
        return text if cell_len(text) <= room else set_cell_size(text, room - 1).rstrip() + "…"

    def paragraph(self, head: tuple[Piece, ...], text: str, *, indent: int) -> None:
        """Write a text behind its head, its further lines set under its first."""
        start = indent + sum(cell_len(piece) for piece, _ in head)
        room = max(_NARROWEST // 2, self.width - start)
        lines = wrapped(text, room)
        self.line((" " * indent, ""), *head, (lines[0], ""))
        for each in lines[1:]:
            self.line((" " * start + each, ""))

    def close(self) -> None:
        """Hand what is left of the lines to the stream."""
        self._flush()

    def _flush(self) -> None:
        if self._lines:
            self._out.write("\n".join(self._lines) + "\n")
            self._lines.clear()

    def _styled(self, text: str, style: str) -> str:
        if not style or not text:
            return text
        found = self._styles.get(style)
        if found is None:
            found = self._styles[style] = Style.parse(style)
        return found.render(text, color_system=ColorSystem.STANDARD)


def wrapped(text: str, room: int) -> list[str]:
    """A text as lines of so many columns; a word that is longer stays whole, so that it can be copied."""
    # most texts fit, and wrapping one costs ten times as much as writing it
    if cell_len(text) <= room:
        return [text]
    lines: list[str] = []
    line, taken = "", 0
    for word in text.strip(" ").split(" "):
        width = cell_len(word)
        if line and taken + 1 + width > room:
            lines.append(line.rstrip())
            line, taken = "", 0
        if line:
            line, taken = f"{line} {word}", taken + 1 + width
        else:
            line, taken = word, width
    return [*lines, line.rstrip()]


def _width_of(out: TextIO) -> int:
    """The terminal's width where the stream is one, else the same everywhere."""
    if out is not sys.stdout or not out.isatty():
        return _WIDTH_OF_A_PIPE
    # as `shutil.get_terminal_size` does it, which takes 3 ms to load
    told = os.environ.get("COLUMNS", "")
    if told.isdecimal() and int(told):
        return int(told)
    try:
        return os.get_terminal_size(out.fileno()).columns or _WIDTH_OF_A_PIPE
    except OSError:
        return _WIDTH_OF_A_PIPE
