"""Overrides by path, severities by policy and excluded paths, as whole scans show them."""

from __future__ import annotations

from pathlib import Path

import pytest

from infracheck.cli import group
from infracheck.engine.catalogue import Catalogue
from infracheck.engine.config import read_config
from infracheck.engine.declarations.load import load_pack
from infracheck.errors import ConfigError
from infracheck.pipeline import scan
from infracheck.report.report import Report

POD = (
    "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, namespace: shop}}\nspec:\n  containers:\n"
    "    - name: web{comment}\n      image: registry.example.com/web:main\n"
)
SELECTED = "select: [memory-limit, latest-tag]\n"


@pytest.fixture(autouse=True)
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("dev", "prod/vendor"):
        Path(name).mkdir(parents=True)
    for name in ("dev/a", "prod/b", "prod/vendor/c"):
        Path(f"{name}.yaml").write_text(POD.format(name=name[-1], comment=""))


def scanned(config: str, *paths: str, **given: object) -> Report:
    Path(".infracheck.yaml").write_text(SELECTED + config)
    return scan(paths or ["."], config=".infracheck.yaml", **given)  # type: ignore[arg-type]


def found(config: str, *paths: str, **given: object) -> list[tuple[str, str, str]]:
    report = scanned(config, *paths, **given)
    return [(Path(each.path).stem, each.policy_id, str(each.severity)) for each in report.findings]


A, B, C = (("a", "memory-limit", "medium"), ("b", "memory-limit", "medium"), ("c", "memory-limit", "medium"))


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ("", [A, B, C]),
        ("exclude: [vendor/]\n", [A, B]),
        ("exclude: [/vendor/]\n", [A, B, C]),
        ("exclude: ['prod/**', '!prod/b.yaml']\n", [A, B]),
        ("exclude: ['*.yaml']\n", []),
        ("overrides:\n  - paths: [dev/]\n    ignore: [memory-limit]\n", [B, C]),
        ("overrides:\n  - paths: ['*.yaml', '!b.yaml']\n    ignore: [memory-limit]\n", [B]),
        ("overrides:\n  - paths: [prod]\n    ignore: [all]\n  - paths: [vendor]\n    select: [memory-limit]\n", [A, C]),
        ("ignore: [memory-limit]\noverrides:\n  - paths: [b.yaml]\n    select: [memory-limit]\n", [B]),
        ("severities: {memory-limit: critical}\n", [(name, policy, "critical") for name, policy, _ in (A, B, C)]),
        (
            "severities: {memory-limit: low}\noverrides:\n  - paths: [prod]\n    severities: {memory-limit: high}\n",
            [(*A[:2], "low"), (*B[:2], "high"), (*C[:2], "high")],
        ),
        (
            "overrides:\n  - paths: [prod]\n    options: {latest-tag: {moving: [main]}}\n",
            [A, ("b", "memory-limit", "medium"), ("b", "latest-tag", "medium"), C, ("c", "latest-tag", "medium")],
        ),
        (
            """options: {latest-tag: {moving: [main]}}
overrides: [{paths: [prod], options: {latest-tag: {moving: []}}}]
""",
            [A, ("a", "latest-tag", "medium"), B, C],
        ),
    ],
)
def test_what_a_config_says_of_paths_holds_there_alone(config: str, expected: list[tuple[str, str, str]]) -> None:
    assert sorted(found(config)) == sorted(expected)


@pytest.mark.parametrize("paths", [["dev", "prod"], ["prod", "./dev"], ["../{here}"], ["prod/b.yaml", "dev/a.yaml"]])
def test_it_holds_wherever_a_scan_starts(paths: list[str], tmp_path: Path) -> None:
    override = "overrides:\n  - paths: [dev/]\n    ignore: [memory-limit]\n"

    names = {name for name, *_ in found(override, *(each.format(here=tmp_path.name) for each in paths))}

    assert names >= {"b"}
    assert "a" not in names


def test_patterns_of_a_config_beside_the_files_are_relative_to_the_repository(tmp_path: Path) -> None:
    Path("ci").mkdir()
    Path(".git").mkdir()
    Path(".git/HEAD").write_text("ref: refs/heads/main\n")
    Path("ci/strict.yaml").write_text(SELECTED + "overrides:\n  - paths: [/dev/]\n    ignore: [memory-limit]\n")

    report = scan(["dev", "prod"], config="ci/strict.yaml")

    assert {Path(each.path).stem for each in report.findings if each.policy_id == "memory-limit"} == {"b", "c"}


def test_the_command_line_outranks_an_override() -> None:
    override = "overrides:\n  - paths: [dev/]\n    select: [latest-tag]\n    ignore: [cpu-limit]\n"

    assert {name for name, *_ in found(override, select=["memory-limit", "cpu-limit"])} == {"a", "b", "c"}
    assert {policy for name, policy, _ in found(override, select=["cpu-limit"]) if name == "a"} == set()
    assert found(override, ignore=["memory-limit"]) == []


def test_a_waiver_is_unused_only_where_its_policy_is_asked() -> None:
    for name in ("dev/a", "prod/b"):
        comment = " # infracheck: ignore[latest-tag] it moves on purpose"
        Path(f"{name}.yaml").write_text(POD.format(name=name[-1], comment=comment))

    report = scanned("overrides:\n  - paths: [dev/]\n    ignore: [latest-tag]\n")

    assert [each.path for each in report.findings if each.policy_id == "waiver-unused"] == [str(Path("prod/b.yaml"))]


def test_an_input_that_cannot_be_read_is_told_whatever_an_override_ignores() -> None:
    Path("dev/broken.yaml").write_text("apiVersion: v1\nkind: Pod\na: [\n")

    assert ("broken", "input-syntax", "high") in found("overrides:\n  - paths: [dev/]\n    ignore: [all]\n")


@pytest.mark.parametrize(
    ("config", "options", "status"),
    [
        ("", [], 1),
        ("overrides: [{paths: [dev, prod], fail-on: high}]\n", [], 0),
        ("overrides: [{paths: [dev], fail-on: never}]\n", [], 1),
        ("fail-on: high\noverrides: [{paths: [vendor/], fail-on: low}]\n", [], 1),
        ("overrides: [{paths: [dev, prod], fail-on: never}]\n", ["--fail-on", "low"], 1),
        ("overrides: [{paths: [dev, prod], severity: high}]\n", [], 0),
        ("overrides: [{paths: [dev], severity: high}]\n", [], 1),
        ("severity: high\noverrides: [{paths: [b.yaml], severity: low}]\n", [], 1),
        ("overrides: [{paths: [dev, prod], severity: high}]\n", ["--severity", "low"], 1),
    ],
)
def test_the_gate_may_differ_by_path(config: str, options: list[str], status: int) -> None:
    Path(".infracheck.yaml").write_text(SELECTED + config)

    assert group.main(["scan", "--quiet", *options], standalone_mode=False) == status


def test_files_are_the_same_to_several_processes() -> None:
    override = (
        "overrides:\n  - paths: [prod]\n    options: {latest-tag: {moving: [main]}}\n    ignore: [memory-limit]\n"
    )

    assert found(override) == found(override, jobs=2)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("overrides: [{ignore: [all]}]\n", "1:14: must have paths"),
        ("overrides:\n  - paths: []\n", "2:5: must not be empty"),
        ("overrides:\n  - paths: [a]\n    ignor: [all]\n", "3:5: unknown setting. Did you mean ignore?"),
        ("overrides:\n  - paths: [a]\n    ignore: [lates-tag]\n", "3:14: unknown policy or selector 'lates-tag'."),
        ("ignore: [lates-tag]\n", "1:10: unknown policy or selector 'lates-tag'. Did you mean latest-tag"),
        ("overrides:\n  - paths: [a]\n    severities: {pss: low}\n", "3:18: severities can be set for a single policy"),
        ("severities: {latest-tag: bad}\n", "1:14: must be one of critical, high, medium, low"),
        ("severities: {latest-tga: low}\n", "1:14: unknown policy or selector 'latest-tga'."),
        (
            "overrides:\n  - paths: [a]\n    options: {latest-tag: {mooving: []}}\n",
            "3:28: latest-tag has no such option",
        ),
        ("exclude: [../other]\n", "1:11: the pattern leads out of the config's folder."),
        ("exclude: ['C:\\x']\n", "1:11: the pattern leads out of the config's folder."),
        ("exclude: [a, ~/b]\n", "1:14: the pattern leads out of the config's folder."),
        (
            "overrides:\n  - paths: [./a]\n    ignore: [all]\n",
            "2:13: the pattern leads out of the config's folder.",
        ),
        ("exclude: ['']\n", "1:11: has an invalid format"),
        ('exclude: ["a\\nb"]\n', "1:11: has an invalid format"),
        ("exclude: a\n", "1:1: must be a list"),
        ("overrides: {a: 1}\n", "1:1: must be a list"),
        ("overrides: [1]\n", "1:13: must be a mapping"),
        ("ignore: [all]\nignore: []\n", "2:1: "),
    ],
)
def test_what_is_wrong_is_said_with_its_place_and_what_to_write(text: str, said: str) -> None:
    Path("config.yaml").write_text(text)

    with pytest.raises(ConfigError) as raised:
        scan(["dev"], config="config.yaml")

    assert str(raised.value).startswith(f"config.yaml:{said}")
    assert raised.value.remedy


def test_patterns_that_make_a_slow_matcher_backtrack_cost_no_more_than_others() -> None:
    Path("config.yaml").write_text(f"exclude: ['{'*a' * 200}b']\n")
    Path("dev", "a" * 200).mkdir()

    assert scan(["."], config="config.yaml", select=["memory-limit"]).inputs.objects == 3


def test_a_config_in_toml_overrides_alike() -> None:
    Path("pyproject.toml").write_text(
        '[tool.infracheck]\nselect = ["memory-limit"]\nexclude = ["vendor/"]\n\n'
        '[[tool.infracheck.overrides]]\npaths = ["dev/"]\nignore = ["memory-limit"]\n'
    )
    read_config("pyproject.toml").check(Catalogue(load_pack()))

    assert [Path(each.path).stem for each in scan(["."], config="pyproject.toml").findings] == ["b"]
