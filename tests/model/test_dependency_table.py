"""The table of dependencies in the docs is what the code knows."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

from infracheck.knowledge.products.catalogue import PRODUCTS
from infracheck.knowledge.products.lookup import BY_NAME, DEFAULTS, KINDS, RULES

ROOT = Path(__file__).parents[2]


def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_dependency_table", ROOT / "tools" / "make_dependency_table.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_is_what_the_tool_writes() -> None:
    written = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")

    assert written == tool().generated(), "run `make docs`"


def test_rules_speak_of_kinds_that_there_are() -> None:
    assert [kind for kind in (*RULES, *DEFAULTS) if kind not in BY_NAME] == []


def test_a_scheme_belongs_to_one_kind() -> None:
    assert sum(len(product.schemes) for product in PRODUCTS) == len(KINDS)


def test_values_of_rules_are_in_lower_case() -> None:
    values = [value for rules in RULES.values() for rule in rules for value in rule.values]

    assert [value for value in values if value != value.lower()] == []
