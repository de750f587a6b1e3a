"""The inventory as JSON, version 1 of our own format, described by `inventory-v1.schema.json`."""

from __future__ import annotations

import json
from typing import Any, TextIO

from infracheck.report.escape import inert_json
from infracheck.report.inventory.entities import Inventory
from infracheck.report.report import HOMEPAGE, TOOL_NAME, TOOL_VERSION


def write(inventory: Inventory, out: TextIO) -> None:
    """Write the inventory as one JSON document, a line for each entity and each relation."""
    tool = {"name": TOOL_NAME, "version": TOOL_VERSION, "url": HOMEPAGE}
    members = ['"version": 1', f'"tool": {json.dumps(tool)}']
    for key, value in inventory._asdict().items():
        found = _plain(value)
        text = _lines(found) if isinstance(found, list) else json.dumps(found)
        members.append(f'"{key}": {text}')
    out.write("{\n" + inert_json(",\n".join(members)) + "\n}\n")


def _lines(items: list[Any]) -> str:
    return "[\n" + ",\n".join(json.dumps(each) for each in items) + "\n]" if items else "[]"


def _plain(value: Any) -> Any:
    """Named tuples become objects, other tuples lists."""
    if not isinstance(value, tuple):
        return value
    if hasattr(value, "_asdict"):
        return {key: _plain(each) for key, each in value._asdict().items()}
    return [_plain(each) for each in value]
