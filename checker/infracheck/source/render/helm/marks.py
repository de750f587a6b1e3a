"""Marks on the lines of templates: comments that survive rendering and lead from its output back to the line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from infracheck.record import Record

_MARK = re.compile(r" #@([0-9]+)@")
# a literal key, or an item of a list
_ENTRY = re.compile(r"[ \t]*+(?:- )*+(?:[A-Za-z0-9_./\"'-]++:(?:\s|$)|- |-$)")
_TEMPLATES = (".yaml", ".yml", ".tpl")
_BLOCK = re.compile(r"[|>][-+0-9]*+$")


class Marked(Record):
    """A line of a template: its file, relative to the chart, and its number from 1."""

    file: str
    line: int


class MarkedChart(Record):
    """The files of a chart with marks on the lines of its templates, and what each mark stands for."""

    files: dict[str, bytes]
    lines: list[Marked]


def marked(files: Mapping[str, bytes]) -> MarkedChart:
    """A copy of a chart's files, each line of its templates that can bear one with a mark behind it."""
    lines: list[Marked] = []
    found = {name: _with_marks(name, text, lines) if _is_template(name) else text for name, text in files.items()}
    return MarkedChart(found, lines)


def _is_template(name: str) -> bool:
    return "templates" in name.split("/")[:-1] and name.lower().endswith(_TEMPLATES)


def _with_marks(name: str, text: bytes, lines: list[Marked]) -> bytes:
    # whatever the encoding, the letters that count are those of ASCII
    parts = text.decode("latin-1").split("\n")
    for number in _bearing(parts):
        line = parts[number]
        end = "\r" if line.endswith("\r") else ""
        parts[number] = line.removesuffix("\r") + f" #@{len(lines)}@{end}"
        lines.append(Marked(name, number + 1))
    return "\n".join(parts).encode("latin-1")


def _bearing(parts: list[str]) -> Iterator[int]:
    """The lines, from 0, behind which a comment changes nothing."""
    in_action = False
    block: int | None = None
    for number, line in enumerate(parts):
        text = line.rstrip()
        depth = len(text) - len(text.lstrip(" "))
        if block is not None and text:
            if depth > block:
                in_action = _is_open(text, is_open=in_action)
                continue
            block = None
        was_open, in_action = in_action, _is_open(text, is_open=in_action)
        if was_open or in_action or not _ENTRY.match(text) or text.endswith("-}}"):
            continue
        if _BLOCK.search(text.partition(" #")[0].rstrip()):
            block = depth
            continue
        if text.count('"') % 2 == 0 and text.count("'") % 2 == 0:
            yield number


def _is_open(text: str, *, is_open: bool) -> bool:
    """Whether an action that a line starts, or goes on with, is open at its end."""
    start, end = text.rfind("{{"), text.rfind("}}")
    return is_open if start == end else start > end


def unmarked(text: bytes) -> tuple[bytes, list[int | None]]:
    """A rendered text without its marks, and the mark of each of its lines."""
    found: list[int | None] = []
    lines = text.decode("latin-1").split("\n")
    for number, line in enumerate(lines):
        marks = _MARK.findall(line)
        found.append(int(marks[-1]) if marks else None)
        if marks:
            lines[number] = _MARK.sub("", line)
    return "\n".join(lines).encode("latin-1"), found
