"""How far a waiver reaches: to what its line holds of one entry, a key with its value."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, TypeAlias

from infracheck.engine.finding import Finding
from infracheck.engine.waivers.nested import Nested, Stretch
from infracheck.engine.waivers.values import Values
from infracheck.model.entities.kubernetes import NAMES
from infracheck.source.yaml.tree import Document, Mapping, Node, Scalar

if TYPE_CHECKING:
    from infracheck.source.docker.tree import DockerfileTree

Tree: TypeAlias = "Document | DockerfileTree"

# YAML 1.1, section 4.2: what else than a line feed ends a line, and with it a comment
_OTHER_BREAKS = "\r\x85\u2028\u2029"
_BREAK = r"\r\n|[\n\r\x85\u2028\u2029]"


class Reach:
    """The lines and the entries of one file."""

    __slots__ = ("_blocks", "_entries", "_instructions", "_objects", "_starts", "_trees", "_values", "source")

    def __init__(self, trees: Sequence[Tree]) -> None:
        self.source = trees[0].source
        self._trees = [tree for tree in trees if isinstance(tree, Document)]
        self._blocks: dict[tuple[int, bool], int] | None = None
        self._entries: Nested | None = None
        self._instructions = [found for tree in trees if not isinstance(tree, Document) for found in tree.instructions]
        self._objects: dict[int, int] | None = None
        self._values: Values | None = None
        self._starts: list[int] | None = None

    @property
    def starts(self) -> list[int]:
        """Where each line starts, as the file's own language counts them."""
        if self._starts is None:
            text = self.source.text
            # each sign is found at the speed of memory
            if self._trees and any(each in text for each in _OTHER_BREAKS):
                self._starts = [0, *(match.end() for match in re.finditer(_BREAK, text))]
            else:
                self._starts = self.source.line_starts
        return self._starts

    def line_of(self, offset: int) -> int:
        """The line, from 1, of an offset."""
        return bisect_right(self.starts, offset)

    def end_of(self, line: int) -> int:
        """Where a line ends, its break included."""
        return self.starts[line] if line < len(self.starts) else len(self.source.text)

    def lines_of(self, finding: Finding) -> Iterator[int]:
        """The lines at which a finding can be waived, the one that it starts on first."""
        is_usual = self.starts is self.source.line_starts
        yield finding.line if is_usual else self.line_of(finding.span.start)
        if not self._trees:
            return
        if self._values is None:
            self._values = Values(self._trees)
        yield from map(self.line_of, self._values.places_of(finding.span.start))
        yield self._first_line_of_object(finding)

    def first_line_of_instruction(self, finding: Finding) -> int:
        """The first line of the instruction in which a finding stands, 0 where it stands in none."""
        number = bisect_right(self._instructions, finding.line, key=attrgetter("line")) - 1
        found = self._instructions[number] if number >= 0 else None
        return found.line if found is not None and finding.line <= found.end_line else 0

    def _first_line_of_object(self, finding: Finding) -> int:
        """The first line of the object at whose name a finding stands, 0 for one that stands elsewhere."""
        if self._objects is None:
            self._objects = dict(named for tree in self._trees for named in _names(tree.root))
        start = self._objects.get(finding.span.start)
        return 0 if start is None else self.line_of(start)

    def block_at(self, line: int) -> Stretch | None:
        """The entry, or the item of a sequence, that a line starts with: from its key to the end of its value."""
        if self._blocks is None:
            self._blocks = dict(block for tree in self._trees for block in _blocks(tree.root))
        start = self.starts[line - 1]
        end = self.end_of(line)
        text = self.source.text[start:end]
        start += len(text) - len(text.lstrip(" \t-"))
        # on a line that starts with a dash, the item and its first entry start together
        is_item = text.lstrip(" \t").startswith("-")
        found = self._blocks.get((start, is_item))
        return None if found is None else (start, found)

    def is_one_entry(self, findings: Sequence[Finding]) -> bool:
        """Whether findings of one line stand in one entry, which an instruction of a Dockerfile always is."""
        places = {each.span.start for each in findings}
        if len(places) == 1 or not self._trees:
            return True
        if self._entries is None:
            self._entries = Nested(span for tree in self._trees for span in entry_spans(tree.root))
        return len({self._entries.at(place) for place in places}) == 1


def _names(root: Node) -> Iterator[tuple[int, int]]:
    """Where the name of each object stands, with where the object starts; the items of lists are objects, too."""
    pending: list[Node] = [root]
    seen: set[int] = set()
    while pending:
        node = pending.pop()
        if not isinstance(node, Mapping) or id(node) in seen:
            continue
        seen.add(id(node))
        metadata, items = node.values.get("metadata"), node.values.get("items")
        if isinstance(metadata, Mapping):
            yield from ((metadata.key(key).start, node.start) for key in NAMES if key in metadata.values)
        if items is not None and not isinstance(items, Mapping | Scalar):
            pending.extend(items.items)


def entry_spans(root: Node) -> Iterator[Stretch]:
    """Where each entry of the mappings of a document starts and ends."""
    pending: list[Node] = [root]
    seen: set[int] = set()
    while pending:
        node = pending.pop()
        if isinstance(node, Scalar) or id(node) in seen:
            continue
        seen.add(id(node))
        if not isinstance(node, Mapping):
            pending.extend(node.items)
            continue
        for key, value in node.entries():
            pending.append(value)
            # what is merged or aliased stands elsewhere
            if node.start <= key.start < node.end:
                yield key.start, value.end if key.start <= value.start < node.end else max(key.end, key.start + 1)


def _blocks(root: Node) -> Iterator[tuple[tuple[int, bool], int]]:
    """Where each entry and each item starts, which of them it is, and where it ends."""
    for start, end in entry_spans(root):
        yield (start, False), end
    pending: list[Node] = [root]
    seen: set[int] = set()
    while pending:
        node = pending.pop()
        if isinstance(node, Scalar) or id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, Mapping):
            pending.extend(node.values.values())
            continue
        pending.extend(node.items)
        yield from (((item.start, True), item.end) for item in node.items if node.start <= item.start < node.end)
