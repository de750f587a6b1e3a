"""Expands variables and removes quotes in words of a Dockerfile, as BuildKit's shell/lex.go does."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeAlias

from infracheck.record import Record, made_often
from infracheck.source.docker.pattern import ExpansionError, replaced, trimmed

LIMIT = 65536
"""The length beyond which an expanded word counts as unknown: values that double would fill any memory."""
_DEPTH = 40


@made_often
class Variable(Record):
    """What is known of a variable.

    `is_set` is None where the build or the base image may set it, else whether it is set; `value` is None where the
    value is not known.
    """

    value: str | None
    is_set: bool | None

    def __repr__(self) -> str:
        # never the value: it may be a secret
        return f"Variable(is_set={self.is_set})"


UNSET = Variable(None, False)
Lookup: TypeAlias = Callable[[str], Variable]


class Piece(Record):
    """A part of a word: where it stands, what it becomes, and whether blanks in it separate words."""

    start: int
    end: int
    value: str
    splits: bool


def expand(text: str, lookup: Lookup, escape: str = "\\") -> str | None:
    """The word without its quotes and with its variables replaced; None where the result is not known or not valid."""
    if is_plain(text, escape):
        return text
    try:
        return _Lexer(text, lookup, escape).until("", raw=False)
    except ExpansionError:
        return None


def is_plain(text: str, escape: str = "\\") -> bool:
    """Whether a word stays as it is: most do."""
    return "$" not in text and '"' not in text and "'" not in text and escape not in text and len(text) <= LIMIT


def fault(text: str, escape: str = "\\") -> str | None:
    """What makes BuildKit refuse a word whatever the values of its variables, None where nothing does."""
    if "$" not in text and "'" not in text and '"' not in text:
        return None
    try:
        _Lexer(text, _unset, escape).until("", raw=False)
    except ExpansionError as error:
        return str(error)
    return None


def unquote(text: str, escape: str = "\\") -> str:
    """The word without its quotes, its variables as they are written; a word that is not valid stays as it is."""
    if "'" not in text and '"' not in text and escape not in text:
        return text
    try:
        value = _Lexer(text, None, escape).until("", raw=False)
    except ExpansionError:
        return text
    return text if value is None else value


def pieces(text: str) -> list[Piece] | None:
    """The parts of a line by which it splits into words, None where BuildKit cannot split it."""
    lexer = _Lexer(text, None, "\\")
    lexer.pieces = []
    try:
        lexer.until("", raw=False)
    except ExpansionError:
        return None
    return lexer.pieces


def _unset(_: str) -> Variable:
    return UNSET


_NAME = re.compile(r"\d+|[@*#?\-$!]|[^\W\d]\w*")
_PLAIN = {
    (escape, stop): re.compile(f"[^$'\"{re.escape(escape + stop)}]+")
    for escape in ("\\", "`")
    for stop in ("", "}", "/")
}
_IN_QUOTES = {escape: re.compile(f'[^$"{re.escape(escape)}]+') for escape in ("\\", "`")}


class _Lexer:
    __slots__ = ("_depth", "_end", "_escape", "_lookup", "_pos", "_text", "pieces")

    def __init__(self, text: str, lookup: Lookup | None, escape: str) -> None:
        self._text = text
        self._lookup = lookup
        self._escape = escape
        self._pos = 0
        self._end = len(text)
        self._depth = 0
        self.pieces: list[Piece] | None = None

    def until(self, stop: str, *, raw: bool) -> str | None:
        out: list[str | None] = []
        plain = _PLAIN[self._escape, stop]
        while self._pos < self._end:
            start = self._pos
            char = self._text[start]
            if char == stop:
                self._pos += 1
                return _joined(out)
            value: str | None
            if char == "'":
                value = self._single()
            elif char == '"':
                value = self._double(raw)
            elif char == "$":
                value = self._dollar()
            elif char == self._escape:
                value = self._escaped(raw)
            else:
                match = plain.match(self._text, start)
                assert match is not None
                value = match[0]
                self._pos = match.end()
            out.append(value)
            if self.pieces is not None and not stop:
                hard = char in ("'", '"', self._escape)
                self.pieces.append(Piece(start, self._pos, value or "", not hard))
        if stop:
            raise ExpansionError("a substitution has no closing brace")
        return _joined(out)

    def _escaped(self, raw: bool) -> str:
        found = self._text[self._pos + 1 : self._pos + 2]
        self._pos += 1 + len(found)
        return self._escape + found if raw else found

    def _single(self) -> str:
        stop = self._text.find("'", self._pos + 1)
        if stop < 0:
            raise ExpansionError("a single quote is not closed")
        value = self._text[self._pos + 1 : stop]
        self._pos = stop + 1
        return value

    def _double(self, raw: bool) -> str | None:
        out: list[str | None] = []
        plain = _IN_QUOTES[self._escape]
        self._pos += 1
        while self._pos < self._end:
            char = self._text[self._pos]
            if char == '"':
                self._pos += 1
                return _joined(out)
            if char == "$":
                out.append(self._dollar())
            elif char == self._escape:
                out.append(self._escaped_in_quotes(raw))
            else:
                match = plain.match(self._text, self._pos)
                assert match is not None
                out.append(match[0])
                self._pos = match.end()
        raise ExpansionError("a double quote is not closed")

    def _escaped_in_quotes(self, raw: bool) -> str:
        found = self._text[self._pos + 1 : self._pos + 2]
        self._pos += 1
        value = self._escape if raw else ""
        if found in ('"', "$", self._escape) and found:
            self._pos += 1
            return value + found
        return value + self._escape if found else value

    def _dollar(self) -> str | None:
        start = self._pos
        self._pos += 1
        if self._text.startswith("{", self._pos):
            self._pos += 1
            self._depth += 1
            if self._depth > _DEPTH:
                raise ExpansionError("substitutions are nested too deeply")
            value = self._braces(start)
            self._depth -= 1
            return value
        name = self._name()
        if not name:
            return "$"
        return self._text[start : self._pos] if self._lookup is None else _plain(self._lookup(name))

    def _name(self) -> str:
        match = _NAME.match(self._text, self._pos)
        if match is None:
            return ""
        self._pos = match.end()
        return match[0]

    def _braces(self, start: int) -> str | None:
        if self._pos >= self._end:
            raise ExpansionError("a substitution has no closing brace")
        if self._text[self._pos] in "{}:":
            raise ExpansionError("a substitution names no variable")
        name = self._name()
        mode = self._text[self._pos : self._pos + 1]
        self._pos += 1
        if mode == "}":
            if self._lookup is None:
                return self._text[start : self._pos]
            return _plain(self._lookup(name))
        if mode == "/":
            return self._replaced(start, name)
        or_empty = mode == ":"
        if or_empty:
            mode = self._text[self._pos : self._pos + 1]
            self._pos += 1
        if not mode:
            raise ExpansionError("a substitution has no closing brace")
        if mode not in "+-?#%" or (or_empty and mode in "#%"):
            raise ExpansionError("unsupported form of substitution")
        word_start = self._pos
        word = self.until("}", raw=mode in "#%")
        if self._lookup is None:
            return None if word is None else self._text[start:word_start] + word + "}"
        variable = self._lookup(name)
        if mode in "#%":
            value = _plain(variable)
            return None if value is None or word is None else trimmed(value, mode, word)
        return _chosen(variable, mode, or_empty, word)

    def _replaced(self, start: int, name: str) -> str | None:
        every = self._text.startswith("/", self._pos)
        self._pos += every
        pattern = self.until("/", raw=True)
        replacement = self.until("}", raw=True)
        if self._lookup is None:
            return self._text[start : self._pos]
        value = _plain(self._lookup(name))
        if value is None or pattern is None or replacement is None:
            return None
        return replaced(value, pattern, replacement, every=every)


def _joined(out: list[str | None]) -> str | None:
    parts = [part for part in out if part is not None]
    if len(parts) < len(out) or sum(map(len, parts)) > LIMIT:
        return None
    return "".join(parts)


def _plain(variable: Variable) -> str | None:
    return "" if variable.is_set is False else variable.value


def _chosen(variable: Variable, mode: str, or_empty: bool, word: str | None) -> str | None:
    value, is_set = variable
    if mode == "-":
        if not is_set or (or_empty and value == ""):
            return word
        return value
    if mode == "?":
        return None if not is_set or (or_empty and value == "") else value
    if is_set is None or (is_set and value is None and or_empty):
        return None
    return "" if not is_set or (or_empty and value == "") else word
