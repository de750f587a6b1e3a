"""What Kustomize printed, object by object: where each comes from, and its text as it would be applied."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from infracheck.record import Record
from infracheck.source.render.kustomize.build import path_of
from infracheck.source.render.kustomize.closure import Closure
from infracheck.source.text.limits import ReadingBudget
from infracheck.source.text.span import Source
from infracheck.source.yaml.reader import read_documents
from infracheck.source.yaml.tree import Document, Mapping, Node, Scalar, Sequence

_NOTE = "config.kubernetes.io/origin"


class Noted(Record):
    """Where Kustomize says that an object comes from: a file, or for a generated one the kustomization."""

    path: str
    is_generated: bool = False


class BuiltObject(Record):
    """One object that was built."""

    root: Mapping
    note: Noted


OrderOf = Callable[[BuiltObject], Callable[[tuple[str | int, ...]], list[str]]]
"""For an object, and the path of a mapping in it: the keys that stand first in it, in their order."""


def objects_in(text: str, closure: Closure) -> list[BuiltObject] | None:
    """The objects of an annotated output; None where it cannot be read whole."""
    items = read_documents(Source("", text), ReadingBudget())
    found: list[BuiltObject] = []
    for each in items:
        if not isinstance(each, Document) or type(each.root) is not Mapping:
            return None
        found.append(BuiltObject(each.root, _note_of(each.root, closure)))
    return found


def _note_of(root: Mapping, closure: Closure) -> Noted:
    annotations = _annotations(root)
    written = annotations.get(_NOTE) if annotations is not None else None
    if type(written) is Scalar:
        for each in read_documents(Source("", written.text)):
            note = each.root if isinstance(each, Document) else None
            for key in ("path", "configuredIn"):
                path = note.get(key) if type(note) is Mapping else None
                if type(path) is Scalar:
                    return Noted(closure.settled(path_of(path.text)), key == "configuredIn")
    return Noted("")


def _annotations(root: Mapping) -> Mapping | None:
    metadata = root.get("metadata")
    found = metadata.get("annotations") if type(metadata) is Mapping else None
    return found if type(found) is Mapping else None


class Arranged:
    """The text without the notes, the keys of each mapping in the order in which they were written.

    What a container lacks is told at its first key: that has to be the one that is the first in its file.
    """

    def __init__(self, text: str, order_of: OrderOf) -> None:
        self._lines = text.split("\n")
        self._order_of = order_of

    def text(self, objects: list[BuiltObject]) -> str:
        """The documents, one after the other."""
        parts = []
        for number, each in enumerate(objects):
            first = self._line(each.root)
            last = self._line(objects[number + 1].root) - 1 if number + 1 < len(objects) else len(self._lines) - 1
            parts.append("\n".join(_Arranging(self._lines, each.root, self._order_of(each)).lines(first, last)))
        return "\n---\n".join(parts) + "\n"

    def _line(self, node: Node) -> int:
        return node.source.line_of(node.start) - 1


class _Arranging:
    """Arranges the lines of one object; Kustomize writes each entry and each item on lines of its own."""

    def __init__(self, lines: list[str], root: Mapping, order: Callable[[tuple[str | int, ...]], list[str]]) -> None:
        self._lines = lines
        self._root = root
        self._order = order

    def lines(self, first: int, last: int) -> list[str]:
        return self._mapping(self._root, first, last, ())

    def _node(self, node: Node, first: int, last: int, path: tuple[str | int, ...]) -> list[str] | None:
        """The lines of a mapping or a list that is written as a block; None for what stays as it is."""
        if type(node) is Mapping and node.values and node.source.text[node.start] != "{":
            return self._mapping(node, first, last, path)
        if type(node) is Sequence and node.items and node.source.text[node.start] != "[":
            return self._sequence(node, first, last, path)
        return None

    def _mapping(self, node: Mapping, first: int, last: int, path: tuple[str | int, ...]) -> list[str]:
        indent = self._indent(node)
        names = sorted(node.values, key=lambda name: node.values[name].key_at)
        starts = [first, *(self._line(node.values[name].key_at) for name in names[1:]), last]
        parts: dict[str, list[str]] = {}
        for number, name in enumerate(names):
            lines = self._lines[starts[number] : starts[number + 1]]
            value = node.values[name]
            if type(value) is not Scalar and (at := self._line(value.start)) > starts[number]:
                inner = self._node(value, at, starts[number + 1], (*path, name))
                lines = lines if inner is None else [*lines[: at - starts[number]], *inner]
            parts[name] = [" " * indent + lines[0][indent:], *lines[1:]]
        for name in self._dropped(path, node):
            del parts[name]
        before = [name for name in self._order(path) if name in parts]
        ordered = dict.fromkeys((*before, *parts))
        return [line for name in ordered for line in parts[name]]

    def _sequence(self, node: Sequence, first: int, last: int, path: tuple[str | int, ...]) -> list[str]:
        starts = [first, *(self._line(item.start) for item in node.items[1:]), last]
        found: list[str] = []
        for number, item in enumerate(node.items):
            lines = self._lines[starts[number] : starts[number + 1]]
            inner = self._node(item, starts[number], starts[number + 1], (*path, number))
            if inner:
                indent = self._indent(item)
                lines = [lines[0][:indent] + inner[0][indent:], *inner[1:]]
            found += lines
        # of the first item of a list in a list, the dashes before stand on its line
        return found

    def _dropped(self, path: tuple[str | int, ...], node: Mapping) -> Iterator[str]:
        if path == ("metadata", "annotations") and _NOTE in node.values:
            yield _NOTE
        elif path == ("metadata",):
            annotations = _annotations(self._root)
            if annotations is not None and annotations.values.keys() == {_NOTE}:
                yield "annotations"

    def _line(self, offset: int) -> int:
        return self._root.source.line_of(offset) - 1

    def _indent(self, node: Node) -> int:
        return node.source.span(node.start, node.start).column - 1
