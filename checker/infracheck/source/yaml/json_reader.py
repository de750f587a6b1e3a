"""JSON text to the same positioned trees: strictly JSON, objects one after the other."""

from __future__ import annotations

import json
import re

from infracheck.source.text.limits import ReadingBudget
from infracheck.source.text.problem import DUPLICATE_KEY, LIMIT, SYNTAX, Complaints, Problem
from infracheck.source.text.span import Source
from infracheck.source.yaml.tree import Document, Mapping, Node, Scalar, Sequence

# compiled with the first text: many scans hold none
_BLANK = r"[ \t\r\n]*"
_STRING = r'"([^"\\\x00-\x1f]*+(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*+)*+)"'
_LITERAL = r"true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?"


def read_json(source: Source, budget: ReadingBudget | None = None) -> list[Document | Problem]:
    """The values of a JSON stream, in order; what follows a broken one is not read, and that is said."""
    reader = _Reader(source, budget or ReadingBudget())
    try:
        reader.read_all()
    except _BrokenError as broken:
        reader.found.complain(broken.problem)
    return reader.found.items


class _BrokenError(Exception):
    """The stream cannot be read beyond this problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class _Reader:
    """A recursive descent over one text, as deep as the limits allow."""

    __slots__ = ("_blank", "_literal", "_string", "budget", "found", "limits", "nodes_left", "source", "text")

    def __init__(self, source: Source, budget: ReadingBudget) -> None:
        self.source = source
        self.text = source.text
        self.budget = budget
        self.limits = budget.limits
        self.found: Complaints[Document] = Complaints(budget.limits.problems)
        self.nodes_left = budget.limits.nodes
        self._blank, self._string, self._literal = re.compile(_BLANK), re.compile(_STRING), re.compile(_LITERAL)

    def read_all(self) -> None:
        position = self.skip(0)
        number = 0
        while position < len(self.text):
            if number == self.limits.documents:
                raise self.refused(f"more than {number} documents in one file", position)
            root, position = self.value(position, 0)
            self.found.items.append(Document(self.source, root))
            number += 1
            position = self.skip(position)
        self.budget.nodes += self.limits.nodes - self.nodes_left

    def skip(self, position: int) -> int:
        match = self._blank.match(self.text, position)
        return match.end() if match else position

    def value(self, position: int, depth: int) -> tuple[Node, int]:
        first = self.text[position : position + 1]
        self.nodes_left -= 1
        if self.nodes_left < 0:
            raise self.refused(f"more than {self.limits.nodes:,} values: the rest is not read", position)
        if first in ("{", "["):
            if depth > self.limits.depth:
                place = self.source.span(position, position + 1)
                raise _BrokenError(
                    Problem(LIMIT, f"nested deeper than {self.limits.depth} levels", place, "Reduce the nesting.")
                )
            return self.mapping(position, depth) if first == "{" else self.sequence(position, depth)
        if first == '"':
            return self.string(position)
        match = self._literal.match(self.text, position)
        if match is None:
            raise self.broken("expected a value", position)
        return Scalar(self.source, position, match.end(), match[0], ""), match.end()

    def mapping(self, start: int, depth: int) -> tuple[Mapping, int]:
        values: dict[str, Node] = {}
        keys: dict[str, Scalar] = {}
        position = self.skip(start + 1)
        if self.text.startswith("}", position):
            return Mapping(self.source, start, position + 1, values), position + 1
        while True:
            key, position = self.string(position)
            position = self.expect(":", position)
            value, position = self.value(position, depth + 1)
            if key.text in values and self.found.takes(DUPLICATE_KEY):
                message = "duplicate key in one object: only the last one takes effect"
                self.found.complain(Problem(DUPLICATE_KEY, message, key.span, "Remove the duplicate."))
            keys[key.text], values[key.text] = key, value
            position = self.skip(position)
            if self.text.startswith("}", position):
                return Mapping(self.source, start, position + 1, values, keys), position + 1
            position = self.expect(",", position)

    def sequence(self, start: int, depth: int) -> tuple[Sequence, int]:
        items: list[Node] = []
        position = self.skip(start + 1)
        if self.text.startswith("]", position):
            return Sequence(self.source, start, position + 1, items), position + 1
        while True:
            value, position = self.value(position, depth + 1)
            items.append(value)
            position = self.skip(position)
            if self.text.startswith("]", position):
                return Sequence(self.source, start, position + 1, items), position + 1
            position = self.expect(",", position)

    def string(self, position: int) -> tuple[Scalar, int]:
        match = self._string.match(self.text, position)
        if match is None:
            raise self.broken("expected a string in double quotes", position)
        text = match[1]
        if "\\" in text:
            # Go puts U+FFFD where half of a surrogate pair stands alone; no output could encode it
            text = json.loads(match[0]).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return Scalar(self.source, position, match.end(), text, '"'), match.end()

    def expect(self, character: str, position: int) -> int:
        position = self.skip(position)
        if not self.text.startswith(character, position):
            raise self.broken(f"expected '{character}'", position)
        return self.skip(position + 1)

    def broken(self, what: str, position: int) -> _BrokenError:
        offset = min(position, max(0, len(self.text) - 1))
        place = self.source.span(offset, min(offset + 1, len(self.text)))
        return _BrokenError(Problem(SYNTAX, f"invalid JSON: {what}", place, "Fix the JSON syntax."))

    def refused(self, what: str, position: int) -> _BrokenError:
        self.budget.nodes += self.limits.nodes - max(0, self.nodes_left)
        place = self.source.span(position, position + 1)
        return _BrokenError(Problem(LIMIT, what, place, "Split the file."))
