"""Reads a Dockerfile as BuildKit does, and goes on after what BuildKit refuses."""

from __future__ import annotations

import re
from collections.abc import Callable

from infracheck.source.docker.heredoc import Mark, marks, read_bodies
from infracheck.source.docker.lines import SPACES, LineReader, LogicalLine
from infracheck.source.docker.rules import faults
from infracheck.source.docker.tree import DockerfileTree, Instruction, Pair, Word
from infracheck.source.docker.words import (
    BLANK,
    NotStringsError,
    blank_separated,
    flags,
    json_words,
    quoted_words,
    skip_spaces,
)
from infracheck.source.text.limits import LONGEST_SCRIPT, MOST_INSTRUCTIONS, MOST_STAGES, MOST_WORDS
from infracheck.source.text.problem import LIMIT, SYNTAX, Problem
from infracheck.source.text.span import Source, Span

__all__ = ["DockerfileTree", "Instruction", "Pair", "Word", "parse_dockerfile"]


def parse_dockerfile(source: Source) -> DockerfileTree:
    """Read a Dockerfile whole; whatever BuildKit refuses is a problem of the tree, and the rest is read."""
    reader = LineReader(source)
    parser = _Parser(reader)
    instructions: list[Instruction] = []
    while (line := reader.logical()) is not None:
        if parser.has_read_enough(line):
            break
        instruction = parser.instruction(line)
        if instruction is None:
            continue
        instructions.append(instruction)
        holder = instruction.inner or instruction
        if holder.name in _WITH_HEREDOCS and not holder.is_json and (opened := _marks(line)):
            holder.heredocs = read_bodies(reader, line, opened, reader.problems)
            instruction.heredocs = holder.heredocs
    problems = reader.problems + parser.problems + _stageless(source, instructions) + _too_long(instructions)
    problems = _listed(sorted(problems, key=_start)) + parser.limits
    return DockerfileTree(source, reader.escape, reader.directives, instructions, reader.directed, problems)


def _start(problem: Problem) -> int:
    return problem.span.start


def _listed(problems: list[Problem]) -> list[Problem]:
    """The first problems: a file in another language has one on every line."""
    if len(problems) <= _MOST_PROBLEMS:
        return problems
    said = f"more than {_MOST_PROBLEMS} problems; the rest is not listed"
    return [*problems[:_MOST_PROBLEMS], Problem(LIMIT, said, problems[_MOST_PROBLEMS].span, "correct the first")]


def _marks(line: LogicalLine) -> list[Mark]:
    """The heredocs that a line opens; of a line too long to be read, none."""
    return marks(line.text) if len(line.text) <= LONGEST_SCRIPT else []


_MOST_PROBLEMS = 100
_MOST = {"instructions": MOST_INSTRUCTIONS, "stages": MOST_STAGES, "words": MOST_WORDS}
# these two may hold a script, of which it is said that its commands are not read
_SCRIPTS = frozenset(("ONBUILD", "RUN"))
_WITH_HEREDOCS = frozenset(("ADD", "COPY", "RUN"))
_WORD = re.compile(r"[^\t\v\f\r ]*")


class _Parser:
    __slots__ = ("_read_so_far", "_reader", "limits", "problems")

    def __init__(self, reader: LineReader) -> None:
        self._reader = reader
        self._read_so_far = {"instructions": 0, "stages": 0, "words": 0}
        self.problems: list[Problem] = []
        self.limits: list[Problem] = []
        """What was not read, since there is too much of it: said whatever else is wrong."""

    def has_read_enough(self, line: LogicalLine) -> bool:
        """Whether the file is too long to be read on from a line; it is said then."""
        for what, count in self._read_so_far.items():
            if count >= _MOST[what]:
                said = f"more than {_MOST[what]:,} {what}; the rest of the Dockerfile is not read"
                self.limits.append(Problem(LIMIT, said, self._reader.source.line_span(line.line), "Split the build."))
                return True
        return False

    def instruction(self, line: LogicalLine) -> Instruction | None:
        """The instruction of a line; None for what is none."""
        text = line.text
        before = len(self.problems)
        self._read_so_far["instructions"] += 1
        start = skip_spaces(text, 0)
        found = self._read(line, start, max(start, len(text.rstrip(SPACES))))
        if found is None:
            return None
        if found.name == "ONBUILD":
            self._trigger(found)
        self._read_so_far["stages"] += found.name == "FROM"
        self._read_so_far["words"] += len(found.words) + len(found.flags)
        if len(self.problems) == before:
            self.problems += faults(found, self._reader.escape)
        return found

    def _read(self, line: LogicalLine, start: int, end: int) -> Instruction | None:
        match = _WORD.match(line.text, start, end)
        keyword = match[0] if match else ""
        found = Instruction(line, start, end, keyword)
        read = _READERS.get(found.name)
        if read is None:
            self._unknown(found)
            return None
        if end - start > LONGEST_SCRIPT and found.name not in _SCRIPTS:
            said = f"an instruction of more than {LONGEST_SCRIPT:,} characters, which is not read"
            self.limits.append(Problem(LIMIT, said, found.keyword_span, "Split the instruction."))
            return None
        blank = BLANK.match(line.text, start + len(keyword), end)
        if blank is not None:
            found.flags, found.rest = flags(line, blank.end(), end, self._reader.escape)
        try:
            read(found, self._reader.escape)
        except NotStringsError:
            found.is_json = True
            self._problem(
                "this JSON array may contain strings only",
                line.span(found.rest, end),
                "put each argument in double quotes",
            )
        return found

    def _trigger(self, outer: Instruction) -> None:
        if outer.rest >= outer.end:
            return
        inner = self._read(outer.logical, outer.rest, outer.end)
        if inner is None:
            return
        outer.inner = inner
        if inner.name in ("ONBUILD", "FROM", "MAINTAINER"):
            self._problem(f"{inner.name} cannot be a trigger of ONBUILD", inner.keyword_span, "use another instruction")

    def _unknown(self, found: Instruction) -> None:
        # the word itself may be a secret that slipped to the start of a line
        self._problem(
            "unknown Dockerfile instruction",
            found.keyword_span,
            "start the line with an instruction such as RUN",
        )

    def _problem(self, message: str, span: Span, remedy: str) -> None:
        self.problems.append(Problem(SYNTAX, message, span, remedy))


_Reader = Callable[[Instruction, str], None]


def _whole(found: Instruction, escape: str | None) -> None:
    if found.rest < found.end:
        text = found.logical.text[found.rest : found.end]
        found.words = [Word(found.logical, found.rest, found.end, text, escape)]


def _text(found: Instruction, _: str) -> None:
    _whole(found, None)


def _string(found: Instruction, escape: str) -> None:
    _whole(found, escape)


def _split(found: Instruction, escape: str) -> None:
    found.words = blank_separated(found.logical, found.rest, found.end, escape)


def _command(found: Instruction, _: str) -> None:
    is_short = found.end - found.rest <= LONGEST_SCRIPT
    words = json_words(found.logical, found.rest, found.end, None) if is_short else None
    if words is None:
        _whole(found, None)
    else:
        found.words = words
        found.is_json = True


def _list(found: Instruction, escape: str) -> None:
    words = json_words(found.logical, found.rest, found.end, escape)
    if words is None:
        _split(found, escape)
    else:
        found.words = words
        found.is_json = True


def _health(found: Instruction, _: str) -> None:
    first = blank_separated(found.logical, found.rest, found.end, None)[:1]
    if not first:
        return
    start = found.rest
    found.rest = min(skip_spaces(found.logical.text, first[0].end), found.end)
    try:
        _command(found, _)
    finally:
        found.words = first + found.words
        found.rest = start


def _pairs(found: Instruction, escape: str) -> None:
    line, text = found.logical, found.logical.text
    found.words = quoted_words(line, found.rest, found.end, escape)
    if not found.words:
        return
    if "=" not in found.words[0].text:
        # the old form: the first blank ends the name, the rest is the value
        gap = BLANK.search(text, found.rest, found.end)
        key_end = gap.start() if gap else found.end
        key = Word(line, found.rest, key_end, text[found.rest : key_end], escape)
        value = Word(line, gap.end(), found.end, text[gap.end() : found.end], escape) if gap else None
        found.words = [key] if value is None else [key, value]
        found.pairs = [Pair(key, value)]
        return
    found.pairs = [_pair(word, escape) for word in found.words if "=" in word.text]


def _args(found: Instruction, escape: str) -> None:
    found.words = quoted_words(found.logical, found.rest, found.end, escape)
    found.pairs = [_pair(word, escape) for word in found.words]


def _pair(word: Word, escape: str) -> Pair:
    key, equals, value = word.text.partition("=")
    middle = word.start + len(key)
    name = Word(word.line, word.start, middle, key, escape)
    return Pair(name, Word(word.line, middle + 1, word.end, value, escape) if equals else None)


def _nothing(_: Instruction, __: str) -> None:
    return


_READERS: dict[str, _Reader] = {
    "ADD": _list,
    "ARG": _args,
    "CMD": _command,
    "COPY": _list,
    "ENTRYPOINT": _command,
    "ENV": _pairs,
    "EXPOSE": _split,
    "FROM": _split,
    "HEALTHCHECK": _health,
    "LABEL": _pairs,
    "MAINTAINER": _text,
    "ONBUILD": _nothing,
    "RUN": _command,
    "SHELL": _command,
    "STOPSIGNAL": _string,
    "USER": _string,
    "VOLUME": _list,
    "WORKDIR": _string,
}


def _too_long(instructions: list[Instruction]) -> list[Problem]:
    scripts = (
        (found, max((found.end - found.start, *(len(heredoc.body) for heredoc in found.heredocs))))
        for found in instructions
        if (found.inner or found).name == "RUN"
    )
    message = f"a script of more than {LONGEST_SCRIPT:,} characters, whose commands are not read"
    return [
        Problem(LIMIT, message, found.keyword_span, "Copy the script into the build, and run it.")
        for found, length in scripts
        if length > LONGEST_SCRIPT
    ]


def _stageless(source: Source, instructions: list[Instruction]) -> list[Problem]:
    first = next((found for found in instructions if found.name != "ARG"), None)
    if first is not None and first.name == "FROM":
        return []
    span = source.line_span(1) if not instructions else (first or instructions[0]).first_line_span
    if first is None:
        message = "the Dockerfile has no FROM" if instructions else "the Dockerfile has no instruction"
        return [Problem(SYNTAX, message, span, "start it with FROM and a base image")]
    message = f"{first.name} precedes the first FROM"
    return [Problem(SYNTAX, message, span, "start the Dockerfile with FROM; only ARG may come before it")]
