"""An inventory in which every place of rendered text is the one where it was written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TypeVar

from infracheck.report.escape import plain
from infracheck.report.inventory.entities import Inventory, Place, RenderedFrom, Step
from infracheck.report.renderings import folder_of

if TYPE_CHECKING:
    from infracheck.engine.located import Located

T = TypeVar("T")


def at_origins(inventory: Inventory, located: Located) -> Inventory:
    """The inventory with places in files, and with what each entity was rendered from."""
    return _Origins(located).of(inventory) if located else inventory


class _Origins:
    """Places of rendered texts by what the inventory says of them."""

    __slots__ = ("_located", "_paths", "_places")

    def __init__(self, located: Located) -> None:
        self._located = located
        self._paths = {plain(path): path for path in located.paths}
        self._places: dict[tuple[str, int], tuple[str, int]] = {}

    def of(self, part: T) -> T:
        """A part of an inventory, its places led back."""
        if not isinstance(part, tuple):
            return part
        return tuple.__new__(type(part), self._fields(part))

    def _fields(self, part: Any) -> Iterator[Any]:
        if isinstance(part, Place):
            yield from self._place(part.path, part.line)
        elif isinstance(part, Step):
            yield from (part.message, *self._place(part.path, part.line))
        else:
            names = getattr(part, "_fields", ())
            source = self._paths.get(part.place.path) if "rendered_from" in names else None
            for name, each in zip(names or part, part, strict=True):
                yield self._rendered_from(source) if source and name == "rendered_from" else self.of(each)

    def _place(self, path: str, line: int) -> tuple[str, int]:
        if path not in self._paths:
            return path, line
        key = path, line
        if key not in self._places:
            found = self._located.line(self._paths[path], line)
            self._places[key] = plain(found.path), found.line
        return self._places[key]

    def _rendered_from(self, path: str) -> RenderedFrom:
        made = self._located.rendering(path)
        installer = (plain(made.installer),) if made.installer else ()
        values = (*installer, *map(plain, made.values), *(f"--set {plain(each)}" for each in made.sets))
        return RenderedFrom(made.tool, plain(folder_of(made)), plain(made.release) or None, values)
