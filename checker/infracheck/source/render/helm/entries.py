"""The entry of a rendered text that a stretch of it is about."""

from __future__ import annotations

from binascii import a2b_base64
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TypeAlias

from infracheck.record import Record
from infracheck.source.render.helm.values import Value
from infracheck.source.text.problem import Problem
from infracheck.source.text.span import Source, Span
from infracheck.source.yaml.reader import read_documents
from infracheck.source.yaml.tree import Mapping, Node, Scalar
from infracheck.source.yaml.tree import Sequence as Items

_MOST_TRIED = 500
_KEPT = ("data", "stringData")

Path: TypeAlias = "tuple[str | int, ...]"


class ShownEntry(Record):
    """A value with the path of keys to it; `heads` where it is the first of its mapping, which may be meant instead.

    `items` are the items of lists on the way; it `is_kept` where it is what a Secret holds under a key.
    """

    path: Path
    node: Node
    key: str
    heads: bool
    is_in_item: bool
    items: tuple[Node, ...] = ()
    is_kept: bool = False

    @property
    def text(self) -> str | None:
        """A scalar as it is written, None for what is none."""
        return self.node.text if type(self.node) is Scalar else None

    @property
    def held(self) -> str:
        """What a scalar says: of the data of a Secret, what is encoded; empty for what is no scalar."""
        text = self.text or ""
        if not self.is_kept or self.path[0] != "data":
            return text
        try:
            return a2b_base64(text, strict_mode=True).decode()
        except ValueError:
            return text

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands there but brackets, or null."""
        node = self.node
        if type(node) is Scalar:
            return node.kind == "null"
        return not (node.values if type(node) is Mapping else type(node) is Items and node.items)

    def is_about_value(self, span: Span, said: str) -> bool:
        """Whether what is said of a stretch is about the value, and not about its key or the mapping around it."""
        if self.is_kept:
            # at its key, lest anybody quotes it
            return True
        if self.text is None or (self.node.key_at >= 0 and span.end <= self.node.start):
            return False
        if self.key == "name" and (self.path[-2:-1] == ("metadata",) or (self.heads and self.is_in_item)):
            # what has a name stands at it
            return False
        return not self.heads or self._is_spoken_of(said)

    def _is_spoken_of(self, said: str) -> bool:
        """Whether words name the key, or a value that is no mere yes, no or name of something."""
        words = words_of(said)
        if self.key in words or type(self.node) is not Scalar:
            return True
        return self.node.kind != "bool" and not self.key.lower().endswith("name") and self.node.text in words


def words_of(said: str) -> set[str]:
    """The words of a message, without the punctuation behind them."""
    return {each.strip("\"'`:;,.()") for each in said.split()}


class ShownEntries:
    """The documents of a text, read when the first entry is asked for."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._roots: list[Node] | None = None

    def at(self, span: Span) -> ShownEntry | None:
        """The innermost entry at the start of a stretch."""
        if self._roots is None:
            read = read_documents(Source(self._source.path, self._source.text))
            self._roots = [each.root for each in read if not isinstance(each, Problem)]
        root = next((each for each in self._roots if each.start <= span.start < max(each.end, each.start + 1)), None)
        entry = None if root is None else _innermost(root, span.start)
        return entry if entry is None or not _is_kept(root, entry) else entry._replace(is_kept=True)


def _is_kept(root: Node | None, entry: ShownEntry) -> bool:
    # its section, and its key
    if len(entry.path) != 2 or entry.path[0] not in _KEPT or type(root) is not Mapping:
        return False
    kind = root.values.get("kind")
    return type(kind) is Scalar and kind.text == "Secret"


def _innermost(root: Node, offset: int) -> ShownEntry:
    entry = ShownEntry((), root, "", heads=False, is_in_item=False)
    while type(entry.node) is not Scalar:
        inner = _step(entry, offset)
        if inner is None:
            break
        entry = inner
    return entry


def _step(entry: ShownEntry, offset: int) -> ShownEntry | None:
    node = entry.node
    if type(node) is Mapping:
        near = [(value.key_at, name) for name, value in node.values.items() if value.key_at <= offset]
        if not near:
            return None
        start, name = max(near)
        heads = start == node.start
        in_item = bool(entry.path) and isinstance(entry.path[-1], int)
        return ShownEntry((*entry.path, name), node.values[name], name, heads, in_item, entry.items)
    if type(node) is Items:
        number = bisect_right(node.items, offset, key=lambda item: item.start) - 1
        if number >= 0:
            item = node.items[number]
            return ShownEntry(
                (*entry.path, number), item, entry.key, heads=False, is_in_item=False, items=(*entry.items, item)
            )
    return None


def same_below(value: Value, entry: ShownEntry) -> Value | None:
    """The value of a tree that an entry of the rendered text was made of: the same keys lead to the same."""
    items = iter(entry.items)
    steps = [(key, next(items) if isinstance(key, int) else None) for key in entry.path]
    for start in range(len(steps)):
        for found in islice(_followed(value, steps[start:]), _MOST_TRIED):
            if is_same(found.node, entry):
                return found
    return None


def is_same(node: Node, entry: ShownEntry) -> bool:
    """Whether a value is what an entry of the rendered text shows."""
    if type(node) is not type(entry.node):
        return False
    if type(node) is Scalar and type(entry.node) is Scalar:
        return node.text.strip() == entry.node.text.strip() or {node.kind, entry.node.kind} == {"null"}
    return True


def _followed(value: Value, steps: Sequence[tuple[str | int, Node | None]]) -> Iterator[Value]:
    """What a path leads to; an item of a list that is not at its number may be at another one."""
    if not steps:
        yield value
        return
    (key, item), node = steps[0], value.node
    if isinstance(key, str) and type(node) is Mapping and key in node.values:
        yield from _followed(Value(node.values[key], key), steps[1:])
    elif isinstance(key, int) and type(node) is Items:
        near = node.items[key : key + 1]
        name = _name(item)
        for each in (*near, *node.items):
            if _name(each) == name:
                yield from _followed(Value(each, value.key), steps[1:])


def _name(item: Node | None) -> str | None:
    """What an item of a list is called."""
    name = item.values.get("name") if type(item) is Mapping else None
    return name.text if type(name) is Scalar else None
