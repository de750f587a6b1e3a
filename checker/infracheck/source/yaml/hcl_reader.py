"""HCL text, as Bake files hold it, to the same positioned trees: blocks, attributes and constants."""

from __future__ import annotations

import re

from infracheck.source.text.limits import ReadingBudget
from infracheck.source.text.span import Source
from infracheck.source.yaml.tree import PLAIN, Document, Mapping, Node, Scalar, Sequence

# compiled with the first text: few scans hold one
_BLANK = r"(?:[ \t\r]++|#[^\n]*+|//[^\n]*+)*+"
_WORD = r"[A-Za-z_][\w-]*+"
_NUMBER = r"-?\d++(?:\.\d++)?+"
_PLAIN = r'[^"\\$%\n]++'
_MARK = r"<<-?([A-Za-z_]\w*+)[ \t\r]*+\n"
_VARIABLE = r"\s*([A-Za-z_][\w-]*+)\s*\Z"
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\"}
_CLOSING = {"{": "}", "[": "]", "(": ")"}
UNKNOWN = "${}"
"""Stands for a value that is worked out: a call, a condition, a loop."""
_DEEPEST = 64
_CONSTANTS = frozenset(("true", "false", "null"))


class BrokenHclError(Exception):
    """The text is no HCL, or nests deeper than is read."""


def read_hcl(source: Source, budget: ReadingBudget | None = None) -> Document:
    """The body of a file: a block stands under its type, then under each of its labels.

    A variable is `${NAME}`, in a string or alone; any other expression is `${}`.
    """
    reader = _Reader(source, budget or ReadingBudget())
    try:
        return Document(source, reader.body(0, 0, ""))
    finally:
        reader.budget.nodes += reader.budget.limits.nodes - reader.nodes_left


class _Reader:
    """A recursive descent over one text, as deep as the limits allow."""

    __slots__ = (
        "_blank", "_mark", "_number", "_plain", "_variable", "_word", "budget", "nested", "nodes_left", "position",
        "source", "text",
    )  # fmt: skip

    def __init__(self, source: Source, budget: ReadingBudget) -> None:
        self.source = source
        self.text = source.text
        self.budget = budget
        self.nested = 0
        self.nodes_left = budget.limits.nodes
        self.position = 0
        self._blank, self._word, self._number = re.compile(_BLANK), re.compile(_WORD), re.compile(_NUMBER)
        self._plain, self._mark, self._variable = re.compile(_PLAIN), re.compile(_MARK), re.compile(_VARIABLE)

    def body(self, start: int, depth: int, stop: str) -> Mapping:
        """Attributes and blocks up to the brace that closes them."""
        found = self._mapping(start, depth)
        while True:
            self._skip_lines()
            if self.text[self.position : self.position + 1] == stop:
                self.position += len(stop)
                found.end = self.position
                return found
            self._entry(found, depth)

    def _entry(self, holder: Mapping, depth: int) -> None:
        at = self.position
        name = self._matched(self._word)
        self._skip()
        if self._takes("="):
            value = self._value(depth + 1)
            value.key_at = at
            holder.values[name] = value
            return
        while not self._takes("{"):
            holder = self._below(holder, name, at, depth)
            at = self.position
            name = self._string() if self._takes('"') else self._matched(self._word)
            self._skip()
        block = self.body(at, depth + 1, "}")
        block.key_at = at
        holder.values[name] = block

    def _below(self, holder: Mapping, name: str, at: int, depth: int) -> Mapping:
        inner = holder.values.get(name)
        if type(inner) is not Mapping:
            inner = self._mapping(at, depth)
            inner.key_at = at
            holder.values[name] = inner
        return inner

    def _value(self, depth: int) -> Node:
        """A value up to the end of its expression."""
        self._deeper(depth)
        self._skip()
        start = self.position
        node = self._constant(start, depth)
        self._skip()
        if node is None or self.text[self.position : self.position + 1] not in ("", "\n", ",", "]", "}"):
            self._pass_over()
            if self.position == start:
                raise BrokenHclError
            node = self._scalar(start, UNKNOWN)
        return node

    def _constant(self, start: int, depth: int) -> Node | None:
        if self._takes("["):
            return self._list(start, depth)
        if self._takes("{"):
            return self._object(start, depth)
        if self._takes('"'):
            return self._scalar(start, self._string(), '"')
        if (mark := self._mark.match(self.text, self.position)) is not None:
            return self._scalar(start, self._heredoc(mark))
        if (word := self._word.match(self.text, self.position)) is not None:
            self.position = word.end()
            return self._scalar(start, word[0] if word[0] in _CONSTANTS else f"${{{word[0]}}}")
        if (number := self._number.match(self.text, self.position)) is not None:
            self.position = number.end()
            return self._scalar(start, number[0])
        return None

    def _list(self, start: int, depth: int) -> Node | None:
        items: list[Node] = []
        while True:
            self._skip_lines()
            if self._takes("]"):
                return Sequence(self.source, start, self.position, items)
            if self._is_loop():
                self.position = start
                return None
            items.append(self._value(depth + 1))
            self._skip_lines()
            self._takes(",")

    def _object(self, start: int, depth: int) -> Node | None:
        found = self._mapping(start, depth)
        while True:
            self._skip_lines()
            if self._takes("}"):
                found.end = self.position
                return found
            if self._is_loop():
                self.position = start
                return None
            at = self.position
            name = self._string() if self._takes('"') else self._matched(self._word)
            self._skip()
            if not self._takes("=") and not self._takes(":"):
                raise BrokenHclError
            value = self._value(depth + 1)
            value.key_at = at
            found.values[name] = value
            self._skip_lines()
            self._takes(",")

    def _is_loop(self) -> bool:
        word = self._word.match(self.text, self.position)
        return word is not None and word[0] == "for"

    def _string(self) -> str:
        """The rest of a quoted string; its opening quote is read."""
        out: list[str] = []
        while not self._takes('"'):
            plain = self._plain.match(self.text, self.position)
            if plain is not None:
                out.append(plain[0])
                self.position = plain.end()
            elif self.text.startswith(("${", "%{"), self.position):
                out.append(self._template())
            elif self._takes("\\"):
                escaped = self.text[self.position : self.position + 1]
                out.append(_ESCAPES.get(escaped, escaped))
                self.position += 1
            elif self.text[self.position : self.position + 1] in ("$", "%"):
                out.append(self.text[self.position])
                self.position += 1
            else:
                raise BrokenHclError
        return "".join(out)

    def _template(self) -> str:
        start = self.position + 2
        self.position = start
        self.nested += 1
        self._deeper(self.nested)
        self._pass_over()
        self.nested -= 1
        match = self._variable.match(self.text[start : self.position])
        if not self._takes("}"):
            raise BrokenHclError
        return UNKNOWN if match is None else f"${{{match[1]}}}"

    def _heredoc(self, mark: re.Match[str]) -> str:
        at = mark.end()
        while at < len(self.text):
            line = self._line_at(at)
            if line.strip() == mark[1]:
                self.position = at + len(line)
                return self.text[mark.end() : at]
            at += len(line) + 1
        raise BrokenHclError

    def _line_at(self, at: int) -> str:
        end = self.text.find("\n", at)
        return self.text[at : end if end >= 0 else len(self.text)]

    def _pass_over(self) -> None:
        """Go to what ends an expression: a line's end, a comma or a bracket that it did not open."""
        open_brackets: list[str] = []
        while self.position < len(self.text):
            self._skip()
            char = self.text[self.position : self.position + 1]
            if char == '"':
                self.position += 1
                self._deeper(len(open_brackets))
                self._string()
                continue
            if char in _CLOSING:
                open_brackets.append(_CLOSING[char])
                self._deeper(len(open_brackets))
            elif not open_brackets and char in ("", "\n", ",", "]", "}", ")"):
                return
            elif open_brackets and char == open_brackets[-1]:
                open_brackets.pop()
            self.position += 1

    def _mapping(self, start: int, depth: int) -> Mapping:
        self._deeper(depth)
        return Mapping(self.source, start, start, {})

    def _scalar(self, start: int, text: str, style: str = PLAIN) -> Scalar:
        return Scalar(self.source, start, self.position, text, style)

    def _deeper(self, depth: int) -> None:
        self.nodes_left -= 1
        if depth > _DEEPEST or self.nodes_left < 0:
            raise BrokenHclError

    def _matched(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.text, self.position)
        if match is None:
            raise BrokenHclError
        self.position = match.end()
        return match[0]

    def _takes(self, sign: str) -> bool:
        if not self.text.startswith(sign, self.position):
            return False
        self.position += len(sign)
        return True

    def _skip(self) -> None:
        while True:
            match = self._blank.match(self.text, self.position)
            assert match is not None
            self.position = match.end()
            if not self._takes("/*"):
                return
            end = self.text.find("*/", self.position)
            if end < 0:
                raise BrokenHclError
            self.position = end + 2

    def _skip_lines(self) -> None:
        self._skip()
        while self._takes("\n"):
            self._skip()
