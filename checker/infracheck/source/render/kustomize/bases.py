"""The objects of the files that an overlay is built from, and which of them became which."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck.source.render.kustomize.closure import Closure
from infracheck.source.text.limits import ReadingBudget
from infracheck.source.yaml.reader import read_documents
from infracheck.source.yaml.tree import Document, Mapping, Node, Scalar, Sequence

_DEEPEST_LIST = 64


class Bases:
    """The objects of each file of a closure, read when the first is asked for."""

    def __init__(self, closure: Closure) -> None:
        self._closure = closure
        self._objects: dict[str, list[Mapping]] = {}
        self._budget = ReadingBudget()

    def became(self, path: str, made: Mapping) -> Mapping | None:
        """The object of a file that became this one: of its kind, with a name that its name holds."""
        kind, name, namespace = text_at(made, "kind"), name_of(made), namespace_of(made)
        objects = self._in(path)
        alike = [each for each in objects if text_at(each, "kind") == kind] or objects
        if len(alike) < 2:
            return alike[0] if alike else None
        return max(alike, key=lambda each: _likeness(each, name, namespace))

    def _in(self, path: str) -> list[Mapping]:
        found = self._objects.get(path)
        if found is None:
            source = self._closure.sources.get(path)
            items = [] if source is None else read_documents(source, self._budget)
            roots = (each.root for each in items if isinstance(each, Document))
            found = self._objects[path] = [each for root in roots for each in _objects(root, 0)]
        return found


def _objects(node: Node, depth: int) -> Iterator[Mapping]:
    """An object, or those of a list."""
    if type(node) is not Mapping or depth > _DEEPEST_LIST:
        return
    items = node.get("items")
    if type(items) is Sequence and text_at(node, "kind").endswith("List"):
        for each in items.items:
            yield from _objects(each, depth + 1)
    elif text_at(node, "kind"):
        yield node


def _likeness(base: Mapping, name: str, namespace: str) -> tuple[bool, bool, int, bool]:
    own = name_of(base)
    return own == name, bool(own) and own in name, len(own) if own in name else 0, namespace_of(base) == namespace


def name_of(root: Mapping) -> str:
    """The name of an object."""
    metadata = root.get("metadata")
    return text_at(metadata, "name") if type(metadata) is Mapping else ""


def namespace_of(root: Mapping) -> str:
    """The namespace of an object, empty where it names none."""
    metadata = root.get("metadata")
    return text_at(metadata, "namespace") if type(metadata) is Mapping else ""


def text_at(node: Mapping, key: str) -> str:
    """The scalar under a key, empty where there is none."""
    value = node.get(key)
    return value.text if type(value) is Scalar else ""
