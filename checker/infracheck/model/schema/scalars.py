"""Whether a scalar is of a type, as Go reads the JSON that kubectl makes of the YAML."""

from __future__ import annotations

import binascii
from typing import Final

from infracheck.model.base.values import Quantity
from infracheck.model.schema.field_types import (
    ANY,
    BOOLEAN,
    BYTES,
    INT32,
    INT64,
    INT_OR_STRING,
    NUMBER,
    QUANTITY,
    STRING,
    Type,
)
from infracheck.source.text.numerals import json_integer
from infracheck.source.yaml.tree import Scalar

_BITS: Final[dict[Type, int]] = {INT32: 31, INT64: 63, INT_OR_STRING: 31}


def fits(node: Scalar, wanted: Type) -> bool:
    """Whether a decoder that wants this type takes the scalar; null leaves a field unset and always fits."""
    if wanted == ANY:
        return True
    kind = node.kind
    if kind == "null":
        return True
    if wanted == STRING:
        return kind == "str"
    if wanted == BOOLEAN:
        return kind == "bool"
    bits = _BITS.get(wanted)
    if bits is not None:
        return in_range(node, kind, bits) or (wanted == INT_OR_STRING and kind == "str")
    if wanted == QUANTITY:
        return is_finite(node, kind) or (kind == "str" and Quantity.parse(node.text) is not None)
    if wanted == NUMBER:
        return is_finite(node, kind)
    return wanted == BYTES and kind == "str" and is_base64(node.text)


def in_range(node: Scalar, kind: str, bits: int) -> bool:
    """Whether this is an integer of so many bits and a sign."""
    value = json_integer(node.text) if kind in ("int", "float") else None
    return value is not None and -(1 << bits) <= value < 1 << bits


def is_finite(node: Scalar, kind: str) -> bool:
    """Whether this is a number that JSON can write."""
    return kind == "int" or (kind == "float" and node.text[-1].lower() not in "fn")


def is_base64(text: str) -> bool:
    """Whether Go's decoder takes the text: the standard alphabet, padded, line breaks anywhere."""
    plain = text.replace("\n", "").replace("\r", "")
    if len(plain) % 4:
        return False
    try:
        binascii.a2b_base64(plain, strict_mode=True)
    except ValueError:
        return False
    return True
