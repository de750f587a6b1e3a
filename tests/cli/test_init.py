"""`infracheck init`: what it writes, what it leaves alone, and what it makes of other tools' files."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from infracheck.adopt.foreign import TOOLS
from infracheck.cli import group
from infracheck.engine.catalogue import Catalogue
from infracheck.engine.config import Config, read_config
from infracheck.engine.declarations.load import load_pack
from infracheck.errors import InfracheckError
from infracheck.source.text.span import Source
from infracheck.source.yaml.reader import read_documents

EXCEPTIONS = """[
{"resources": [{"attributes": {"kind": ".*"}}], "posturePolicies": [{"controlID": "C-0270"}]},
{"resources": [{"attributes": {"kind": "Pod"}}], "posturePolicies": [{"controlID": "C-0009"}]}
]"""
HADOLINT = """ignored: [DL3000, SC1010]
failure-threshold: error
override: {style: [DL3002]}
trustedRegistries: [ghcr.io]
"""
CONFIG, WORKFLOW, HOOKS = ".infracheck.yaml", ".github/workflows/infracheck.yml", ".pre-commit-config.yaml"


@pytest.fixture(autouse=True)
def in_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "repo/.git").mkdir(parents=True)
    (tmp_path / "repo/.git/HEAD").write_text("ref: refs/heads/main\n")
    monkeypatch.chdir(tmp_path / "repo")


def init(*options: str) -> int:
    status = group.main(["init", *options], standalone_mode=False)
    assert isinstance(status, int)
    return status


def adopted(tool: str, name: str, text: str) -> tuple[Config, list[str]]:
    """The config that comes of a file, and the values that it says have no counterpart."""
    Path(name).write_text(text)
    assert init("--from", f"{tool}={name}") == 0
    written = Path(CONFIG).read_text()
    config = read_config(CONFIG)
    config.check(Catalogue(load_pack()))
    return config, [line.partition(": ")[2] for line in written.splitlines() if line.startswith("#   ")]


def test_a_config_a_workflow_and_a_hook_are_written() -> None:
    assert init() == 0

    assert read_config(CONFIG).select == ("recommended",)
    for path in (WORKFLOW, HOOKS):
        text = Path(path).read_text()
        (document,) = read_documents(Source(path, text))
        assert "infracheck" in text
        assert hasattr(document, "root")


def test_the_workflow_fetches_what_a_change_is_compared_with() -> None:
    init()

    steps = yaml.safe_load(Path(WORKFLOW).read_text())["jobs"]["infracheck"]["steps"]
    assert [step["with"] for step in steps if step["uses"].startswith("actions/checkout")] == [{"fetch-depth": 0}]


def test_nothing_that_exists_is_written_over(capsys: pytest.CaptureFixture[str]) -> None:
    Path(WORKFLOW).parent.mkdir(parents=True)
    for path in (CONFIG, WORKFLOW, HOOKS):
        Path(path).write_text("# mine\n")

    assert init() == 0

    assert [Path(path).read_text() for path in (CONFIG, WORKFLOW, HOOKS)] == ["# mine\n"] * 3
    said = capsys.readouterr().out
    assert all(f"{os.path.normpath(path)}: left alone, it exists" in said for path in (CONFIG, WORKFLOW, HOOKS))
    assert "- id: infracheck" in said


@pytest.mark.parametrize("name", [".infracheck.yml", "pyproject.toml"])
def test_a_config_of_another_name_is_one_too(name: str) -> None:
    Path(name).write_text("[tool.infracheck]\n" if name.endswith("toml") else "")

    init()

    assert not Path(CONFIG).exists()


def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    Path(".github").symlink_to(tmp_path / "outside")
    Path(HOOKS).symlink_to(tmp_path / "outside/hooks.yaml")

    init()

    assert list((tmp_path / "outside").iterdir()) == []
    assert Path(CONFIG).exists()


def test_below_the_root_a_config_alone_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("team").mkdir()
    monkeypatch.chdir("team")

    init()

    assert sorted(each.name for each in Path().iterdir()) == [CONFIG]


@pytest.mark.parametrize(
    ("tool", "name", "text", "expected", "unmatched"),
    [
        (
            "kube-linter", ".kube-linter.yaml",
            "checks:\n  doNotAutoAddDefaults: true\n  include: [latest-tag, own]\n  ignorePaths: ['t/**', ~/x]\n",
            {"select": ("image-tag", "latest-tag"), "exclude": ("t/**",)}, ["kube-linter:own", "~/x"],
        ),
        (
            "checkov", ".checkov.yaml", "skip-check: CKV_K8S_11,CKV_AWS_1\nsoft-fail: true\nskip-path: [v/, 'a.*']\n",
            {"ignore": ("cpu-limit",), "fail_on": "never", "exclude": ("v/",)}, ["checkov:CKV_AWS_1", "a.*"],
        ),
        ("checkov", "c.yaml", "check:\n  - CKV_K8S_13\nhard-fail-on: [HIGH, CRITICAL]\n",
         {"select": ("memory-limit",), "fail_on": "high"}, []),
        ("trivy", ".trivyignore", "KSV011\nAVD-KSV-0011 # why\nKSV-0018 exp:2030-01-01\nCVE-2020-1\n",
         {"ignore": ("cpu-limit",)}, ["KSV-0018 exp:2030-01-01", "trivy:CVE-2020-1"]),
        ("trivy", ".trivyignore.yaml", "misconfigurations:\n  - id: KSV-0011\n  - id: KSV-0018\n    paths: [a]\n",
         {"ignore": ("cpu-limit",)}, ["KSV-0018 for some paths or for some time"]),
        ("trivy", "trivy.yaml", "severity: [CRITICAL, HIGH]\nexit-code: 0\nscan: {skip-dirs: [./foo, /bar]}\n",
         {"severity": "high", "fail_on": "never", "exclude": ("/foo", "/bar")}, []),
        (
            "kubescape", "exceptions.json",
            EXCEPTIONS,
            {"ignore": ("cpu-limit",)}, ["C-0009 for some resources"],
        ),
        ("kics", "kics.config", '{"exclude-severities": "info,low", "fail-on": ["high"], "exclude-queries": "x-y"}',
         {"severity": "medium", "fail_on": "high"}, ["kics:x-y"]),
        (
            "hadolint", ".hadolint.yaml",
            HADOLINT,
            {"select": ("recommended", "base-image-registry"), "ignore": ("workdir-path",), "fail_on": "high"},
            ["hadolint:SC1010"],
        ),
        ("polaris", "polaris.yaml", "checks: {cpuLimitsMissing: ignore, own: danger}\nexemptions: []\n",
         {"ignore": ("cpu-limit",)}, ["polaris:own", "exemptions"]),
        ("kube-score", "ci.sh", "kube-score score --ignore-test container-image-tag,x a.yaml\n",
         {"ignore": ("image-tag", "latest-tag")}, ["kube-score:x"]),
    ],
)  # fmt: skip
def test_settings_of_other_tools_are_taken_over(
    tool: str, name: str, text: str, expected: dict[str, Any], unmatched: list[str]
) -> None:
    config, told = adopted(tool, name, text)

    assert config._replace(options=None, written=None) == Config()._replace(**expected)
    assert told == unmatched


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize(
    "text",
    [
        "ignored: !!python/object/apply:os.system ['touch pwned']\n",
        'skip-check: ["a\\nselect: [all]", "\\u202e", "x: y # z"]\nchecks: {"a\\nselect: 1": ignore}\n',
        "checks: {exclude: ['\\n', '#', '- a']}\nskip-path: ['!x', '/etc/\\\"a', ../../x]\n",
        "--ignore-test=a,b\n- [1, {2: 3}]\n",
        "&a [*a]\n",
        "a: &a [x,x,x]\nb: &b [*a,*a,*a,*a]\nskip-check: [*b,*b,*b,*b]\n",
    ],
)
def test_a_hostile_file_gives_a_config_that_can_be_read_or_a_complaint(tool: str, text: str) -> None:
    complaint: InfracheckError | None = None
    try:
        adopted(tool, "theirs.yaml", text)
    except InfracheckError as error:
        complaint = error

    if complaint is None:
        config = read_config(CONFIG)
        assert (config.select, config.policies) in (((), ()), (("recommended",), ()))
    else:
        assert (complaint.exit_code, bool(complaint.remedy), Path(CONFIG).exists()) == (2, True, False)
    assert not Path("pwned").exists()


@pytest.mark.parametrize("tool", TOOLS)
def test_a_file_that_is_a_link_or_stands_outside_is_not_read(tool: str, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("skip-check: [a]\n")
    Path("linked.yaml").symlink_to(tmp_path / "secret")

    for path in ("linked.yaml", "../secret", ".git"):
        with pytest.raises(InfracheckError, match="is not a regular file of this folder"):
            init("--from", f"{tool}={path}")
    assert not Path(CONFIG).exists()


@pytest.mark.parametrize("content", [b"\xff", b"a" * 1_000_001], ids=["no text", "too large"])
def test_a_file_that_cannot_be_taken_over_is_told(content: bytes) -> None:
    Path(".checkov.yaml").write_bytes(content)

    with pytest.raises(InfracheckError, match=r"\.checkov\.yaml: (is not UTF-8|larger than 1 MB)"):
        init("--from", "checkov")
    assert not Path(CONFIG).exists()


@pytest.mark.parametrize(
    ("source", "said"), [("foo", "unknown tool 'foo'"), ("kube-score", "no config file"), ("kics", "none of")]
)
def test_wrong_use_is_told(source: str, said: str) -> None:
    with pytest.raises(InfracheckError, match=said):
        init("--from", source)
