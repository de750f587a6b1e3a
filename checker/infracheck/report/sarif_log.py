"""SARIF objects of sarif-om as JSON: its own serialiser drops what equals a default, and is a hundred times as slow."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TextIO

import attr

from infracheck.report.escape import inert_json

_FIRST = ("$schema", "version", "id", "ruleId", "ruleIndex", "level", "name", "kind")


def write_log(log: Any, out: TextIO) -> None:
    """Write a log as JSON, one line, with every value that was set, in an order that depends on nothing else.

    None is left out, and so is -1, by which SARIF itself says that an index, an offset or a rank is not given.
    """
    plans: dict[type, tuple[tuple[str, str], ...]] = {}
    out.write(inert_json(json.dumps(_plain(log, plans), separators=(",", ":"))))
    out.write("\n")


def _plain(value: Any, plans: dict[type, tuple[tuple[str, str], ...]]) -> Any:
    kind = type(value)
    if kind is str or kind is int or kind is bool or kind is float:
        return value
    if kind is list or kind is tuple:
        return [_plain(each, plans) for each in value]
    if isinstance(value, Mapping):
        return {key: _plain(each, plans) for key, each in value.items()}
    plan = plans.get(kind)
    if plan is None:
        plan = plans[kind] = _plan(kind)
    written = {}
    for name, key in plan:
        inner = getattr(value, name)
        if inner is not None and inner != -1:
            written[key] = _plain(inner, plans)
    return written


def _plan(kind: type) -> tuple[tuple[str, str], ...]:
    """Which attribute becomes which property: those that a reader looks for first, then as sarif-om lists them."""
    pairs = [(field.name, field.metadata["schema_property_name"]) for field in attr.fields(kind)]
    return tuple(sorted(pairs, key=lambda pair: _FIRST.index(pair[1]) if pair[1] in _FIRST else len(_FIRST)))
