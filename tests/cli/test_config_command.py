"""`infracheck config`: the schema, and what holds for a path."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from infracheck.cli import group
from infracheck.errors import ConfigError

CONFIG = """\
select: [all]
ignore: [latest-tag]
severities: {memory-limit: low, cpu-limit: low}
options:
  latest-tag: {moving: [main]}
exclude: [vendor/]
overrides:
  - paths: [dev/]
    ignore: [cpu-limit]
    severities: {memory-limit: high}
    fail-on: never
  - paths: [dev/new/]
    select: [recommended]
    options: {latest-tag: {moving: [edge]}}
"""
WHOLE = [
    "config: .infracheck.yaml",
    "select: [all]  (.infracheck.yaml:1)",
    "ignore: [latest-tag]  (.infracheck.yaml:2)",
    "severity: low  (default)",
    "fail-on: medium  (default)",
    "severities.memory-limit: low  (.infracheck.yaml:3)",
    "severities.cpu-limit: low  (.infracheck.yaml:3)",
    "kubernetes-version: latest  (default)",
    "options.latest-tag.moving: [main]  (.infracheck.yaml:5)",
    "exclude: [vendor/]  (.infracheck.yaml:6)",
]


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def shown(capsys: pytest.CaptureFixture[str], *path: str) -> list[str]:
    assert group.main(["config", "show", *path], standalone_mode=False) == 0
    return capsys.readouterr().out.splitlines()


def test_the_schema_is_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert group.main(["config", "schema"], standalone_mode=False) == 0

    schema = json.loads(capsys.readouterr().out)
    Draft202012Validator.check_schema(schema)
    undescribed = [
        name for name, each in schema["properties"].items() if "description" not in each and "$ref" not in each
    ]
    assert undescribed == []


def test_without_a_config_the_defaults_hold(capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(capsys) == [
        "config: none", "select: recommended  (default)", "severity: low  (default)", "fail-on: medium  (default)",
        "kubernetes-version: latest  (default)",
    ]  # fmt: skip


def test_what_holds_for_a_path_is_shown_with_the_line_that_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    Path(".infracheck.yaml").write_text(CONFIG)

    assert shown(capsys)[: len(WHOLE)] == WHOLE
    assert shown(capsys, "prod/a.yaml") == WHOLE
    assert shown(capsys, "vendor/a.yaml") == [*WHOLE, "not scanned: vendor/a.yaml  (.infracheck.yaml:6)"]
    assert shown(capsys, "dev/a.yaml") == [
        *WHOLE[:3],
        "ignore: [cpu-limit]  (.infracheck.yaml:9)",
        WHOLE[3],
        "fail-on: never  (.infracheck.yaml:11)",
        "severities.memory-limit: high  (.infracheck.yaml:10)",
        *WHOLE[6:],
    ]
    assert shown(capsys, "dev/new/a.yaml") == [
        WHOLE[0],
        "select: [recommended]  (.infracheck.yaml:13)",
        WHOLE[3],
        "fail-on: never  (.infracheck.yaml:11)",
        "severities.memory-limit: high  (.infracheck.yaml:10)",
        *WHOLE[6:8],
        "options.latest-tag.moving: [edge]  (.infracheck.yaml:14)",
        WHOLE[9],
    ]


def test_a_config_that_a_scan_would_refuse_is_refused() -> None:
    Path(".infracheck.yaml").write_text("overrides:\n  - paths: [a]\n    ignore: [lates-tag]\n")

    with pytest.raises(ConfigError, match="3:14: unknown policy"):
        group.main(["config", "show"], standalone_mode=False)
