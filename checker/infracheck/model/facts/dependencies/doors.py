"""The Services by which an operator opens a database to the outside."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from infracheck.model.entities.network import is_internal_balancer
from infracheck.model.entities.operated_database import entries_at
from infracheck.source.yaml.tree import Mapping, Node, Scalar, Sequence, entry_span

if TYPE_CHECKING:
    from infracheck.knowledge.products.records.operators import Door
    from infracheck.model.entities.operated_database import OperatedDatabase
    from infracheck.source.text.span import Span

_ALL = ("0.0.0.0/0", "::/0")


def open_places(database: OperatedDatabase) -> tuple[tuple[str, Span], ...]:
    """The fields that open a database to everyone, as their paths, and where they stand."""
    return tuple(_open_places(database))


def _open_places(database: OperatedDatabase) -> Iterator[tuple[str, Span]]:
    for door in database.operator.doors:
        for service in _services_at(database.node, door.at):
            for _, key, value in entries_at(service, door.type):
                if type(value) is Scalar and value.text in door.values and _is_open(service, door):
                    yield f"{door.at}/{door.type}".replace("/*", "").replace("/", "."), entry_span(key, value)


def _services_at(node: Node | None, path: str) -> Iterator[Node]:
    if path.endswith("/*"):
        for _, _, value in entries_at(node, path[:-2]):
            yield from value.items if type(value) is Sequence else ()
        return
    for _, _, value in entries_at(node, path):
        yield value


def _is_open(service: Node, door: Door) -> bool:
    if door.needs and _text(service, door.needs) != "true":
        return False
    if door.guard and next(entries_at(service, door.guard), None) is not None:
        return False
    for _, _, value in entries_at(service, door.annotations):
        if type(value) is Mapping and is_internal_balancer(_texts(value)):
            return False
    ranges = [
        item.text
        for _, _, value in entries_at(service, door.ranges)
        for item in (value.items if type(value) is Sequence else ())
        if type(item) is Scalar
    ]
    return any(each in ranges for each in _ALL) if ranges or door.is_shut else True


def _text(node: Node, path: str) -> str:
    return next((value.text for _, _, value in entries_at(node, path) if type(value) is Scalar), "")


def _texts(node: Mapping) -> dict[str, str]:
    return {name: value.text for name, value in node.values.items() if type(value) is Scalar}
