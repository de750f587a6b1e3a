"""The actions of a template: where each stands, and the words of which it consists."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate

from infracheck.record import Record

# Go's text/template: an action ends at the first braces outside a comment or a string
_ACTION = re.compile(
    r"\{\{(?:-(?=\s))?+(?:\s*+/\*(?:[^*]|\*(?!/))*+\*/|(?:\"(?:[^\"\\\n]|\\.)*+\"|`[^`]*+`|'(?:[^'\\\n]|\\.)*+'"
    r"|[^}\"`']|\}(?!\}))*+)\s*+\}\}"
)
# an action holds whole strings alone: what has no end is taken as far as it goes, once
_WORD = re.compile(
    r"\"(?:[^\"\\\n]|\\.)*+\"?+|`[^`]*+`?+|'(?:[^'\\\n]|\\.)*+'?+"
    r"|\$?(?:[A-Za-z_][A-Za-z0-9_]*+)?(?:\.[A-Za-z_][A-Za-z0-9_]*+)++|\$[A-Za-z0-9_]*+|[A-Za-z_][A-Za-z0-9_]*+"
    r"|:=|[-+]?[0-9][0-9A-Za-z_.]*+|[.()|,=]"
)
OPENS = frozenset(("if", "with", "range", "define", "block"))
_CONTROL = OPENS | {"else", "end", "break", "continue"}
_ESCAPE = re.compile(r"\\(.)")


class Action(Record):
    """An action: its offsets, its lines from 1, and its words; a comment has none."""

    start: int
    end: int
    line: int
    last_line: int
    words: tuple[str, ...]

    @property
    def keyword(self) -> str:
        """The word of control that it begins with, empty for one that prints."""
        first = self.words[0] if self.words else ""
        return first if first in _CONTROL else ""

    @property
    def prints(self) -> bool:
        """Whether it writes into the text."""
        return bool(self.words) and not self.keyword and not self.sets

    @property
    def sets(self) -> bool:
        """Whether it gives a variable its value."""
        return len(self.words) > 1 and self.words[1] in (":=", "=")


def actions_in(text: str) -> list[Action]:
    """The actions of a template, in order; up to the first that is none, where Helm refuses the template."""
    starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]
    return list(_actions(text, starts))


def _actions(text: str, starts: list[int]) -> Iterator[Action]:
    at = text.find("{{")
    while at >= 0:
        match = _ACTION.match(text, at)
        if match is None:
            return
        code = match.group()[2:-2].removeprefix("-").removesuffix("-").strip()
        words = () if code.startswith("/*") else tuple(_WORD.findall(code))
        lines = bisect_right(starts, at), bisect_right(starts, match.end() - 1)
        yield Action(at, match.end(), *lines, words)
        at = text.find("{{", match.end())


def is_text(word: str) -> bool:
    """Whether a word is a string."""
    return word[:1] in ('"', "`")


def text_of(word: str) -> str:
    """The text of a string."""
    return word[1:-1] if word.startswith("`") else _ESCAPE.sub(r"\1", word[1:-1])
