"""The JSON Schema of a config, as it is published."""

from __future__ import annotations

import json
import os
from typing import Any


def schema() -> dict[str, Any]:
    """The JSON Schema of a config, as it is published."""
    read: dict[str, Any] = json.loads(schema_text())
    return read


def schema_text() -> str:
    """The JSON Schema of a config as it is shipped."""
    with open(os.path.join(os.path.dirname(__file__), "config-v1.schema.json"), encoding="utf-8") as file:
        return file.read()
