"""What is open while shell text is read: lists of commands, quotes, substitutions."""

from __future__ import annotations

from collections import deque

from infracheck.source.shell.command import Command

COMMAND, QUOTES, BRACES, ARITHMETIC = "command", "quotes", "braces", "arithmetic"


class Frame:
    """What is open: a list of commands, double quotes, `${` or `$((`."""

    __slots__ = (
        "cases",
        "closed",
        "closer",
        "command",
        "first",
        "from_pipe",
        "kind",
        "literal",
        "opened",
        "out",
        "redirect",
        "start",
        "waiting",
    )

    def __init__(self, kind: str, closer: str) -> None:
        self.kind = kind
        self.closer = closer
        self.command: Command | None = None
        self.from_pipe: Command | None = None
        self.redirect = ""
        self.out: list[str] | None = None
        self.start = 0
        self.first = True
        self.literal = True
        # one for each open `case`: whether a pattern comes next
        self.cases: list[bool] = []
        # where the open `while`, `if` and braces start, and where the one that has just ended did
        self.opened: list[int] = []
        self.closed = -1
        self.waiting: deque[tuple[str, bool]] = deque()
