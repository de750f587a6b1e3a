"""A file that a scanned build file or kustomization names is read, whatever its own name says."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

import infracheck

POD = (
    "apiVersion: v1\nkind: Pod\nmetadata: {name: evil}\n"
    "spec: {containers: [{name: c, image: nginx, securityContext: {privileged: true}}]}\n"
)
DOCKERFILE = "FROM debian:13\nUSER root\n"


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tree").mkdir()
    monkeypatch.chdir(tmp_path / "tree")


def write(files: dict[str, str]) -> None:
    for name, text in files.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text)


def found(files: dict[str, str], *paths: str) -> list[str]:
    write(files)
    select = ("privileged-container", "dockerfile-user")
    return [
        f"{each.policy_id} {each.path}"
        for each in infracheck.scan(paths or ["."], select=select, render=False).findings
    ]


@pytest.mark.parametrize("key", ["resources", "bases", "components", "crds", "patchesStrategicMerge", "transformers"])
@pytest.mark.parametrize("name", ["pod.txt", "pod", ".infracheck.yaml", ".svn/p.yaml", "sub/../pod.yml.bak"])
def test_a_file_that_a_kustomization_names_is_read(name: str, key: str) -> None:
    path = os.path.normpath(f"k8s/{name}")
    write({"k8s/sub/x.md": ""})

    assert found({path: POD, "k8s/kustomization.yaml": f"{key}: [{name}]\n"}) == [f"privileged-container {path}"]


def test_a_patch_that_a_kustomization_names_by_its_path_is_read() -> None:
    files = {"base.patch": POD, "kustomization.yml": "patches: [{path: base.patch}, {patch: '[]'}]\n"}

    assert found(files) == ["privileged-container base.patch"]


def test_a_file_is_read_once_however_often_it_is_named() -> None:
    files = {"a/kustomization.yaml": "resources: [../pod.txt, ../pod.txt]\n", "pod.txt": POD}
    files["b/kustomization.yaml"] = "resources: [../pod.txt, ../web.yaml]\n"
    files["web.yaml"] = POD

    write(files)
    report = infracheck.scan(["."], select=("privileged-container",), render=False)

    assert [each.path for each in report.findings] == ["pod.txt", "web.yaml"]
    assert sorted(report.inputs.files) == sorted(os.path.normpath(each) for each in files)


def test_a_broken_file_that_a_kustomization_names_is_told() -> None:
    assert found({"pod.txt": "a: [\n", "kustomization.yaml": "resources: [pod.txt]\n"}) == ["input-syntax pod.txt"]


@pytest.mark.parametrize("name", ["../outside.txt", "https://example.com/pod", "gone.txt", "folder", "/etc/hostname"])
def test_what_stands_elsewhere_or_nowhere_is_left(name: str) -> None:
    Path("../outside.txt").write_text(POD)
    Path("folder").mkdir()

    assert found({"kustomization.yaml": f"resources: ['{name}']\n"}) == []


@pytest.mark.skipif(sys.platform == "win32", reason="links take a right there")
def test_a_link_that_leads_out_of_the_tree_is_left() -> None:
    Path("../outside.txt").write_text(POD)
    Path("pod").symlink_to("../outside.txt")

    assert found({"kustomization.yaml": "resources: [pod]\n"}) == []


def test_what_the_owner_leaves_out_stays_out() -> None:
    files = {"kustomization.yaml": "resources: [pod.txt, old/pod]\n", "pod.txt": POD, "old/pod": POD}

    assert found({**files, ".infracheckignore": "*.txt\nold/\n"}) == []


@pytest.mark.parametrize(
    ("build", "path"),
    [
        ("{context: ., dockerfile: build.txt}", "build.txt"),
        ("{dockerfile: Dockerfile.txt}", "Dockerfile.txt"),
        ("{context: app, dockerfile: Dockerfile.in}", "app/Dockerfile.in"),
        ("{context: app, dockerfile: ../docker/web}", "docker/web"),
        ("{context: ./app/, dockerfile: build.yaml.sh}", "app/build.yaml.sh"),
    ],
)
@pytest.mark.parametrize("name", ["compose.yaml", "docker-compose.dev.yml"])
def test_a_dockerfile_that_a_compose_file_names_is_read(name: str, build: str, path: str) -> None:
    Path("app").mkdir()

    assert found({name: f"services: {{web: {{build: {build}}}}}\n", path: DOCKERFILE}) == [
        f"dockerfile-user {os.path.normpath(path)}"
    ]


def test_a_dockerfile_that_skaffold_names_is_read() -> None:
    artifact = "{image: web, context: app, docker: {dockerfile: build.txt}}"
    skaffold = f"apiVersion: skaffold/v4beta6\nkind: Config\nbuild: {{artifacts: [{artifact}]}}\n"

    assert found({"skaffold.yaml": skaffold, "app/build.txt": DOCKERFILE}) == [
        f"dockerfile-user {os.path.normpath('app/build.txt')}"
    ]


@pytest.mark.parametrize(
    "text", ["|\n    FROM debian\n    USER root\n", '"FROM debian\\nUSER root"\n', ">-\n    FROM a\n"]
)
def test_a_dockerfile_within_a_compose_file_is_told(text: str) -> None:
    compose = f"services:\n web:\n  build:\n   dockerfile_inline: {text}"

    assert found({"compose.yaml": compose}) == ["input-not-rendered compose.yaml"]


def test_the_inventory_reads_the_same_files(capsys: pytest.CaptureFixture[str]) -> None:
    from infracheck.engine.config import Config
    from infracheck.inventory import take_inventory

    write({"kustomization.yaml": "resources: [pod.txt]\n", "pod.txt": POD})

    assert [each.name for each in take_inventory(["."], config=Config()).manifests] == ["evil"]
