"""Places of values: from a place in a text to a path of keys, and from there to the places of other trees."""

from __future__ import annotations

from typing import TypeAlias

from infracheck.record import Record
from infracheck.source.render.kustomize.values import Counterparts, value_of
from infracheck.source.text.span import Span
from infracheck.source.yaml.tree import Mapping, Node, Scalar, Sequence

Path: TypeAlias = tuple[str | int, ...]


class WrittenValue(Record):
    """A value in a tree, and the place of its entry: its key with it, or of an item itself."""

    node: Node
    span: Span


def path_at(root: Node, offset: int) -> Path:
    """The path of the innermost entry or item of a tree that holds an offset."""
    path: list[str | int] = []
    node = root
    while True:
        if type(node) is Mapping:
            # in a built text they stand in the order in which they were read
            name = next((name for name, value in reversed(node.values.items()) if value.key_at <= offset), None)
            if name is None:
                return tuple(path)
            path.append(name)
            node = node.values[name]
            if offset < node.start:
                return tuple(path)
        elif type(node) is Sequence:
            number = sum(1 for item in node.items if item.start <= offset) - 1
            if number < 0:
                return tuple(path)
            path.append(number)
            node = node.items[number]
        else:
            return tuple(path)


def node_at(root: Node, path: Path) -> Node | None:
    """The value at a path."""
    node: Node | None = root
    for step in path:
        if type(node) is Mapping and isinstance(step, str):
            node = node.values.get(step)
        elif type(node) is Sequence and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
        else:
            return None
    return node


def place_in(root: Node, path: Path, made: Node, lists: Counterparts) -> WrittenValue | None:
    """The place in another tree that a path in a built tree leads to; items of lists are those that became them."""
    node: Node | None = root
    beside: Node | None = made
    span = root.span
    for step in path:
        if type(node) is Mapping and isinstance(step, str) and step in node.values:
            span, node = node.entry_span(step), node.values[step]
            beside = beside.values.get(step) if type(beside) is Mapping else None
        elif type(node) is Sequence and isinstance(step, int) and type(beside) is Sequence:
            node = lists.counterpart(beside, step, node) if step < len(beside.items) else None
            if node is None:
                return None
            span, beside = node.span, beside.items[step]
        else:
            return None
    return None if node is None else WrittenValue(node, span)


def says(written: Node, made: Node) -> bool:
    """Whether a built value is what was written: a word itself, a list of words each of them, a mapping some of it."""
    if type(written) is Scalar and type(made) is Scalar:
        return value_of(written) == value_of(made)
    if type(written) is Sequence and type(made) is Sequence:
        words = [value_of(each) for each in made.items if type(each) is Scalar]
        own = [value_of(each) for each in written.items if type(each) is Scalar]
        return words == own if words else bool(written.items) or not made.items
    return type(written) is type(made)
