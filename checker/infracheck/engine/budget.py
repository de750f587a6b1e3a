"""How many findings of one kind a report takes before the rest is left out aloud."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, Protocol, TypeVar

from infracheck.source.text.problem import LIMIT, Problem
from infracheck.source.text.span import Span

MOST_IN_A_FILE = 1_000
"""The most findings of one policy in one file; the files measured have 24 at most."""
MOST_IN_A_SCAN = 20_000
"""The most findings of one policy in a scan; 1,300 files measured have 533 at most."""


class Placed(Protocol):
    """What stands in a file: a finding, a fault or a problem."""

    @property
    def span(self) -> Span: ...


P = TypeVar("P", bound=Placed)


class FindingBudget(Generic[P]):
    """What is reported of one kind of finding: the first of each file, and of all the files the first.

    Each kind has a budget of its own: no flood of one kind can take the place of another, worse one.
    """

    __slots__ = ("_counts", "_kind", "_left_out", "is_spent", "kept")

    def __init__(self, kind: str) -> None:
        self.kept: list[P] = []
        self.is_spent = False
        """Whether nothing more is taken, of whichever file."""
        self._kind = kind
        self._counts: dict[str, int] = {}
        self._left_out: dict[str, Span] = {}

    def take(self, found: Iterable[P]) -> None:
        """Keep what the budget allows."""
        for each in found:
            path = each.span[0]
            count = self._counts[path] = self._counts.get(path, 0) + 1
            if count > MOST_IN_A_FILE or self.is_spent:
                self._left_out.setdefault(path, each.span)
                continue
            self.kept.append(each)
            self.is_spent = len(self.kept) >= MOST_IN_A_SCAN

    def is_spent_in(self, path: str) -> bool:
        """Whether nothing more is taken of a file."""
        return self.is_spent or path in self._left_out

    @property
    def problems(self) -> list[Problem]:
        """What is said of that which is left out: once for each file that has too much, or once for the whole scan."""
        if self.is_spent:
            first = next(iter(self._left_out.values()), self.kept[-1].span)
            return [self._problem(f"the scan has {MOST_IN_A_SCAN:,} findings or more", "the rest of the scan", first)]
        said = f"the file has more than {MOST_IN_A_FILE:,} findings"
        return [self._problem(said, "the rest of the file", span) for span in self._left_out.values()]

    def _problem(self, said: str, rest: str, span: Span) -> Problem:
        message = f"{said} of {self._kind}: {rest} is not checked by it"
        return Problem(LIMIT, message, span, "Fix the reported findings, or split the input.")
