"""The tree of a Dockerfile: instructions with their words, flags, pairs and heredocs, each with its place."""

from __future__ import annotations

import re
from bisect import bisect_right

from infracheck.record import Record, made_often
from infracheck.source.docker.expand import unquote
from infracheck.source.docker.lines import SPACES, Comment, Directive, LogicalLine
from infracheck.source.text.problem import Problem
from infracheck.source.text.span import Source, Span


class Word:
    """An argument: `text` as it is written (in JSON form: the string that is meant)."""

    __slots__ = ("_escape", "end", "line", "start", "text")

    def __init__(self, line: LogicalLine, start: int, end: int, text: str, escape: str | None) -> None:
        self.line = line
        self.start = start
        self.end = end
        self.text = text
        self._escape = escape

    def __repr__(self) -> str:
        # never the text: it may be a secret
        return f"Word({self.line.source.path!r}, {self.start}, {self.end})"

    @property
    def value(self) -> str:
        """The text without quotes and escapes, where BuildKit removes them; variables as they are written."""
        return self.text if self._escape is None else unquote(self.text, self._escape)

    @property
    def span(self) -> Span:
        """The place of the word, its quotes included."""
        return self.line.span(self.start, self.end)


class Flag:
    """A flag, `--name=value`; `value` is None where nothing but the name is given."""

    __slots__ = ("end", "line", "name", "start", "value")

    def __init__(self, line: LogicalLine, start: int, end: int, name: str, value: str | None) -> None:
        self.line = line
        self.start = start
        self.end = end
        self.name = name
        self.value = value

    def __repr__(self) -> str:
        return f"Flag({self.line.source.path!r}, {self.start}, {self.end})"

    @property
    def span(self) -> Span:
        """The place of the flag, from its dashes to the end of its value."""
        return self.line.span(self.start, self.end)


@made_often
class Pair(Record):
    """A key with its value in ENV, LABEL or ARG; `value` is None in `ARG key`."""

    key: Word
    value: Word | None

    @property
    def span(self) -> Span:
        """The place of the key and the value together."""
        return self.key.line.span(self.key.start, self.key.end if self.value is None else self.value.end)


class Heredoc(Record):
    """A heredoc: its name, its body as it is written, and the places of the mark and of the body.

    `quoted` means that no variable in it is replaced, `chomp` that leading tabs are dropped.
    """

    name: str
    body: str
    quoted: bool
    chomp: bool
    span: Span
    body_span: Span

    def __repr__(self) -> str:
        return f"Heredoc({self.span.path!r}, {self.span.line})"


class Instruction:
    """One instruction as it is written; of a JSON form `is_json` is true and each string is a word."""

    __slots__ = (
        "end",
        "flags",
        "heredocs",
        "inner",
        "is_json",
        "keyword",
        "logical",
        "name",
        "pairs",
        "rest",
        "start",
        "words",
    )

    def __init__(self, logical: LogicalLine, start: int, end: int, keyword: str) -> None:
        self.logical = logical
        self.start = start
        self.end = end
        self.keyword = keyword
        self.name = keyword.upper()
        self.rest = end
        self.flags: list[Flag] = []
        self.words: list[Word] = []
        self.pairs: list[Pair] = []
        self.is_json = False
        self.heredocs: list[Heredoc] = []
        self.inner: Instruction | None = None

    def __repr__(self) -> str:
        return f"Instruction({self.logical.source.path!r}, {self.line})"

    @property
    def line(self) -> int:
        """The line on which the instruction starts, from 1."""
        return self.logical.line

    @property
    def end_line(self) -> int:
        """The last line, that of a heredoc's end mark included."""
        return self.logical.end_line

    @property
    def keyword_span(self) -> Span:
        """The place of the instruction's name."""
        return self.logical.span(self.start, self.start + len(self.keyword))

    @property
    def span(self) -> Span:
        """The place of the whole instruction, its continued lines included, its heredocs' bodies not."""
        return self.logical.span(self.start, self.end)

    @property
    def first_line_span(self) -> Span:
        """The place of the instruction as far as it stands on its first line."""
        return self.logical.first_part(self.start, self.end)

    @property
    def text(self) -> str:
        """The whole text, its continued lines joined."""
        return self.logical.text[self.start : self.end]

    @property
    def arguments(self) -> str:
        """The text after the name and the flags, its continued lines joined."""
        return self.logical.text[self.rest : self.end]

    def flag(self, name: str) -> Flag | None:
        """The first flag of that name."""
        for flag in self.flags:
            if flag.name == name:
                return flag
        return None


class DockerfileTree:
    """A Dockerfile that was read, with the problems met on the way."""

    __slots__ = ("_directed", "directives", "escape", "instructions", "problems", "source")

    def __init__(
        self,
        source: Source,
        escape: str,
        directives: list[Directive],
        instructions: list[Instruction],
        directed: list[int],
        problems: list[Problem],
    ) -> None:
        self.source = source
        self.escape = escape
        self.directives = directives
        self.instructions = instructions
        self._directed = directed
        self.problems = problems

    def __repr__(self) -> str:
        return f"DockerfileTree({self.source.path!r})"

    @property
    def span(self) -> Span:
        """The start of the file."""
        return self.source.span(0, 0)

    @property
    def comments(self) -> list[Comment]:
        """The comments, those between the lines of an instruction among them, in their order."""
        # in their order, none inside another
        bodies = [heredoc.body_span for found in self.instructions for heredoc in found.heredocs]
        starts, directed = [body.start for body in bodies], frozenset(self._directed)
        found: list[Comment] = []
        for match in re.finditer(_COMMENT, self.source.text):
            start = match.start(1)
            line = self.source.line_of(start)
            body = bisect_right(starts, start) - 1
            # in the body of a heredoc it is text; line by line, a directive is none either
            if line not in directed and (body < 0 or start >= bodies[body].end):
                text = match[1].rstrip(SPACES)
                found.append(Comment(line, text[1:].strip(SPACES), self.source.span(start, start + len(text))))
        return found


_COMMENT = r"(?m)^[^\S\n\x1c-\x1f]*(#[^\n]*)"
