"""No name hides a file: what `kubectl apply -R` would read from a folder is read from it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import infracheck
from infracheck.engine.config import read_config
from infracheck.errors import ConfigError
from infracheck.source.files.collect import collect
from infracheck.source.files.input_file import InputFile, Skipped

PRIVILEGED = """\
apiVersion: v1
kind: Pod
metadata: {name: evil}
spec:
  containers: [{name: c, image: "nginx:1", securityContext: {privileged: true}}]
"""


@pytest.fixture(autouse=True)
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(path: str, text: str = PRIVILEGED) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, encoding="utf-8")


def found(*paths: str) -> list[str]:
    findings = infracheck.scan(paths, select=["privileged-container"]).findings
    return [each.path.replace("\\", "/") for each in findings if each.policy_id == "privileged-container"]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-I", "-m", "infracheck", *arguments], capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize(
    "path",
    [
        "k8s/.svn/pod.yaml",
        "k8s/.hg/store/pod.yml",
        ".jj/pod.json",
        "k8s/.bzr/pod.yaml",
        "k8s/CVS/pod.yaml",
        "k8s/.github/pod.yaml",
        "k8s/.gitignore.d/pod.yaml",
        "k8s/git/pod.yaml",
        "k8s/node_modules/pod.yaml",
        "k8s/.infracheck.yaml",
        ".infracheck.yml",
        "k8s/.Infracheck.yaml",
        "k8s/.INFRACHECK.YAML",
        "k8s/..pod.yaml",
        "k8s/..yaml",
        "k8s/.yaml",
        "k8s/...hidden/pod.yaml",
        "k8s/ .yaml",
        "k8s/-.yaml",
        "k8s/pod.YAML",
        "k8s/.infracheckignore.yaml",
    ],
)
def test_a_manifest_of_any_such_name_is_read(path: str) -> None:
    write(path)

    assert found(".") == [path]


def test_the_config_in_use_is_not_scanned_and_every_other_is() -> None:
    write(".infracheck.yaml", "ignore: [latest-tag]\n")
    write("k8s/.infracheck.yaml")

    done = run("scan", "-f", "json", "-q", "--select", "privileged-container")

    assert done.returncode == 1
    assert '".infracheck.yaml"' not in done.stdout
    assert '"k8s/.infracheck.yaml"' in done.stdout


def test_a_config_that_is_named_takes_the_place_of_the_one_that_is_found() -> None:
    write(".infracheck.yaml")
    write("ci/config.yaml", "ignore: [latest-tag]\n")

    done = run("scan", "-f", "json", "--config", "ci/config.yaml", "--select", "privileged-container")

    assert done.returncode == 1
    assert '"path":".infracheck.yaml"' in done.stdout.replace(" ", "")
    assert "ci/config.yaml" not in done.stdout


@pytest.mark.parametrize("second", [PRIVILEGED, "", "null\n", "select: []\n"], ids=["pod", "empty", "null", "config"])
@pytest.mark.parametrize("first", ["ignore: [latest-tag]\n", "null\n", "{}\n"])
def test_nothing_hides_behind_the_config_in_use(first: str, second: str) -> None:
    write(".infracheck.yaml", f"{first}---\n{second}")

    with pytest.raises(ConfigError, match=r"^\.infracheck\.yaml:3:1: a config must be a single YAML document\."):
        read_config(".infracheck.yaml")


def test_git_itself_is_not_entered_and_is_listed_where_it_is_not_the_repositorys_own(checkout: Path) -> None:
    write(".git/pod.yaml")
    write("k8s/.git/pod.yaml")

    collected = list(collect(["."]))

    assert [each for each in collected if isinstance(each, InputFile)] == []
    assert [(each.path.replace("\\", "/"), each.reason) for each in collected if isinstance(each, Skipped)] == [
        ("k8s/.git/", "Git's own folder")
    ]
