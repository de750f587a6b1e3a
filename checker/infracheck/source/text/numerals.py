"""Numbers as Go's parsers read them, which decide for Kubernetes and for the container runtimes."""

from __future__ import annotations

import re
from math import isfinite

_INT64 = 1 << 63
# more digits than any 64-bit integer has, leading zeros aside; Python refuses to read thousands of them
_MOST_DIGITS = 20
_ALWAYS_64_BITS = 19

# patterns are compiled when they are first needed: most numbers are told by their first letters
_INTEGER = r"([-+]?)(0|[1-9][0-9]*|0[0-7]+|0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO][0-7]+)"
_FLOAT = r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"
_DECIMAL = r"([-+]?)(?=[0-9])0*+([0-9]*+)"
_BASES = {"x": 16, "b": 2, "o": 8}


def number(text: str) -> int | float | None:
    """The number that a plain scalar is; None where it is a string.

    goyaml.v2 `resolve`: `strconv.ParseInt` and `ParseUint` of any base without the underscores, then a float of
    YAML's form that `strconv.ParseFloat` can hold. What neither can hold stays a string.
    """
    if len(text) < _ALWAYS_64_BITS and text.isascii() and text.isdigit() and text[0] != "0":
        return int(text)
    plain = text.replace("_", "")
    match = re.fullmatch(_INTEGER, plain)
    if match is not None:
        value = _integer(match[1], match[2])
        if value is not None:
            return value
    if not re.fullmatch(_FLOAT, plain):
        return None
    fraction = float(plain)
    return fraction if isfinite(fraction) else None


def json_integer(text: str) -> int | None:
    """The integer that a plain scalar is in the JSON that is made of the YAML, where 1.0 and 1e3 are 1 and 1000.

    None where Go reads no integer of 64 bits and a sign from it. `encoding/json` writes a float with the fewest digits
    that tell it from its neighbours: -2**63 as -9223372036854776000, which is below every such integer.
    """
    value = number(text)
    if value is None or value != int(value):
        return None
    least = -_INT64 + 1 if isinstance(value, float) else -_INT64
    return int(value) if least <= value < _INT64 else None


def _integer(sign: str, digits: str) -> int | None:
    base = _BASES.get(digits[1:2].lower(), 8 if digits[0] == "0" and len(digits) > 1 else 10)
    significant = (digits[2:] if digits[1:2].isalpha() else digits).lstrip("0") or "0"
    if base == 10 and len(significant) > _MOST_DIGITS:
        return None
    value = int(significant, base)
    if sign:
        value = -value if sign == "-" else value
        return value if -_INT64 <= value < _INT64 else None
    return value if value < _INT64 << 1 else None


def integer(text: str) -> int | None:
    """A decimal integer with or without a sign, as `strconv.ParseInt(text, 10, 64)` and `strconv.Atoi` read it."""
    match = re.fullmatch(_DECIMAL, text)
    if match is None or len(match[2]) > _MOST_DIGITS:
        return None
    value = int(match[2] or "0")
    value = -value if match[1] == "-" else value
    return value if -_INT64 <= value < _INT64 else None


def natural(text: str) -> int | None:
    """A decimal number without a sign, as `strconv.ParseUint(text, 10, 63)` reads it."""
    return None if text[:1] in ("+", "-") else integer(text)


def port_number(text: str) -> int | None:
    """The port of an address: digits alone, five at most."""
    return int(text) if len(text) < 6 and text.isascii() and text.isdigit() else None


def flag_integer(text: str) -> int | None:
    """An integer of a flag, as pflag's `IntVar` reads it: `strconv.ParseInt(text, 0, 64)`, `0x10` and `1_000` too."""
    match = re.fullmatch(_INTEGER, text.replace("_", ""))
    value = None if match is None else _integer(match[1], match[2])
    return value if value is not None and value < _INT64 else None
