"""Finds the heredocs that an instruction opens and reads their bodies."""

from __future__ import annotations

import re

from infracheck.record import Record
from infracheck.source.docker.expand import pieces
from infracheck.source.docker.lines import SPACES, LineReader, LogicalLine
from infracheck.source.docker.tree import Heredoc
from infracheck.source.text.problem import SYNTAX, Problem

# compiled when they are first needed: few Dockerfiles have a heredoc
_MARK = r"(?a)\d*<<(-?)[\t\n\f\r ]*([^<]*)\Z"
_SPLIT = f"[{re.escape(SPACES)}]+"


class Mark(Record):
    """The word that opens a heredoc, with its place in the logical line."""

    name: str
    quoted: bool
    chomp: bool
    start: int
    end: int


def marks(text: str) -> list[Mark]:
    """The heredocs that a line opens; none where its quotes or substitutions are broken, as BuildKit has it."""
    if "<<" not in text:
        return []
    parts = pieces(text)
    if parts is None:
        return []
    found: list[Mark] = []
    start = -1
    end = 0
    for part in parts:
        if not part.splits:
            start = part.start if start < 0 else start
            end = part.end
            continue
        at = part.start
        for gap in re.compile(_SPLIT).finditer(text, part.start, part.end):
            if gap.start() > at and start < 0:
                start = at
            if start >= 0:
                found += _mark(text, start, max(end, gap.start()))
                start = -1
            at = end = gap.end()
        if part.end > at:
            start = at if start < 0 else start
            end = part.end
    if start >= 0:
        found += _mark(text, start, end)
    return found


def mark(word: str) -> Mark | None:
    """The heredoc that a single word opens, if it is one."""
    found = _mark(word, 0, len(word))
    return found[0] if found else None


def _mark(text: str, start: int, end: int) -> list[Mark]:
    match = re.match(_MARK, text[start:end])
    if match is None or not match[2]:
        return []
    parts = pieces(match[2])
    if parts is None:
        return []
    # the name must be one word; only its unquoted parts can split it
    soft = "".join(part.value if part.splits else "x" for part in parts)
    name = "".join(part.value for part in parts).strip(SPACES) if soft.strip(SPACES) != "" else ""
    if not name or re.search(_SPLIT, soft.strip(SPACES)):
        return []
    quotes = sum(part.value.count("'") + part.value.count('"') for part in parts)
    written = match[2].count("'") + match[2].count('"')
    return [Mark(name, quotes != written, match[1] == "-", start, end)]


def read_bodies(reader: LineReader, line: LogicalLine, found: list[Mark], problems: list[Problem]) -> list[Heredoc]:
    """The bodies of the heredocs that a line opens, in their order; the last may end with the file."""
    heredocs: list[Heredoc] = []
    for opened in found:
        start = _here(reader)
        end = start
        closed = False
        while (physical := reader.physical()) is not None:
            offset, raw = physical
            bare = raw.rstrip("\r\n")
            if (bare.lstrip("\t") if opened.chomp else bare) == opened.name:
                closed = True
                break
            end = offset + len(raw)
        span = line.span(opened.start, opened.end)
        body = reader.source.text[start:end]
        heredocs.append(Heredoc(opened.name, body, opened.quoted, opened.chomp, span, reader.source.span(start, end)))
        if not closed:
            problems.append(
                Problem(
                    SYNTAX, "a heredoc is not terminated", span, "write its delimiter alone on the line after its text"
                )
            )
            break
    line.end_line = reader.number
    return heredocs


def _here(reader: LineReader) -> int:
    starts = reader.source.line_starts
    return starts[reader.number] if reader.number < len(starts) else len(reader.source.text)
