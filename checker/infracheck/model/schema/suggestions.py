"""The messages and remedies for what the decoder would refuse; a value is never quoted, for it may be a secret."""

from __future__ import annotations

import re

from infracheck.model.schema.field_types import (
    BOOLEAN,
    BYTES,
    INT32,
    INT64,
    INT_OR_STRING,
    NUMBER,
    QUANTITY,
    STRING,
    ListOf,
    Structure,
    Type,
)
from infracheck.source.text.nearest import nearest
from infracheck.source.yaml.tree import PLAIN, Mapping, Node, Scalar, plain_kind

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,62}")
_HIDDEN = "…"
_KINDS = {"str": "a string", "int": "an integer", "float": "a number", "bool": "a boolean", "null": "null"}
_TYPES: dict[Type, str] = {
    STRING: "a string",
    BOOLEAN: "a boolean",
    NUMBER: "a number",
    INT32: "an integer",
    INT64: "an integer",
    BYTES: "a string in base64",
    QUANTITY: "a quantity",
    INT_OR_STRING: "an integer or a string",
}
_SUITABLE: dict[Type, tuple[str, ...]] = {
    BOOLEAN: ("bool",),
    INT32: ("int",),
    INT64: ("int",),
    NUMBER: ("int", "float"),
}


def wrong(path: str, wanted: Type, node: Node) -> tuple[str, str]:
    """The message and the remedy for a value of another type than the field's."""
    kind = node.kind if type(node) is Scalar else ""
    if wanted == BYTES and kind == "str":
        return f"{path} is not base64", "Encode the value as base64, including padding."
    if wanted == QUANTITY and type(node) is Scalar:
        return f"{path} is not a quantity", "Write a number with a Kubernetes suffix, such as 500m, 128Mi or 1.5Gi."
    if wanted in (INT32, INT64, INT_OR_STRING) and type(node) is Scalar and _is_whole(node):
        return f"{path} is beyond the range of a {64 if wanted == INT64 else 32}-bit integer", "Write a smaller number."
    if wanted in (INT32, INT64, INT_OR_STRING) and kind == "float":
        return f"{path} must be {_type(wanted)}, not a fraction or a number beyond its range", "Write a whole number."
    return f"{path} must be {_type(wanted)}, not {_found(node)}", _cure(wanted, node)


def _is_whole(node: Scalar) -> bool:
    """Whether this is an integer, or digits without a dot that are too many for one."""
    return node.kind == "int" or (node.style == PLAIN and re.fullmatch(r"[-+]?[0-9][0-9_]*", node.text) is not None)


def unknown(path: str, wanted: Structure, name: str) -> tuple[str, str]:
    """The message and the remedy for a field that its object does not have."""
    place = f"{path}." if path else ""
    if not _NAME.fullmatch(name):
        return (
            f"{path or 'the object'} has a field that is unknown to {wanted.name}; its name is not shown",
            "Correct the name, or remove the field: the API server rejects it.",
        )
    near = _nearest(name, wanted)
    message = f"{place}{name} is not a field of {wanted.name}"
    if near is None:
        return message, "Correct the name or the indentation, or remove the field: the API server rejects it."
    return f"{message} (did you mean {near}?)", f"Write {near}."


def is_placeholder(text: str) -> bool:
    """Whether a text holds a variable of a template: of Helm, Jinja, Flux, envsubst, Kustomize, Octopus or a `sed`."""
    return "${" in text or ("{{" in text and "}}" in text) or re.fullmatch(_VARIABLE, text.strip()) is not None


# the whole value is a variable: `$(REPLICAS)`, `$REPLICAS`, `#{Replicas}#`, `__REPLICAS__`, `%REPLICAS%`, `<REPLICAS>`
_VARIABLE = r"\$\(\w+\)|\$[A-Za-z_]\w*|#\{[\w.-]+\}#?|__\w+__|%\w+%|@@?\w+@@?|<[A-Za-z][\w. -]*>"


def placeholder(path: str, wanted: Type) -> tuple[str, str]:
    """The message and the remedy for a template's variable that nobody has filled in."""
    return f"{path} must be {_type(wanted)}, not a placeholder", "Scan the rendered output."


def untold(number: int) -> str:
    """The message in place of the problems beyond the first ones."""
    return f"{number} more {'field is' if number == 1 else 'fields are'} of the wrong type or unknown in this object"


def shown(name: str, value: Type) -> str:
    """A map's key, as a path may show it: names in a map of texts are the user's own, and may be secrets too."""
    return _HIDDEN if value in (STRING, BYTES) or not _NAME.fullmatch(name) else name


def step(name: str | int) -> str:
    """One step of a path."""
    return f"[{name}]" if isinstance(name, int) or name == _HIDDEN or "." in name else f".{name}"


def _nearest(name: str, wanted: Structure) -> str | None:
    folded = name.lower().replace("_", "").replace("-", "")
    for field in wanted.fields:
        if field.lower() == folded:
            return field
    return next(iter(nearest(name, wanted.fields, least=0.8)), None)


def _type(wanted: Type) -> str:
    if isinstance(wanted, ListOf):
        return "a list"
    return _TYPES.get(wanted, "a map")


def _found(node: Node) -> str:
    if type(node) is Scalar:
        return _KINDS[node.kind]
    return "a map" if type(node) is Mapping else "a list"


def _cure(wanted: Type, node: Node) -> str:
    if type(node) is Scalar and node.kind == "null":
        return "Remove the empty item."
    if type(node) is Scalar and wanted == STRING:
        return "Put the value in quotes."
    if type(node) is Scalar and node.style != PLAIN and plain_kind(node.text) in _SUITABLE.get(wanted, ()):
        return "Remove the quotes."
    return f"Write {_type(wanted)} here."
