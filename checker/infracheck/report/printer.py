"""Lines for a terminal: styled, wrapped, and without anything that a CI server would read as a command."""

from __future__ import annotations

import re
import sys
import textwrap
from typing import TextIO, TypeAlias

from rich.cells import cell_len, set_cell_size
from rich.color import ColorSystem
from rich.style import Style

from infracheck.report.escape import inert

Piece: TypeAlias = tuple[str, str]
"""A text with the name of its style, blank for none."""

_WIDTH_OF_A_PIPE = 100
_NARROWEST = 40
_ESCAPES = re.compile(r"\x1b\[[0-9;]*m")


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
        text = "".join(self._styled(text, style) for text, style in pieces)
        self._lines.append(_harmless(text if self._color else text.rstrip()))

    def cut(self, text: str, taken: int) -> str:
        """As much of a text as fits behind what takes that many columns already."""
        room = max(_NARROWEST // 2, self.width - taken)
        return text if cell_len(text) <= room else set_cell_size(text, room - 1).rstrip() + "…"

    def paragraph(self, head: tuple[Piece, ...], text: str, *, indent: int) -> None:
        """Write a text behind its head, its further lines set under its first."""
        start = indent + sum(cell_len(piece) for piece, _ in head)
        lines = wrapped(text, max(_NARROWEST // 2, self.width - start))
        self.line((" " * indent, ""), *head, (lines[0], ""))
        for each in lines[1:]:
            self.line((" " * start + each, ""))

    def close(self) -> None:
        """Hand the lines to the stream."""
        if self._lines:
            self._out.write("\n".join(self._lines) + "\n")

    def _styled(self, text: str, style: str) -> str:
        if not self._color or not style or not text:
            return text
        found = self._styles.get(style)
        if found is None:
            found = self._styles[style] = Style.parse(style)
        return found.render(text, color_system=ColorSystem.STANDARD)


def wrapped(text: str, room: int) -> list[str]:
    """A text in lines of so many columns; one line as it is where it fits, which most do."""
    if len(text) <= room and text.isprintable():
        return [text.rstrip()]
    return textwrap.wrap(text, room, break_on_hyphens=False, break_long_words=False) or [""]


def _harmless(line: str) -> str:
    """A line that is no workflow command, which GitHub also sees behind blanks at the start of a line."""
    line = inert(line)
    if "::" in line and _ESCAPES.sub("", line).lstrip().startswith("::"):
        line = line.replace("::", ": :", 1)
    return line


def _width_of(out: TextIO) -> int:
    """The terminal's width where the stream is one, else the same everywhere."""
    if out is not sys.stdout or not out.isatty():
        return _WIDTH_OF_A_PIPE
    import shutil

    return shutil.get_terminal_size((_WIDTH_OF_A_PIPE, 24)).columns
