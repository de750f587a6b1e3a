"""SARIF objects of sarif-om as JSON: its own serialiser drops what equals a default, and is a hundred times as slow."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, TextIO

import attr

from infracheck.report.escape import inert_json

_FIRST = ("$schema", "version", "id", "ruleId", "ruleIndex", "level", "name", "kind")
_AT_ONCE = 200
_encode = json.JSONEncoder(separators=(",", ":")).encode


def write_log(log: Any, results: Iterable[str], out: TextIO) -> None:
    """Write a log of one run as JSON, one line, in an order that depends on nothing else.

    The run has no results of its own: they follow as JSON, each made when it is written, since as objects they would
    take more memory than the whole scan.
    """
    document = as_document(log)
    (run,) = document.pop("runs")
    out.write(inert_json(f'{_opened(document)},"runs":[{_opened(run)},"results":['))
    out.writelines(_joined(results))
    out.write("]}]}\n")


def as_document(value: Any) -> Any:
    """What JSON knows for an object of sarif-om: every value that was set.

    None is left out, and so is -1, by which SARIF itself says that an index, an offset or a rank is not given.
    """
    return _plain(value, {})


def _opened(properties: dict[str, Any]) -> str:
    """An object that more properties are to follow in."""
    return _encode(properties).removesuffix("}")


def _joined(items: Iterable[str]) -> Iterator[str]:
    rest = iter(items)
    before = ""
    while some := ",".join(islice(rest, _AT_ONCE)):
        yield before + inert_json(some)
        before = ","


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
