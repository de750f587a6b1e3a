"""The types of the fields of Kubernetes' own kinds, read from `schemas.txt` where they are first needed.

A type is one of the letters below, a Structure, a ListOf or a MapOf. To regenerate the file: `python
tools/pack_schemas.py`, which also describes it.
"""

from __future__ import annotations

import os
from functools import cache
from typing import Final, TypeAlias

STRING: Final = "s"
BOOLEAN: Final = "b"
NUMBER: Final = "n"
INT32: Final = "i"
INT64: Final = "l"
BYTES: Final = "y"
QUANTITY: Final = "q"
INT_OR_STRING: Final = "x"
OBJECT: Final = "o"
ANY: Final = "*"


class Structure:
    """A definition: its name, and the type of each field."""

    __slots__ = ("_line", "name", "parsed")

    def __init__(self, name: str, line: str) -> None:
        self.name = name.rpartition(".")[2]
        self._line = line
        self.parsed: dict[str, Type] | None = None
        """The fields once somebody has asked for them."""

    @property
    def fields(self) -> dict[str, Type]:
        """The fields, parsed on the first call: most of the definitions are never asked."""
        if self.parsed is None:
            pairs = [pair.partition("=") for pair in self._line.split(" ")]
            self.parsed = {name: _parse(text) for name, _, text in pairs}
        return self.parsed


class ListOf:
    """A list, of items of one type."""

    __slots__ = ("item",)

    def __init__(self, item: Type) -> None:
        self.item = item


class MapOf:
    """A map from any key, to values of one type."""

    __slots__ = ("value",)

    def __init__(self, value: Type) -> None:
        self.value = value


Type: TypeAlias = str | Structure | ListOf | MapOf


@cache
def kinds_of(api_version: str) -> dict[str, str]:
    """The kinds of an apiVersion, each with its definition's name; none for what Kubernetes itself does not serve."""
    line = _lines()[0].get(api_version)
    return dict(pair.split("=") for pair in line.split(" ")) if line else {}


@cache
def structure(name: str) -> Structure:
    """The definition of that name."""
    return Structure(name, _lines()[1][name])


@cache
def _parse(text: str) -> Type:
    if text[0] == "[":
        return ListOf(_parse(text[1:]))
    if text[0] == "{":
        return MapOf(_parse(text[1:]))
    return text if len(text) == 1 else structure(text)


@cache
def _lines() -> tuple[dict[str, str], dict[str, str]]:
    """The lines of the file by their first word: apiVersions, definitions."""
    with open(os.path.join(os.path.dirname(__file__), "schemas.txt"), encoding="utf-8") as file:
        versions, _, definitions = file.read().partition("\n\n")
    return _by_first_word(versions), _by_first_word(definitions)


def _by_first_word(text: str) -> dict[str, str]:
    return dict([line.split(" ", 1) for line in text.splitlines()])
