"""What is wrong with an input: data with a place, never an exception."""

from __future__ import annotations

from typing import Generic, TypeVar

from infracheck.record import Record
from infracheck.source.text.span import Span


class Problem(Record):
    """An input, or a part of one, that could not be read.

    `id` starts with `input-`; `message` says what was found and never quotes the text, which may be a secret;
    `remedy` says what to do about it. It is minor where all is checked but for a single value.
    """

    id: str
    message: str
    span: Span
    remedy: str
    is_minor: bool = False


SYNTAX = "input-syntax"
ENCODING = "input-encoding"
DUPLICATE_KEY = "input-duplicate-key"
LIMIT = "input-limit"
NOT_RENDERED = "input-not-rendered"
SCHEMA = "input-schema"
UNREADABLE = "input-unreadable"
READ_ALL_THE_SAME = frozenset((SCHEMA, DUPLICATE_KEY))
"""What these speak of was read, only not as it was meant."""
IDS = frozenset((SYNTAX, ENCODING, DUPLICATE_KEY, LIMIT, NOT_RENDERED, SCHEMA, UNREADABLE))


Item = TypeVar("Item")


class Complaints(Generic[Item]):
    """What a file holds, with its problems: of each kind no more than a file may list, then a word about the rest."""

    __slots__ = ("_counts", "_most", "items")

    def __init__(self, most: int) -> None:
        self.items: list[Item | Problem] = []
        self._most = most
        self._counts: dict[str, int] = {}

    def takes(self, kind: str) -> bool:
        """Whether one more problem of a kind would be kept."""
        return self._counts.get(kind, 0) <= self._most

    def complain(self, problem: Problem) -> None:
        """Keep a problem; the first one too many is left out with all that follow it, and that is said."""
        count = self._counts[problem.id] = self._counts.get(problem.id, 0) + 1
        if count <= self._most:
            self.items.append(problem)
        elif count == self._most + 1:
            message = f"more than {self._most} {problem.id} problems in this file: the rest is not listed"
            self.items.append(Problem(LIMIT, message, problem.span, "Fix the problems above first."))
