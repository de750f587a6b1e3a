"""One file, one identity: its name and its fingerprints, wherever a scan starts and however its path is written."""

from __future__ import annotations

import json
import os
import subprocess
from io import StringIO
from pathlib import Path

import pytest

from infracheck import scan
from infracheck.report.formats import as_sarif, as_table
from infracheck.source.files.naming import Naming

POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: web, image: 'nginx:latest'}]}\n"
DOCKERFILE = 'FROM debian:latest\nCMD ["web"]\n'
ASKED = ("latest-tag", "latest-base-image")

links = pytest.mark.skipif(os.name == "nt", reason="links need rights there")


@pytest.fixture
def repository(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, a repository: with a folder, a link to it, and a Dockerfile that builds nothing of it."""
    monkeypatch.chdir(folder)
    subprocess.run(["git", "init", "-q", "."], check=True)
    for path, text in (("k8s/base/pod.yaml", POD), ("k8s/Dockerfile", DOCKERFILE)):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    if os.name != "nt":
        os.symlink("k8s", folder / "deploy")
        os.symlink(os.path.join("base", "pod.yaml"), folder / "k8s" / "link.yaml")
    return folder


def identities(*paths: str) -> list[tuple[str, str, str]]:
    findings = scan(paths, select=ASKED).findings
    return [(each.path.replace(os.sep, "/"), each.policy_id, each.fingerprint) for each in findings]


def uris(*paths: str, config: str | None = None) -> set[str]:
    out = StringIO()
    as_sarif.write(scan(paths, select=ASKED, config=config), out)
    (run,) = json.loads(out.getvalue())["runs"]
    return {each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for each in run["results"]}


WAYS = [
    (".", "k8s"), (".", "./k8s/"), (".", "k8s/../k8s"), ("k8s", "."), ("k8s", "../k8s"), ("k8s/base", ".."),
    (".", "{root}/k8s"), ("k8s", "{root}/k8s"), ("..", "{root}/k8s"),
]  # fmt: skip
LINKED = [(".", "deploy"), (".", "deploy/../deploy"), ("k8s", "../deploy"), (".", "{root}/deploy"), ("deploy", ".")]


@pytest.mark.parametrize(("start", "path"), [*WAYS, *(pytest.param(*way, marks=links) for way in LINKED)])
def test_a_file_is_one_file_however_it_is_reached(
    repository: Path, monkeypatch: pytest.MonkeyPatch, start: str, path: str
) -> None:
    known = identities("k8s")
    root = str(repository)
    monkeypatch.chdir(repository / start)

    assert {name for name, _, _ in known} == {"k8s/Dockerfile", "k8s/base/pod.yaml"}
    assert identities(path.replace("{root}", root)) == known
    assert uris(path.replace("{root}", root)) == {"k8s/Dockerfile", "k8s/base/pod.yaml"}


@links
@pytest.mark.parametrize(
    "path",
    ["k8s/base/pod.yaml", "deploy/base/pod.yaml", "k8s/link.yaml", "deploy/link.yaml", "{root}/deploy/link.yaml"],
)
def test_a_file_that_is_named_is_one_file(repository: Path, path: str) -> None:
    known = [each for each in identities("k8s") if each[0] == "k8s/base/pod.yaml"]

    assert identities(path.replace("{root}", str(repository))) == known


@links
def test_what_is_given_twice_is_reported_once(repository: Path) -> None:
    assert identities("deploy", "k8s", str(repository / "k8s")) == identities("k8s")


def test_all_that_a_report_names_is_named_from_the_root(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (repository / "k8s" / "values.json").write_text("{}")
    monkeypatch.chdir(repository / "k8s")

    report = scan(["."], select=ASKED)

    assert {path.replace(os.sep, "/") for path in report.inputs.files} == {"k8s/Dockerfile", "k8s/base/pod.yaml"}
    assert "k8s/values.json" in {path.replace(os.sep, "/") for path, _ in report.inputs.skipped}
    dockerfiles = {
        each.resource.name for each in report.findings if each.resource and each.resource.kind == "Dockerfile"
    }
    assert dockerfiles == {os.path.join("k8s", "Dockerfile")}


def test_the_excerpt_is_that_of_the_file(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository / "k8s" / "base")
    out = StringIO()

    as_table.write(scan(["."], select=["latest-tag"]), out)

    assert os.path.join("k8s", "base", "pod.yaml") in out.getvalue()
    assert "nginx:latest" in out.getvalue().partition("│")[2]


def test_outside_a_repository_the_folder_of_the_config_is_the_root(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    (folder / "ci").mkdir()
    (folder / "ci" / "config.yaml").write_text("")
    (folder / "ci" / "pod.yaml").write_text(POD)

    assert uris("ci", config=os.path.join("ci", "config.yaml")) == {"pod.yaml"}
    assert uris("ci") == {"ci/pod.yaml"}
    (folder / "pod.yaml").write_text(POD)
    assert uris(".", config=os.path.join("ci", "config.yaml")) == {"pod.yaml", "ci/pod.yaml"}
    assert uris(str(folder / "ci")) == {"ci/pod.yaml"}


def test_of_several_repositories_the_one_of_the_current_folder_is_the_root(
    repository: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = tmp_path_factory.mktemp("other")
    subprocess.run(["git", "init", "-q", other], check=True)
    here = os.path.realpath(".")

    assert Naming([str(other)]).root == os.path.realpath(other)
    assert Naming([".", str(other)]).root == here
    naming = Naming(["k8s", str(other)])
    assert [naming(os.path.join("k8s", "a.yaml")), naming(str(other / "a.yaml"))] == [
        os.path.join("k8s", "a.yaml"), str(other / "a.yaml")
    ]  # fmt: skip


@links
def test_two_paths_never_share_a_name(repository: Path) -> None:
    naming = Naming(["k8s/base/pod.yaml", "k8s/link.yaml"])

    assert [naming("k8s/base/pod.yaml"), naming("k8s/link.yaml")] == ["k8s/base/pod.yaml", "k8s/link.yaml"]
    assert Naming(["k8s/link.yaml"])("k8s/link.yaml") == "k8s/base/pod.yaml"
