"""Service configuration: ConfigMaps, and every value that a container will see with its chain."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from infracheck.model.field import flag, text_map
from infracheck.model.kubernetes import KubernetesObject
from infracheck.model.view import entry_span
from infracheck.source.span import Span
from infracheck.source.tree import Mapping, Scalar

_MOST_LINES = 5000


class Setting(NamedTuple):
    """A name and a value in configuration: a key of a ConfigMap, or a line of a file in it."""

    name: str
    value: str
    span: Span

    def __repr__(self) -> str:
        # never the value: it may be a secret
        return f"Setting({self.name!r})"


class ConfigMap(KubernetesObject):
    """Configuration as keys and values, a file each where a value has lines."""

    __slots__ = ()

    data = text_map("data")
    binary_data = text_map("binaryData")
    immutable = flag("immutable")

    @property
    def keys(self) -> tuple[str, ...]:
        """The names of all its keys."""
        return (*self.data, *self.binary_data)

    def place_of_key(self, key: str) -> Span:
        """The place of a key with its value."""
        return self.place(ConfigMap.data, key)

    def scalar(self, key: str) -> Scalar | None:
        """The value under a key, with its place."""
        node = self.node.get("data") if self.node is not None else None
        value = node.get(key) if type(node) is Mapping else None
        return value if type(value) is Scalar else None

    @property
    def settings(self) -> tuple[Setting, ...]:
        """Its keys with their values, and of values that are files the lines `name=value` and `name: value`."""
        return self.remember("settings", lambda: tuple(self._settings()))

    def _settings(self) -> Iterator[Setting]:
        node = self.node.get("data") if self.node is not None else None
        for name, (key, value) in node.entries.items() if type(node) is Mapping else ():
            if type(value) is not Scalar:
                continue
            place = entry_span(key, value)
            has_lines = "\n" in value.text.strip()
            if has_lines:
                yield from _lines(value, place)
            if not has_lines or "-----BEGIN " in value.text:
                yield Setting(name, value.text, place)
            if not has_lines and (inner := _parted(value.text.strip()))[0]:
                yield Setting(*inner, place)


def _lines(value: Scalar, otherwise: Span) -> Iterator[Setting]:
    """The settings of a file, each with its own line where the file is a block of the manifest."""
    is_block = value.style in ("|", ">")
    offset = value.start
    text = value.source.text[value.start : value.end] if is_block else value.text
    for number, line in enumerate(text.split("\n", _MOST_LINES)):
        start, offset = offset, offset + len(line) + 1
        plain = line.strip()
        if (is_block and number == 0) or number == _MOST_LINES or plain.startswith(("#", ";", "//", "!")):
            continue
        name, value_text = _parted(plain)
        if name:
            where = value.source.span(start + len(line) - len(line.lstrip()), start + len(line.rstrip()))
            yield Setting(name, value_text, where if is_block else otherwise)


def _parted(line: str) -> tuple[str, str]:
    """The name and the value of a line; no name where it is none of a setting."""
    equals, colon = line.find("="), line.find(":")
    at = equals if colon < 0 else colon if equals < 0 else min(equals, colon)
    if at < 1 or at > 100:
        return "", ""
    name = line[:at].removeprefix("export ").removeprefix("- ").strip().strip("'\"")
    if not name.replace("_", "").replace("-", "").replace(".", "").isalnum():
        return "", ""
    value = line[at + 1 :].strip().rstrip(",")
    if value[:1] not in ("'", '"'):
        value = value.partition(" #")[0].rstrip()
    return name, value
