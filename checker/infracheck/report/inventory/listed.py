"""How much of what stands round an entity the inventory lists, before it lists the first and says so."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import TypeVar

from infracheck.report.inventory.entities import Step

T = TypeVar("T")

MOST_LISTED = 100
"""The most neighbours, readers or users that are listed of one entity; the repositories measured have 40 at most."""


class Lists:
    """Cuts lists whose lengths multiply with the number of entities, and remembers what was cut."""

    __slots__ = ("_cut",)

    def __init__(self) -> None:
        self._cut: dict[str, list[str]] = {}

    def first(self, what: str, owner: str, items: Iterable[T]) -> tuple[T, ...]:
        """The items that are listed of an owner, an entity by its id."""
        found = tuple(islice(items, MOST_LISTED + 1))
        if len(found) > MOST_LISTED:
            self._cut.setdefault(what, []).append(owner)
        return found[:MOST_LISTED]

    @property
    def notes(self) -> tuple[Step, ...]:
        """What was cut, a line for each kind of list."""
        return tuple(
            Step(f"{what}: {MOST_LISTED} are listed, and {owners[0]}{_others(owners)} has more", "inventory", 1)
            for what, owners in self._cut.items()
        )


def _others(owners: list[str]) -> str:
    return f", as each of {len(owners) - 1:,} others," if len(owners) > 1 else ""
