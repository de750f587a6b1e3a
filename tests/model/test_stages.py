"""Which environment a word and a host name, each beside one that differs by little."""

from __future__ import annotations

import pytest

from infracheck.knowledge.words.environments import stage_of, stage_of_host


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" PROD\n", "production"), ("Live", "production"), ("live-1", None), ("local", "development"), ("ci", "test"),
        ("", None), (" ", None), ("-", None), ("prod" + "-x" * 98, "production"), ("prod" + "-x" * 98 + "-", None),
        (" live", "production"),
        ("prod1", "production"), ("prod0123456789", "production"), ("prod-dev", None), ("prod-prd", "production"),
        ("pre-prod", "staging"), ("pre.production", "staging"), ("pre-dev", None), ("pre-test-1", None),
        ("non-prod", None), ("not-prod", None), ("no-prod", None), ("non-prod-dev", "development"),
        ("not-prod-dev", "development"), ("no-prod-dev", "development"), ("in-prod-dev", None),
        ("pre-dev-prod", "production"), ("pre-shop-prod", "production"), ("no-shop-test", "test"),
        ("prod pre", "production"), ("a-pre-prod", "staging"), ("pre-prod-prod", None), ("shop", None),
    ],
)  # fmt: skip
def test_a_word_names_an_environment(text: str, expected: str | None) -> None:
    assert stage_of(text) == expected


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        (" DB-PROD.example.com. ", "production"), ("db.prod.", None), ("db.prod.example", "production"),
        ("prod.example", "production"), ("prod", "production"), ("dev", "development"), ("shop.prod", None),
        ("10.0.0.1", None), ("10.0.0.1.", None), ("a-prod.x", "production"), ("prod-a.x", "production"),
        ("prod-a-b.x", "production"), ("a-b-prod.x", "production"), ("a-prod-b.x", None),
        ("test-my-data.example.com", "test"), ("prod-dev.x", None), ("prod.dev.x", None),
        ("dev.azure.com", None), (" dev.azure.com", None), ("dev.azure.com. ", None),
        ("test.pypi.org", None), ("dev.example.com", "development"),
        ("shop-dev.grafana.net", None), ("dev.mysql.com", None), ("dev.virtualearth.net", None),
    ],
)  # fmt: skip
def test_a_host_names_an_environment(host: str, expected: str | None) -> None:
    assert stage_of_host(host) == expected
