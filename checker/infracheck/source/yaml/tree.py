"""Trees of YAML and JSON in which every key and every value knows its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias

from infracheck.source.text.numerals import number
from infracheck.source.text.span import Source, Span

PLAIN = ""
"""The style of a scalar whose type follows from its text; any other style is a string."""

_BREAK = r"\r\n|[\n\r\x85\u2028\u2029]"
# a tag and an anchor, which may stand on lines of their own with comments between
_PROPERTIES = r"(?:[!&]\S*+\s++(?:#[^\n\r\x85\u2028\u2029]*+\s++)*+)++"


class Scalar:
    """A scalar as it is written: `text` without quotes, `style` plain or quoted, `tag` where one is given."""

    __slots__ = ("end", "key_at", "source", "start", "style", "tag", "text")

    def __init__(self, source: Source, start: int, end: int, text: str, style: str, tag: str | None = None) -> None:
        self.source = source
        self.start = start
        self.end = end
        self.text = text
        self.style = style
        self.tag = tag
        self.key_at = -1
        """Where the key of this value starts; that of the last mapping, where several share it through an alias."""

    def __repr__(self) -> str:
        # never the text: it may be a secret
        return f"Scalar({self.source.path!r}, {self.start}, {self.end})"

    @property
    def is_block(self) -> bool:
        """Whether it is written as a block, below a header."""
        return self.style in ("|", ">")

    @property
    def header_at(self) -> int:
        """Where the header of a block stands, behind the tag and the anchor."""
        match = re.compile(_PROPERTIES).match(self.source.text, self.start, self.end)
        return self.start if match is None else match.end()

    @property
    def body_at(self) -> int:
        """Where the text of a block begins, below the header and its comment."""
        match = re.compile(_BREAK).search(self.source.text, self.header_at, self.end)
        return self.end if match is None else match.end()

    @property
    def span(self) -> Span:
        """The place of the value, the quotes included; of a block scalar, its header's line."""
        if self.is_block:
            stop = self.source.text.find("\n", self.start, self.end)
            return self.source.span(self.start, self.end if stop < 0 else stop)
        return self.source.span(self.start, self.end)

    def joined(self, value: Scalar) -> Span:
        """From this key to its value, where both stand on one line; else the key alone."""
        if value.source is self.source and value.start >= self.start and not value.is_block:
            whole = self.source.span(self.start, max(self.end, value.end))
            if whole.line == whole.end_line:
                return whole
        return self.span

    @property
    def kind(self) -> str:
        """The type that Kubernetes reads: `str`, `int`, `float`, `bool` or `null`."""
        if self.tag is not None:
            return tagged_kind(self.text, self.tag)
        return plain_kind(self.text) if self.style == PLAIN else "str"


class Mapping:
    """A mapping: the values by key; of a repeated key, the last one.

    `keys` are those keys that are more than a plain scalar before their value: quoted, tagged, aliased or merged.
    """

    __slots__ = ("_keys", "end", "key_at", "source", "start", "values")

    def __init__(
        self, source: Source, start: int, end: int, values: dict[str, Node], keys: dict[str, Scalar] | None = None
    ) -> None:
        self.source = source
        self.start = start
        self.end = end
        self.values = values
        self.key_at = -1
        self._keys = keys

    def __repr__(self) -> str:
        return f"Mapping({self.source.path!r}, {self.start}, {self.end})"

    def get(self, key: str) -> Node | None:
        """The value under a key, None where there is none or where it is null."""
        value = self.values.get(key)
        if type(value) is Scalar and value.text in NULLS and value.kind == "null":
            return None
        return value

    def text(self, key: str) -> str:
        """The scalar under a key as it is written, empty where there is none or where it is null."""
        value = self.get(key)
        return value.text if type(value) is Scalar else ""

    def key(self, name: str) -> Scalar:
        """The key of that name, with its place; raises `KeyError` where there is none."""
        if self._keys is not None and (found := self._keys.get(name)) is not None:
            return found
        start = self.values[name].key_at
        # made when it is asked for: of most keys nobody asks the place
        return Scalar(self.source, start, start + len(name), name, PLAIN)

    def entries(self) -> Iterator[tuple[Scalar, Node]]:
        """The keys with their values."""
        for name, value in self.values.items():
            yield self.key(name), value

    def entry_span(self, name: str) -> Span:
        """The place of an entry: its key and its value where both stand on one line, else its key."""
        return entry_span(self.key(name), self.values[name])

    @property
    def span(self) -> Span:
        """The place of the first entry's key: the nearest line for whatever the mapping lacks."""
        for key, value in self.entries():
            if self.start <= key.start < self.end:
                return entry_span(key, value)
        return self.source.span(self.start, max(self.start, min(self.end, self.start + 2)))


class Sequence:
    """A sequence of values."""

    __slots__ = ("end", "items", "key_at", "source", "start")

    def __init__(self, source: Source, start: int, end: int, items: list[Node]) -> None:
        self.source = source
        self.start = start
        self.end = end
        self.items = items
        self.key_at = -1

    def __repr__(self) -> str:
        return f"Sequence({self.source.path!r}, {self.start}, {self.end})"

    @property
    def span(self) -> Span:
        """The place of the first item, or of the brackets where there is none."""
        for item in self.items:
            if self.start <= item.start < self.end:
                return item.span
        return self.source.span(self.start, max(self.start, min(self.end, self.start + 2)))


Node: TypeAlias = Scalar | Mapping | Sequence


def entry_span(key: Scalar, value: Node) -> Span:
    """The place of a key with its value where both stand on one line, else of the key."""
    return key.joined(value) if type(value) is Scalar else key.span


class Document:
    """One YAML or JSON document."""

    __slots__ = ("root", "source")

    def __init__(self, source: Source, root: Node) -> None:
        self.source = source
        self.root = root

    @property
    def span(self) -> Span:
        """The place of the whole document."""
        return self.root.span


_TIMESTAMP = "tag:yaml.org,2002:timestamp"
_DATE = r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt ][0-9:.]+(?:Z|[+-][0-9:]+)?)?"
_TAGGED = {
    "tag:yaml.org,2002:str": "str",
    "tag:yaml.org,2002:int": "int",
    "tag:yaml.org,2002:float": "float",
    "tag:yaml.org,2002:bool": "bool",
    "tag:yaml.org,2002:null": "null",
    "tag:yaml.org,2002:binary": "str",
}
_BOOLEANS = ("y", "n", "yes", "no", "on", "off", "true", "false")
_NO_NUMBERS = (".nan", ".NaN", ".NAN", *(f"{sign}.{word}" for sign in ("", "+", "-") for word in ("inf", "Inf", "INF")))
NULLS = frozenset(("", "~", "null", "Null", "NULL"))
_WORDS = {
    **dict.fromkeys(NULLS, "null"),
    **dict.fromkeys((word for base in _BOOLEANS for word in (base, base.title(), base.upper())), "bool"),
    **dict.fromkeys(_NO_NUMBERS, "float"),
}
TRUE = frozenset(word for base in ("y", "yes", "on", "true") for word in (base, base.title(), base.upper()))
_MAYBE_NUMBER = frozenset("0123456789+-.")


def plain_kind(text: str) -> str:
    """The type of a plain scalar, as sigs.k8s.io/yaml resolves it (YAML 1.1 without dates and base 60)."""
    word = _WORDS.get(text)
    if word is not None:
        return word
    if text[0] not in _MAYBE_NUMBER:
        return "str"
    return _number_kind(text)


def _number_kind(text: str) -> str:
    # 100m, 1.5Gi: only a hexadecimal number ends with a letter
    if text[-1].isalpha() and "x" not in text and "X" not in text:
        return "str"
    found = number(text)
    return "str" if found is None else "int" if type(found) is int else "float"


def tagged_kind(text: str, tag: str) -> str:
    """The type of a scalar with an explicit tag; what does not parse as the tag says is a string like any other."""
    wanted = _TAGGED.get(tag, "str")
    if wanted == "str":
        return wanted
    found = plain_kind(text)
    return wanted if found == wanted or (found, wanted) == ("int", "float") else "str"


def is_mistagged(scalar: Scalar) -> bool:
    """Whether a scalar is not what its tag says: Kubernetes refuses the whole document for it.

    goyaml.v2 `resolve`: "cannot decode !!str `abc` as a !!int".
    """
    if scalar.tag == _TIMESTAMP:
        return re.fullmatch(_DATE, scalar.text) is None
    wanted = _TAGGED.get(scalar.tag or "", "str")
    return wanted != "str" and scalar.kind != wanted
