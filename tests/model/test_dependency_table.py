"""The table of dependencies in the docs is what the code knows."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

from infracheck.knowledge.products.catalogue import PRODUCTS
from infracheck.knowledge.products.lookup import BY_NAME, DEFAULTS, KINDS, RULES, dumped_with, usual_port

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


def test_a_product_speaks_as_one_that_there_is_and_that_speaks_for_itself() -> None:
    spoken = [BY_NAME[product.speaks] for product in PRODUCTS if product.speaks]

    assert [product.name for product in spoken if product.speaks] == []


def test_an_image_a_variable_and_a_command_belong_to_one_product() -> None:
    for field in ("images", "addresses", "prefixes", "type_words", "drivers", "scheme_ports", "dump_images"):
        names = [name for product in PRODUCTS for name in getattr(product, field)]
        assert sorted(names) == sorted(set(names)), field


def test_a_distinctive_port_is_of_one_product() -> None:
    ports = [product.port for product in PRODUCTS if product.has_distinctive_port]

    assert sorted(map(str, ports)) == sorted({str(port) for port in ports if port is not None})


def test_a_dump_tool_serves_all_that_speak_one_protocol() -> None:
    assert dumped_with("MySQL") == ("MySQL", "MariaDB")
    assert dumped_with("CockroachDB") == ("CockroachDB", "PostgreSQL")
    assert dumped_with("*") == ("*",)


def test_the_port_that_is_meant_is_that_of_the_scheme_or_of_the_kind() -> None:
    asked = (("Elasticsearch", "https"), ("Elasticsearch", ""), ("SMTP", "smtps"), ("SMTP", "smtp"), ("database", ""))

    assert [usual_port(kind, scheme) for kind, scheme in asked] == [443, 9200, 465, None, None]
