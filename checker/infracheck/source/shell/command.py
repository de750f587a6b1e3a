"""The simple commands of shell text, each word with its place."""

from __future__ import annotations

import re

_LETTERS = r"""[^\s'"\\$`();&|<>#{}]++"""
_NAMED = r"\$\w+|\$\{\w+\}"
_AFTER = r"(?=[ \t;&|\n)]|\Z)"
_DOUBLE = rf"""(?:{_LETTERS}|{_NAMED}|"(?:[^"\\$`]++|{_NAMED})*+")++"""
_SINGLE = rf"(?:{_LETTERS}|'[^']*+')++"
# a word that needs no state: of letters, named variables and double quotes round these, or of letters and single quotes
_EASY_WORD = re.compile(rf"({_DOUBLE}){_AFTER}|({_SINGLE}){_AFTER}")
EASY_WORDS = re.compile(rf"(?:(?:{_DOUBLE}{_AFTER}|{_SINGLE}{_AFTER})[ \t]*+)++")


class ShellWord:
    """A word of a command.

    `text` is without quotes; variables stay as they are written, a command's output is `$()`. `is_literal` says that
    nothing in it is replaced when it runs.
    """

    __slots__ = ("end", "is_literal", "start", "text")

    def __init__(self, text: str, start: int, end: int, is_literal: bool) -> None:
        self.text = text
        self.start = start
        self.end = end
        self.is_literal = is_literal

    def __repr__(self) -> str:
        # never the text: it may be a secret
        return f"ShellWord({self.start}, {self.end})"


class Command:
    """A simple command: its words without assignments, keywords and redirections.

    `operator` is what follows it: `&&`, `||`, `;`, `|`, `&`, a newline, `)` or nothing. `pipes_into` is the command
    that reads its output, `depth` how many substitutions and subshells it stands in.
    """

    __slots__ = (
        "_text", "_words", "assignments", "depth", "end", "first", "operator", "parts", "pipes_into", "redirects",
        "start",
    )  # fmt: skip

    def __init__(self, text: str, depth: int) -> None:
        # words, and stretches of the text that are split into words when somebody asks: of most commands nobody does
        self.parts: list[ShellWord | tuple[int, int]] = []
        self.first = ""
        """The text of the first word, empty where only variables are set."""
        self.assignments: list[ShellWord] = []
        self.redirects: list[tuple[str, ShellWord]] = []
        self.operator = ""
        self.pipes_into: Command | None = None
        self.depth = depth
        self.start = -1
        self.end = -1
        self._text = text
        self._words: list[ShellWord] | None = None

    def __repr__(self) -> str:
        return f"Command({self.start}, {self.end})"

    @property
    def words(self) -> list[ShellWord]:
        """The program and its arguments."""
        if self._words is None:
            self._words = []
            for part in self.parts:
                if isinstance(part, ShellWord):
                    self._words.append(part)
                else:
                    self._words.extend(_split(self._text, *part))
        return self._words

    @property
    def texts(self) -> list[str]:
        """The texts of the words alone, which are had for less than their places."""
        if self._words is not None:
            return [word.text for word in self._words]
        found: list[str] = []
        for part in self.parts:
            if isinstance(part, ShellWord):
                found.append(part.text)
                continue
            stretch = self._text[part[0] : part[1]]
            is_quoted = '"' in stretch or "'" in stretch
            found += [word.text for word in _split(self._text, *part)] if is_quoted else stretch.split()
        return found

    @property
    def name(self) -> str:
        """The program without its folder; empty where only variables are set."""
        return self.first.rpartition("/")[2]

    @property
    def arguments(self) -> list[ShellWord]:
        """The words after the name."""
        return self.words[1:]


def _split(text: str, start: int, end: int) -> list[ShellWord]:
    """The words of a stretch that `EASY_WORDS` has matched."""
    words = []
    for match in _EASY_WORD.finditer(text, start, end):
        word = match[0]
        if match.lastindex == 1:
            words.append(ShellWord(word.replace('"', ""), match.start(), match.end(), "$" not in word))
        else:
            words.append(ShellWord(word.replace("'", ""), match.start(), match.end(), True))
    return words
