"""The class of a policy's options: what it must be, so that a config can set them."""

from __future__ import annotations

import sys
from types import FunctionType
from typing import Any, get_type_hints

from infracheck.engine.declarations.complaint import refused

_TYPES: dict[str, Any] = {
    "str": str, "int": int, "float": float, "bool": bool, "tuple[str,...]": tuple[str, ...],
}  # fmt: skip
_KNOWN = "str, int, float, bool or tuple[str, ...]"


def check_options(function: FunctionType, name: str, kind: type) -> None:
    """Raise `PolicyError` where options of this class cannot be set in a config."""
    fields: tuple[str, ...] | None = getattr(kind, "_fields", None)
    if not issubclass(kind, tuple) or fields is None:
        remedy = f"Write class {kind.__name__}(NamedTuple), each field with a type and a default."
        raise refused(function, f"the options class of {name} is not a NamedTuple: {kind.__name__}", remedy)
    defaults: dict[str, Any] = getattr(kind, "_field_defaults", {})
    for field in fields:
        if field not in defaults:
            remedy = f"Write a default after the type of {kind.__name__}.{field}."
            raise refused(function, f"option {field} of {name} has no default", remedy)
        _check_type(function, f"option {field} of {name}", _hint(kind, field), defaults[field])


def _check_type(function: FunctionType, option: str, hint: Any, default: Any) -> None:
    if not any(hint == each for each in _TYPES.values()):
        raise refused(function, f"{option} has a type that a config cannot set", f"Declare it as {_KNOWN}.")
    expected: type = getattr(hint, "__origin__", hint)
    if type(default) is not expected:
        what = f"{option} is declared as {expected.__name__}, but its default is of type {type(default).__name__}"
        raise refused(function, what, "Declare the type of the default, or change the default.")
    if isinstance(default, tuple) and not all(isinstance(each, str) for each in default):
        raise refused(function, f"{option} has a default whose items are not strings", f"Declare it as {_KNOWN}.")


def _hint(kind: type, field: str) -> Any:
    """The type of a field; None where its annotation leads nowhere."""
    try:
        written = getattr(kind, "__annotations__", {}).get(field)
        text = written if isinstance(written, str) else getattr(written, "__forward_arg__", None)
        if text is None:
            return written
        known = _TYPES.get(text.replace(" ", ""))
        return known or get_type_hints(kind, vars(sys.modules[kind.__module__])).get(field)
    # Python evaluates annotations when they are asked for, from 3.14 on
    except (NameError, AttributeError):
        return None
