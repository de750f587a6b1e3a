"""Settings of files in TOML: values by `tomllib`, places by a look at the lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from infracheck.model.entities.setting import Setting
from infracheck.model.facts.config_files.text import Text
from infracheck.source.languages import toml_values
from infracheck.source.text.span import Span

_KEY = r"""\s*((?:[\w-]+|"[^"\n]*"|'[^'\n]*')(?:\s*\.\s*(?:[\w-]+|"[^"\n]*"|'[^'\n]*'))*)\s*="""
_DEEPEST = 64
_MOST_PARTS = 32


def settings_in_toml(file: str, text: Text, profile: str) -> Iterator[Setting] | None:
    """The values of a file; None where it is broken."""
    if any(line.partition("=")[0].count(".") > _MOST_PARTS for line in text.text.split("\n")):
        # tomllib takes the square of a dotted key's parts, in time and in memory
        return None
    try:
        root = toml_values(text.text)
    # deeply nested arrays end in a RecursionError: a bomb, not a file
    except (ValueError, RecursionError):
        return None
    places = _places(text)
    whole = text.span(0, len(text.text.partition("\n")[0]))
    return _walk(root, "", file, profile, places, whole, 0)


def _walk(
    value: Any, path: str, file: str, profile: str, places: dict[str, Span], place: Span, depth: int
) -> Iterator[Setting]:
    if depth > _DEEPEST:
        return
    entries = value.items() if type(value) is dict else enumerate(value) if type(value) is list else ()
    for name, inner in entries:
        whole = f"{path}.{name}" if path else str(name)
        own = places.get(whole, place)
        if isinstance(inner, (dict, list)):
            yield from _walk(inner, whole, file, profile, places, own, depth + 1)
        else:
            shown = str(inner).lower() if isinstance(inner, bool) else str(inner)
            yield Setting(str(name), shown, own, whole, file, profile)


def _places(text: Text) -> dict[str, Span]:
    """The lines of keys by their dotted names; tables in arrays are numbered."""
    found: dict[str, Span] = {}
    counts: dict[str, int] = {}
    prefix, is_inside, offset = "", "", 0
    for line in text.text.split("\n"):
        start, offset = offset, offset + len(line) + 1
        plain = line.strip()
        if is_inside:
            is_inside = "" if is_inside in line else is_inside
        elif plain.startswith("[["):
            name = _dotted(plain.strip("[] "))
            counts[name] = counts.get(name, -1) + 1
            prefix = f"{name}.{counts[name]}."
        elif plain.startswith("["):
            prefix = _numbered(_dotted(plain.partition("]")[0].strip("[ ")), counts) + "."
        elif (match := re.match(_KEY, line)) is not None:
            first = start + len(line) - len(line.lstrip())
            found[prefix + _dotted(match[1])] = text.span(first, start + len(line.rstrip()))
            is_inside = next((q for q in ('"""', "'''") if line.count(q) % 2), "")
    return found


def _dotted(written: str) -> str:
    return ".".join(part.strip(" \t\"'") for part in re.findall(r"""[\w-]+|"[^"]*"|'[^']*'""", written))


def _numbered(name: str, counts: dict[str, int]) -> str:
    """A table under an array of tables belongs to the last one of them."""
    array = name
    while "." in array:
        array = array.rpartition(".")[0]
        if array in counts:
            return f"{array}.{counts[array]}{name[len(array) :]}"
    return name
