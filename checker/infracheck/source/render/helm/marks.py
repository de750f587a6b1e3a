"""Marks on the lines of templates: comments that survive rendering and lead from its output back to the line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from secrets import token_hex

from infracheck.record import Record
from infracheck.source.render.helm.actions import Action, actions_in

# a literal key, or an item of a list; a key may be what an action makes, which stands here as \0
_ENTRY = re.compile(r"[ \t]*+(?:(?:- )++|(?:- )*+(?:[A-Za-z0-9_./\"'\0-]++:(?:\s|$)|-$))")
_TEMPLATES = (".yaml", ".yml", ".tpl")
_BLOCK = re.compile(r"[|>][-+0-9]*+$")
# what is printed by these fills lines of its own; anything else in a helper may become part of a name
_FILLS_LINES = frozenset(("indent", "nindent", "toYaml", "toPrettyJson", "tpl"))


class Marked(Record):
    """A line of a template: its file, relative to the chart, and its number from 1."""

    file: str
    line: int


class MarkedChart(Record):
    """The files of a chart with marks on the lines of its templates, and what each mark stands for."""

    files: dict[str, bytes]
    lines: list[Marked]
    mark: re.Pattern[str]


def marked(files: Mapping[str, bytes], *, actions: bool = True) -> MarkedChart:
    """A copy of a chart's files, each line of its templates that can bear one with a mark behind it.

    With `actions`, lines that hold nothing but an action bear one, too. No template can write a mark of its own: each
    copy has another word in them.
    """
    lines: list[Marked] = []
    word = token_hex(8)
    found = dict(files)
    for name, content in files.items():
        if is_template(name):
            found[name] = _with_marks(name, content, lines, word, actions=actions)
    return MarkedChart(found, lines, re.compile(rf" #@{word}\.([0-9]+)@"))


def is_template(name: str) -> bool:
    """Whether Helm renders a file, and its lines can bear comments."""
    return "templates" in name.split("/")[:-1] and name.lower().endswith(_TEMPLATES)


def _with_marks(name: str, content: bytes, lines: list[Marked], word: str, *, actions: bool) -> bytes:
    # whatever the encoding, the letters that count are those of ASCII
    text = content.decode("latin-1")
    parts = text.split("\n")
    for number in _bearing(text, parts, actions=actions):
        line = parts[number]
        end = "\r" if line.endswith("\r") else ""
        parts[number] = line.removesuffix("\r") + f" #@{word}.{len(lines)}@{end}"
        lines.append(Marked(name, number + 1))
    return "\n".join(parts).encode("latin-1")


def _bearing(text: str, parts: list[str], *, actions: bool) -> Iterator[int]:
    """The lines, from 0, behind which a comment changes nothing."""
    shapes = _Shapes(text)
    block: int | None = None
    for number, line in enumerate(parts):
        shape = shapes.of(number + 1, line)
        if block is not None and (shape is None or shape.strip()):
            depth = len(line) - len(line.lstrip(" "))
            if depth > block:
                continue
            block = None
        if shape is None or line.rstrip().endswith("-}}"):
            continue
        if shape.strip() == "\0":
            if actions and shapes.fills_a_line(number + 1):
                yield number
        elif _ENTRY.match(shape):
            if _BLOCK.search(shape.partition(" #")[0].rstrip()):
                block = len(line) - len(line.lstrip(" "))
            if not shape.count('"') % 2 and not shape.count("'") % 2 and not _goes_on(parts, number):
                yield number


def _goes_on(parts: list[str], number: int) -> bool:
    """Whether the plain text behind a key goes on in the next line, where a comment would end it."""
    text, below = parts[number].rstrip(), parts[number + 1] if number + 1 < len(parts) else ""
    if text.endswith((":", "}", "]", ">", "|", '"', "'")) or below.lstrip().startswith(("#", "{{", "}", "]")):
        return False
    depths = [len(each) - len(each.lstrip(" ")) for each in (text, below)]
    return bool(below.strip()) and depths[1] > depths[0] and _ENTRY.match(below) is None


class _Shapes:
    """The lines of a template with one sign for each action; a line in which an action goes on has no shape."""

    def __init__(self, text: str) -> None:
        self._by_line: dict[int, list[Action]] = {}
        self._split: set[int] = set()
        self._helpers: set[int] = set()
        open_at: list[tuple[str, int]] = []
        starts = [0]
        for line in text.split("\n"):
            starts.append(starts[-1] + len(line) + 1)
        self._starts = starts
        for each in actions_in(text):
            self._by_line.setdefault(each.line, []).append(each)
            self._split.update(range(each.line, each.last_line + 1) if each.last_line > each.line else ())
            if each.keyword == "end" and open_at:
                word, line_number = open_at.pop()
                if word == "define":
                    self._helpers.update(range(line_number, each.line + 1))
            elif each.keyword not in ("", "else", "break", "continue"):
                open_at.append((each.keyword, each.line))

    def of(self, line: int, text: str) -> str | None:
        """The shape of a line, None where an action begins or ends on another."""
        if line in self._split:
            return None
        found = []
        at = self._starts[line - 1]
        for each in self._by_line.get(line, ()):
            found += [text[at - self._starts[line - 1] : each.start - self._starts[line - 1]], "\0" * each.prints]
            at = each.end
        return "".join(found) + text[at - self._starts[line - 1] :]

    def fills_a_line(self, line: int) -> bool:
        """Whether the one action of a line prints lines, and not a word that somebody puts into another line."""
        (action,) = [each for each in self._by_line[line] if each.prints]
        return line not in self._helpers or not _FILLS_LINES.isdisjoint(action.words)


def unmarked(text: str, mark: re.Pattern[str]) -> tuple[list[str], list[list[int]]]:
    """The lines of a rendered text without its marks, and the marks of each."""
    lines = text.split("\n")
    found = [[int(each) for each in mark.findall(line)] for line in lines]
    return [mark.sub("", line) if marks else line for line, marks in zip(lines, found, strict=True)], found
