"""docs/entities.md quotes what the command prints today."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def test_the_page_is_what_its_tool_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = importlib.util.spec_from_file_location("make_entities", ROOT / "tools" / "make_entities.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.chdir(ROOT)
    page = (ROOT / "docs" / "entities.md").read_text(encoding="utf-8")

    assert "PostgreSQL behind DATABASE_URL" in page
    assert page == module.with_output(page), "run `python tools/make_entities.py`"
