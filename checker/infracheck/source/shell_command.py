"""The simple commands of shell text, each word with its place."""

from __future__ import annotations


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

    __slots__ = ("assignments", "depth", "end", "operator", "pipes_into", "redirects", "start", "words")

    def __init__(self, depth: int) -> None:
        self.words: list[ShellWord] = []
        self.assignments: list[ShellWord] = []
        self.redirects: list[tuple[str, ShellWord]] = []
        self.operator = ""
        self.pipes_into: Command | None = None
        self.depth = depth
        self.start = -1
        self.end = -1

    def __repr__(self) -> str:
        return f"Command({self.start}, {self.end})"

    @property
    def name(self) -> str:
        """The program without its folder; empty where only variables are set."""
        return self.words[0].text.rpartition("/")[2] if self.words else ""

    @property
    def arguments(self) -> list[ShellWord]:
        """The words after the name."""
        return self.words[1:]
