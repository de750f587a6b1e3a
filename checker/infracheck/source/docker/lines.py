"""Physical lines of a Dockerfile joined into logical ones that know where each character stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache

from infracheck.record import Record
from infracheck.source.text.problem import SYNTAX, Problem
from infracheck.source.text.span import Source, Span

SPACES = "\t\n\v\f\r \x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000"
"""What Go's unicode.IsSpace holds for space; str.isspace() takes four control characters more."""


class Comment(Record):
    """A comment: its line, the text after the `#`, without the blanks round it, and its place, the `#` included."""

    line: int
    text: str
    span: Span


class Directive(Record):
    """A parser directive, `# name=value`, before the first line of any other kind; the name in lower case."""

    name: str
    value: str
    span: Span


class LogicalLine:
    """The text of one instruction, its continued lines joined, each character with its place in the file."""

    __slots__ = ("_begin", "_joint", "_offsets", "_parts", "_raw", "end_line", "line", "source", "text")

    def __init__(
        self, source: Source, line: int, end_line: int, begin: int, raw: str, joint: re.Pattern[str] | None
    ) -> None:
        self.source = source
        self.line = line
        self.end_line = end_line
        self.text = raw if joint is None else joint.sub("", raw)
        self._begin = begin
        self._raw = raw
        # what stands between two of its lines in the file; None where there is but one
        self._joint = joint
        self._parts: list[int] = []
        self._offsets: list[int] = []

    @property
    def _starts(self) -> list[int]:
        """Where the parts of the text start that stand on a line each; `_offsets` is where these stand in the file."""
        if not self._parts:
            end = size = 0
            gaps = [] if self._joint is None else [gap.span() for gap in self._joint.finditer(self._raw)]
            for start, following in (*gaps, (len(self._raw), 0)):
                # of lines with nothing but the sign that continues them, the first one counts: the instruction starts
                if start > end or not self._parts:
                    self._parts.append(size)
                    self._offsets.append(self._begin + end)
                    size += start - end
                end = following
        return self._parts

    def offset(self, index: int) -> int:
        """Where in the source the character at an index of the text stands."""
        if self._joint is None:
            return self._begin + index
        starts = self._starts
        part = bisect_right(starts, index) - 1
        return self._offsets[part] + index - starts[part]

    @property
    def blank_line(self) -> int | None:
        """The number of the first blank line between those that continue one another, None where there is none."""
        # most have none at all, and then it need not be asked where its lines are joined
        if self._joint is None or not _BLANK.search(self._raw):
            return None
        for gap in self._joint.finditer(self._raw):
            at = self._begin + gap.start()
            # the first ends what is continued, and a comment is not blank
            for number, line in enumerate(gap[0].split("\n")[1:-1], 1):
                if not line.strip(SPACES):
                    return self.source.line_of(at) + number
        return None

    def span(self, start: int, end: int) -> Span:
        """The place of a stretch of the text, from its first character to its last."""
        first = self.offset(start)
        # the end goes by the last character: what follows it may stand on another line
        return self.source.span(first, self.offset(end - 1) + 1 if end > start else first)

    def first_part(self, start: int, end: int) -> Span:
        """The place of as much of a stretch of the text as stands on its first line."""
        gap = None if self._joint is None else self._joint.search(self._raw)
        if gap is not None and start < gap.start():
            end = min(end, gap.start())
        elif gap is not None:
            starts = self._starts
            end = min([end, *starts[bisect_right(starts, start) :][:1]])
        end = start + len(self.text[start:end].rstrip(SPACES))
        return self.span(start, end)


# SPACES but for LF; a class of such letters one by one takes long to compile
_BLANKS = r"[^\S\n\x1c-\x1f]*+"
# a line of nothing but blanks, between two others
_BLANK = re.compile(rf"\n{_BLANKS}\n")
_MAYBE_SILENT = frozenset(SPACES + "#")


@cache
def _patterns(escape: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """An instruction with the lines that continue it, and what stands between two of these: it takes no part."""
    e = re.escape(escape)
    # a doubled escape character at the end is an escaped one and continues nothing; blank lines and comments do not end
    # the escape character stands first: then the search for it is as fast as memchr
    end = "[ \\t]*+\\r*+(?:\\n|\\Z)"
    joint = f"{e}(?<!{e}{e}){end}(?:{_BLANKS}(?:#[^\\n]*+)?(?:\\n|\\Z))*+"
    line = f"[^\\n{e}]*+(?:{e}(?!{end})[^\\n{e}]*+)*+"
    return re.compile(f"((?:{line}{joint})*+)[^\\n]*+"), re.compile(joint)


_DIRECTIVE = r"(?s)([a-zA-Z][a-zA-Z0-9]*)[\t\n\f\r ]*=[\t\n\f\r ]*([^\t\n\f\r ].*)"
_DIRECTIVES = ("syntax", "escape", "check")


class LineReader:
    """Reads a Dockerfile line by line, as BuildKit's parser.go does; `escape` is the directive's, once read."""

    __slots__ = (
        "_count",
        "_may_direct",
        "_seen",
        "_starts",
        "directed",
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
        self.directed: list[int] = []
        """The lines of directives."""
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
        starts, text = self._starts, self.source.text
        while self.number < self._count:
            start = starts[self.number]
            self.number += 1
            if text[start] in _MAYBE_SILENT:
                line = text[start : starts[self.number] if self.number < len(starts) else len(text)].rstrip("\r\n")
                bare = line.lstrip(SPACES)
                start += len(line) - len(bare)
                if self._may_direct and self._direct(start, bare):
                    self.directed.append(self.number)
                    continue
                if not bare or bare[0] == "#":
                    continue
            self._may_direct = False
            return self._continued(start)
        return None

    def _continued(self, start: int) -> LogicalLine:
        """The instruction that starts here, as far as escape characters at the ends of its lines take it."""
        first = self.number
        whole, joint = _patterns(self.escape)
        match = whole.match(self.source.text, start)
        assert match is not None
        raw = match[0].rstrip("\r")
        is_joined = match.end(1) > start
        if is_joined:
            self.number = min(first + match[0].count("\n"), self._count)
        return LogicalLine(self.source, first, self.number, start, raw, joint if is_joined else None)

    def _direct(self, start: int, text: str) -> bool:
        match = re.match(_DIRECTIVE, text[1:].lstrip(SPACES)) if text.startswith("#") and "=" in text else None
        name = match[1].lower() if match else ""
        if match is None or name not in _DIRECTIVES:
            self._may_direct = False
            return False
        span = self.source.span(start, start + len(text.rstrip(SPACES)))
        if name in self._seen:
            self._refuse(f"the {name} directive is given twice", span, "keep one of them")
            return True
        self._seen.add(name)
        value = match[2].rstrip("\t\n\f\r ")
        self.directives.append(Directive(name, value, span))
        if name == "escape":
            if value in ("\\", "`"):
                self.escape = value
            else:
                self._refuse(
                    "the escape directive must be a backslash or a backtick",
                    span,
                    "write # escape=` or remove the line",
                )
        return True

    def _refuse(self, message: str, span: Span, remedy: str) -> None:
        self.problems.append(Problem(SYNTAX, message, span, remedy))
