"""Which files a scan reads, and which it leaves out, and why."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from infracheck.source.files.collect import collect
from infracheck.source.files.input_file import InputFile, Skipped, kind_of
from infracheck.source.text.problem import Problem

links = pytest.mark.skipif(os.name == "nt", reason="links need rights there")


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def write(*paths: str, text: str = "") -> None:
    for each in paths:
        path = Path(each)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def git(*arguments: str) -> None:
    subprocess.run(["git", "-c", "core.excludesFile=", *arguments], check=True, capture_output=True, timeout=60)


def read(*paths: str) -> list[str]:
    return [each.path.replace(os.sep, "/") for each in collect(paths or (".",)) if isinstance(each, InputFile)]


def skipped(*paths: str) -> dict[str, str]:
    found = (each for each in collect(paths or (".",)) if isinstance(each, Skipped))
    return {each.path.replace(os.sep, "/"): each.reason for each in found}


def problems(*paths: str) -> list[tuple[str, str, str]]:
    found = (each for each in collect(paths or (".",)) if isinstance(each, Problem))
    return [(each.id, each.span.path.replace(os.sep, "/"), each.message) for each in found]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("web.yaml", "yaml"),
        ("web.YML", "yaml"),
        ("web.json", "json"),
        ("Dockerfile", "dockerfile"),
        ("dockerfile", "dockerfile"),
        ("Containerfile", "dockerfile"),
        ("Dockerfile.alpine", "dockerfile"),
        ("Dockerfile-alpine", "dockerfile"),
        ("web.Dockerfile", "dockerfile"),
        ("web-dockerfile", "dockerfile"),
        ("Dockerfile.md", None),
        ("Dockerfile.dockerignore", None),
        ("Dockerfile.bak", None),
        ("Dockerfiles", None),
        ("mydockerfile", None),
        ("web.txt", None),
        ("yaml", None),
    ],
)
def test_the_name_says_what_a_file_is_read_as(name: str, kind: str | None) -> None:
    assert kind_of(name) == kind


def test_a_folder_is_read_in_a_fixed_order_whatever_its_depth() -> None:
    write("b.yaml", "a/z.yml", "a/b/c.json", "app/Dockerfile", "notes.md", ".github/x.yaml", ".git/config.yaml")

    assert read() == ["b.yaml", ".github/x.yaml", "a/z.yml", "a/b/c.json", "app/Dockerfile"]


def test_a_file_that_is_named_is_read_whatever_it_is_called() -> None:
    write("manifest.txt", ".hidden")

    assert list(collect(["manifest.txt", ".hidden"])) == [
        InputFile("manifest.txt", "yaml"),
        InputFile(".hidden", "yaml"),
    ]


def test_a_file_is_read_once_however_often_it_is_named() -> None:
    write("k8s/web.yaml")

    assert read("k8s", "k8s/web.yaml", "./k8s/../k8s") == ["k8s/web.yaml"]


def test_a_path_that_does_not_exist_is_a_problem() -> None:
    assert problems("nowhere.yaml") == [
        ("input-unreadable", "nowhere.yaml", "cannot be read: no such file or directory"),
    ]


@links
def test_a_link_in_a_folder_is_not_followed(tmp_path: Path) -> None:
    write("tree/web.yaml", "outside/secret.yaml")
    os.symlink(tmp_path / "outside" / "secret.yaml", "tree/link.yaml")
    os.symlink(tmp_path / "outside", "tree/folder")

    assert read("tree") == ["tree/web.yaml"]
    assert "a symbolic link" in skipped("tree")["tree/link.yaml"]


@links
def test_a_link_that_is_named_is_followed() -> None:
    write("outside/web.yaml")
    os.symlink("outside", "link")

    assert read("link") == ["link/web.yaml"]


@links
def test_a_file_that_is_named_with_and_without_a_link_on_the_way_is_one() -> None:
    write("outside/web.yaml")
    os.symlink("outside", "link")

    assert read("link", "outside/web.yaml") == ["link/web.yaml"]
    assert read("outside", "link/web.yaml") == ["outside/web.yaml"]


@links
def test_a_pipe_in_a_folder_is_left_out() -> None:
    os.mkfifo("pipe.yaml")

    assert read() == []
    assert skipped() == {"pipe.yaml": "not a regular file"}


def test_what_git_ignores_and_does_not_track_is_left_out() -> None:
    write(".gitignore", text="ignored.yaml\nbuild/\n")
    write("web.yaml", "ignored.yaml", "build/out.yaml")
    git("init", "-q")

    assert read() == ["web.yaml"]
    assert skipped() == dict.fromkeys(("build/", "ignored.yaml"), "ignored by Git and not tracked")


def test_what_git_ignores_and_tracks_is_read() -> None:
    write(".gitignore", text="ignored.yaml\n")
    write("ignored.yaml")
    git("init", "-q")
    git("add", "--force", "ignored.yaml")

    assert read() == ["ignored.yaml"]


def test_what_git_ignores_is_read_where_it_is_named() -> None:
    write(".gitignore", text="ignored.yaml\n")
    write("ignored.yaml")
    git("init", "-q")

    assert read("ignored.yaml") == ["ignored.yaml"]


def test_a_folder_below_the_top_of_a_repository_is_judged_by_the_repositorys_rules() -> None:
    write(".gitignore", text="*.gen.yaml\n")
    write("k8s/web.yaml", "k8s/web.gen.yaml")
    git("init", "-q")

    assert read("k8s") == ["k8s/web.yaml"]


@links
def test_a_repository_that_names_commands_runs_none() -> None:
    write("web.yaml")
    git("init", "-q")
    git("config", "core.fsmonitor", "touch ran; true")

    assert read() == ["web.yaml"]
    assert not os.path.exists("ran")


def test_infracheckignore_leaves_paths_out_and_is_named_as_the_reason() -> None:
    write(".infracheckignore", text="# not ours\n/vendor/\n*.gen.yaml\n!keep.gen.yaml\n")
    write("web.yaml", "vendor/x.yaml", "a/web.gen.yaml", "keep.gen.yaml")

    assert read() == ["keep.gen.yaml", "web.yaml"]
    assert skipped() == dict.fromkeys(("vendor/", "a/web.gen.yaml"), "listed in .infracheckignore")


def test_every_file_of_a_chart_is_read() -> None:
    write("chart/Chart.yaml", "chart/values.yaml", "chart/templates/web.yaml", "chart/charts/db/templates/db.yaml")

    assert problems() == []
    assert read() == [
        "chart/Chart.yaml", "chart/values.yaml", "chart/charts/db/templates/db.yaml", "chart/templates/web.yaml",
    ]  # fmt: skip


def test_helm_reads_templates_whatever_their_names_and_packed_charts() -> None:
    write("chart/Chart.yaml", "chart/templates/web.txt", "chart/templates/sub/web", "chart/charts/db.tgz")
    write("chart/templates/_helpers.tpl", "chart/templates/NOTES.txt", "chart/README.md", "other/templates/web.txt")

    assert read() == ["chart/Chart.yaml", "chart/templates/web.txt", "chart/templates/sub/web"]
    assert problems() == [
        (
            "input-not-rendered",
            "chart/Chart.yaml",
            "the templates of a Helm chart are not manifests until they are rendered",
        ),
    ]


def test_a_folder_called_templates_without_a_chart_is_read() -> None:
    write("templates/web.yaml")

    assert read() == ["templates/web.yaml"]


def test_a_template_that_makes_a_dockerfile_is_left_out() -> None:
    write("Dockerfile.j2", "Dockerfile.tmpl")

    assert set(skipped().values()) == {"a template of a Dockerfile"}
