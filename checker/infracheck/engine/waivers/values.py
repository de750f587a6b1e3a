"""Where the values of a YAML file end the lines on which a comment can stand."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from operator import attrgetter

from infracheck.source.yaml.tree import Document, Mapping, Node, Scalar


class Values:
    """The lines of the values of a file, which need not stand behind their keys, on one line with these."""

    __slots__ = ("_places", "_scalars", "_starts")

    def __init__(self, trees: Sequence[Document]) -> None:
        self._places: dict[int, tuple[int, ...]] = {}
        self._scalars: list[Scalar] = []
        for tree in trees:
            self._add(tree.root)
        self._scalars.sort(key=attrgetter("start"))
        self._starts = [value.start for value in self._scalars]

    def places_of(self, place: int) -> tuple[int, ...]:
        """Offsets in the lines whose comments speak of what stands at a place, too.

        A value may stand below its key, or take several lines; inside a block there are no comments, so that those of
        its header speak of all of it.
        """
        number = bisect_right(self._starts, place) - 1
        if number >= 0 and place < self._scalars[number].end:
            place = self._scalars[number].start
        return self._places.get(place, ())

    def _add(self, root: Node) -> None:
        pending: list[Node] = [root]
        seen: set[int] = set()
        while pending:
            node = pending.pop()
            if id(node) in seen:
                continue
            seen.add(id(node))
            if isinstance(node, Mapping):
                for key, value in node.entries():
                    pending.append(value)
                    # what is merged or aliased stands elsewhere
                    if node.start <= key.start < node.end and key.start <= value.start:
                        self._places[key.start] = _ends_of(value)
                        self._places[value.start] = (key.start, *_ends_of(value))
            elif isinstance(node, Scalar):
                self._places.setdefault(node.start, _ends_of(node))
                self._scalars.append(node)
            else:
                pending.extend(node.items)


def _ends_of(value: Node) -> tuple[int, ...]:
    """Where a value starts and where it ends, of a block its header; nothing of a collection in block style."""
    if isinstance(value, Scalar):
        return (value.header_at,) if value.is_block else (value.start, max(value.start, value.end - 1))
    is_flow = value.source.text[value.start : value.start + 1] in ("{", "[")
    return (value.start, value.end - 1) if is_flow else ()
