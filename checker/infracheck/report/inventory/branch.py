"""A line of a tree with what hangs below it, and the words in which lines speak of entities."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from infracheck.record import Record

if TYPE_CHECKING:
    from infracheck.report.inventory.entities import Inventory, Place, RenderedFrom, Step, Told


class Branch(Record):
    """A line: its label, its text, and where that stands; below it further lines."""

    text: str
    label: str = ""
    aside: str = ""
    style: str = ""
    children: tuple[Branch, ...] = ()


class Titles:
    """What a reader calls the entities that ids mean."""

    __slots__ = ("_by_id",)

    def __init__(self, inventory: Inventory) -> None:
        self._by_id = {each.id: f"{each.kind} {each.name}" for each in inventory.manifests}
        self._by_id |= {each.id: f"{each.kind} {each.name}" for each in inventory.configurations}
        self._by_id |= {each.id: f"{each.kind} {each.name}" for each in inventory.secrets}
        self._by_id |= {each.id: each.name for each in inventory.images}
        self._by_id |= {each.id: each.title for each in inventory.dependencies}

    def of(self, found: str) -> str:
        """What the entity of an id is called."""
        return self._by_id.get(found, found)

    def list(self, ids: Iterable[str]) -> str:
        """Several of them."""
        return ", ".join(self.of(each) for each in ids)


def at(place: Place | None) -> str:
    """A place as it stands behind a line."""
    return "" if place is None else f"{place.path}:{place.line}"


def rendered(found: RenderedFrom | None) -> tuple[Branch, ...]:
    """What something was rendered from, and with what."""
    if found is None:
        return ()
    release = () if found.release is None else (f"release {found.release}",)
    return (Branch(", ".join((found.folder, *release, *found.values)), "from"),)


def because(chain: Iterable[Step]) -> tuple[Branch, ...]:
    """A chain, a line for each link."""
    return tuple(Branch(each.message, "because", f"{each.path}:{each.line}") for each in chain)


def first_place(told: Told) -> str:
    """Where the first link of a chain stands."""
    return f"{told.because[0].path}:{told.because[0].line}" if told.because else ""


def said(told: Told) -> str:
    """A value, or why there is none."""
    if not told.is_known:
        return f"unknown: {told.reason}"
    if told.value is None:
        return told.reason
    return f"{told.value} ({told.reason})" if told.reason else told.value


def listed(label: str, texts: Iterable[str]) -> tuple[Branch, ...]:
    """A line with several texts, none where there are none."""
    text = ", ".join(texts)
    return (Branch(text, label),) if text else ()
