"""How much of what stands round an entity the inventory lists, before it lists the first and says so."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import TypeVar

from infracheck.report.inventory.entities import Step

T = TypeVar("T")

MOST_LISTED = 100
"""The most neighbours, readers or users that are listed of one entity."""
MOST_IN_ALL = 20_000
"""So many of one kind are listed of all entities together before each lists no more than the fewest."""
FEWEST_LISTED = 10


class Lists:
    """Cuts lists whose lengths multiply with the number of entities, and remembers what was cut."""

    __slots__ = ("_counts", "_cut")

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        self._cut: dict[str, list[str]] = {}

    def first(self, what: str, owner: str, items: Iterable[T]) -> tuple[T, ...]:
        """The items that are listed of an owner, an entity by its id."""
        so_far = self._counts.get(what, 0)
        most = MOST_LISTED if so_far < MOST_IN_ALL else FEWEST_LISTED
        found = tuple(islice(items, most + 1))
        if len(found) > most:
            self._cut.setdefault(what, []).append(owner)
        self._counts[what] = so_far + min(len(found), most)
        return found[:most]

    @property
    def notes(self) -> tuple[Step, ...]:
        """What was cut, a line for each kind of list."""
        return tuple(
            Step(f"some {what} are not listed: {owners[0]} has more{_others(owners)}", "inventory", 1)
            for what, owners in self._cut.items()
        )


def _others(owners: list[str]) -> str:
    return f", and {len(owners) - 1:,} others as well" if len(owners) > 1 else ""
