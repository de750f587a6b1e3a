"""The line that a finding is about, ready to print: masked, escaped, cut to a width, with the place marked."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size

from infracheck.knowledge.words.showable import MASK, Range
from infracheck.record import Record
from infracheck.report.escape import plain_at
from infracheck.report.shown.reading import hidden_of
from infracheck.source.text.span import Source, Span

_TAB = 4
_LONGEST = 5_000  # a longer line is minified: nobody reads it, and judging it costs


class Excerpt(Record):
    """One line to show: its number, its text, and where in that text the marks go, in columns of a terminal."""

    line: int
    text: str
    mark: int
    width: int
    last_line: int


def excerpt(source: Source, span: Span, width: int) -> Excerpt | None:
    """The first line of a place, in at most `width` columns; None where the file has no such line.

    No value that may be a secret is in it; of what does not parse, none is.
    """
    if not 1 <= span.line <= len(source.line_starts):
        return None
    text = source.line_text(span.line)
    if len(text) > _LONGEST:
        return None
    end = span.end_column - 1 if span.end_line == span.line else len(text.rstrip())
    start = min(max(span.column - 1, 0), len(text))
    offset = source.line_starts[span.line - 1]
    cells = _cells(text, hidden_of(source).within(offset, offset + len(text)))
    first, last = cells.columns[start], cells.columns[min(max(end, start), len(text))]
    return _cut(cells.text, first, max(1, last - first), width, span)


class _Cells(Record):
    """A text as it is shown, and the terminal's column at which each character of the line starts."""

    text: str
    columns: list[int]


def _cells(text: str, hidden: list[Range]) -> _Cells:
    shown: list[str] = []
    columns: list[int] = []
    column, place = 0, 0
    masked = dict(hidden)
    while place < len(text):
        end = masked.get(place, place + 1)
        if place in masked:
            piece = MASK
        elif text[place] == "\t":
            piece = " " * (_TAB - column % _TAB)
        else:
            piece = plain_at(text, place)
        columns.extend([column] * (end - place))
        shown.append(piece)
        column += len(piece) if piece.isascii() else cell_len(piece)
        place = end
    columns.append(column)
    return _Cells("".join(shown), columns)


def _cut(text: str, mark: int, marked: int, width: int, span: Span) -> Excerpt:
    """Keep the place, with what stands before it as far as there is room; what is left out becomes an ellipsis."""
    if cell_len(text) > width:
        start = max(0, min(mark - width // 3, cell_len(text) - width))
        if start:
            text = "…" + _without(text, start + 1)
            mark -= start
        if cell_len(text) > width:
            text = set_cell_size(text, width - 1) + "…"
    mark = max(0, min(mark, width - 1))
    text = text.rstrip()
    marked = max(1, min(marked, max(1, cell_len(text) - mark), width - mark))
    return Excerpt(span.line, text, mark, marked, max(span.line, span.end_line))


def _without(text: str, columns: int) -> str:
    """A text without its first columns; a wide character that is cut in half leaves a blank."""
    gone = 0
    for place, character in enumerate(text):
        if gone >= columns:
            return " " * (gone - columns) + text[place:]
        gone += cell_len(character)
    return ""
