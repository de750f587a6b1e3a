"""Physical lines of a Dockerfile joined into logical ones that know where each character stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate

from infracheck.record import Record
from infracheck.source.problem import SYNTAX, Problem
from infracheck.source.span import Source, Span

SPACES = "\t\n\v\f\r \x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000"
"""What Go's unicode.IsSpace holds for space; str.isspace() takes four control characters more."""


class Comment:
    """A comment: its line, and the text after the `#`, without the blanks round it."""

    __slots__ = ("_source", "_start", "_written", "line")

    def __init__(self, source: Source, line: int, start: int, written: str) -> None:
        self.line = line
        self._source = source
        self._start = start
        self._written = written

    @property
    def text(self) -> str:
        """The text after the `#`."""
        return self._written[1:].strip(SPACES)

    @property
    def span(self) -> Span:
        """The place of the comment, the `#` included."""
        return self._source.span(self._start, self._start + len(self._written.rstrip(SPACES)))


class Directive(Record):
    """A parser directive, `# name=value`, before the first line of any other kind; the name in lower case."""

    name: str
    value: str
    span: Span


class LogicalLine:
    """The text of one instruction, its continued lines joined, each character with its place in the file."""

    __slots__ = ("_at", "_pieces", "end_line", "line", "source", "text")

    def __init__(self, source: Source, line: int, end_line: int, pieces: list[tuple[int, str]]) -> None:
        self.source = source
        self.line = line
        self.end_line = end_line
        self.text = pieces[0][1] if len(pieces) == 1 else "".join([text for _, text in pieces])
        # where each piece starts: in the file, and in the text
        self._pieces = pieces
        self._at: list[int] | None = None

    @property
    def _starts(self) -> list[int]:
        if self._at is None:
            self._pieces = [self._pieces[0], *[piece for piece in self._pieces[1:] if piece[1]]]
            lengths = [len(text) for _, text in self._pieces]
            self._at = [0, *accumulate(lengths[:-1])]
        return self._at

    def offset(self, index: int) -> int:
        """Where in the source the character at an index of the text stands."""
        if len(self._pieces) == 1:
            return self._pieces[0][0] + index
        starts = self._starts
        piece = bisect_right(starts, index) - 1
        return self._pieces[piece][0] + index - starts[piece]

    def span(self, start: int, end: int) -> Span:
        """The place of a stretch of the text, from its first character to its last."""
        first = self.offset(start)
        # the end goes by the last character: what follows it may stand on another line
        return self.source.span(first, self.offset(end - 1) + 1 if end > start else first)

    def first_part(self, start: int, end: int) -> Span:
        """The place of as much of a stretch of the text as stands on its first line."""
        starts = self._starts
        piece = bisect_right(starts, start) - 1
        if piece + 1 < len(starts):
            end = min(end, starts[piece + 1])
        end = start + len(self.text[start:end].rstrip(SPACES))
        return self.span(start, end)


_MAYBE_SILENT = frozenset(SPACES + "#")
_DIRECTIVE = r"(?s)([a-zA-Z][a-zA-Z0-9]*)[\t\n\f\r ]*=[\t\n\f\r ]*([^\t\n\f\r ].*)"
_DIRECTIVES = ("syntax", "escape", "check")


class LineReader:
    """Reads a Dockerfile line by line, as BuildKit's parser.go does; `escape` is the directive's, once read."""

    __slots__ = (
        "_count",
        "_may_direct",
        "_seen",
        "_starts",
        "comments",
        "directives",
        "escape",
        "number",
        "problems",
        "source",
    )

    def __init__(self, source: Source) -> None:
        self.source = source
        self.escape = "\\"
        self.number = 0
        self.comments: list[Comment] = []
        self.directives: list[Directive] = []
        self.problems: list[Problem] = []
        self._starts = source.line_starts
        self._count = len(self._starts) - (self._starts[-1] == len(source.text))
        self._may_direct = True
        self._seen: set[str] = set()

    def physical(self) -> tuple[int, str] | None:
        """The next line as it stands, its LF included, with its offset; None at the end."""
        if self.number >= self._count:
            return None
        start = self._starts[self.number]
        self.number += 1
        stop = self._starts[self.number] if self.number < len(self._starts) else len(self.source.text)
        return start, self.source.text[start:stop]

    def logical(self) -> LogicalLine | None:
        """The next line that is neither blank nor a comment, with the lines that continue it."""
        while True:
            physical = self.physical()
            if physical is None:
                return None
            start, raw = physical
            line = raw.rstrip("\r\n")
            text = line.lstrip(SPACES)
            start += len(line) - len(text)
            if self._may_direct and self._direct(start, text):
                continue
            if not text:
                continue
            if text[0] == "#":
                self._comment(start, text)
                continue
            return self._continued(start, text)

    def _continued(self, start: int, text: str) -> LogicalLine:
        first = self.number
        text, more = self._cut(text)
        pieces = [(start, text)]
        starts, count, whole, escape, doubled = (
            self._starts,
            self._count,
            self.source.text,
            self.escape,
            self.escape * 2,
        )
        while more and self.number < count:
            # most lines of most Dockerfiles continue another one
            start = starts[self.number]
            self.number += 1
            stop = starts[self.number] if self.number < len(starts) else len(whole)
            line = whole[start:stop].rstrip("\r\n")
            if not line or line[0] in _MAYBE_SILENT:
                bare = line.lstrip(SPACES)
                if not bare:
                    continue
                if bare[0] == "#":
                    self._comment(start + len(line) - len(bare), bare)
                    continue
            # as in `_cut`, which a call for each line would take as long as all else here
            text = line.rstrip(" \t")
            more = text.endswith(escape) and not text.endswith(doubled)
            pieces.append((start, text[:-1] if more else line))
        return LogicalLine(self.source, first, self.number, pieces)

    def _cut(self, line: str) -> tuple[str, bool]:
        bare = line.rstrip(" \t")
        # a doubled escape character at the end is an escaped one and continues nothing
        if bare.endswith(self.escape) and not bare.endswith(self.escape * 2):
            return bare[:-1], True
        return line, False

    def _comment(self, start: int, text: str) -> None:
        self.comments.append(Comment(self.source, self.number, start, text))

    def _direct(self, start: int, text: str) -> bool:
        match = re.match(_DIRECTIVE, text[1:].lstrip(SPACES)) if text.startswith("#") and "=" in text else None
        name = match[1].lower() if match else ""
        if match is None or name not in _DIRECTIVES:
            self._may_direct = False
            return False
        span = self.source.span(start, start + len(text.rstrip(SPACES)))
        if name in self._seen:
            self._refuse(f"the {name} directive stands twice", span, "keep one of them")
            return True
        self._seen.add(name)
        value = match[2].rstrip("\t\n\f\r ")
        self.directives.append(Directive(name, value, span))
        if name == "escape":
            if value in ("\\", "`"):
                self.escape = value
            else:
                self._refuse(
                    "the escape directive takes a backslash or a backtick", span, "write # escape=` or remove the line"
                )
        return True

    def _refuse(self, message: str, span: Span, remedy: str) -> None:
        self.problems.append(Problem(SYNTAX, message, span, remedy))
