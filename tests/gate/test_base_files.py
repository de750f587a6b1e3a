"""A base revision holds what a disk would: folders, links, submodules and pointers, wherever the scan starts."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from tests.gate.conftest import JOBS, WEB, Project

from infracheck.source.files.collect import collect
from infracheck.source.revisions.open_base import opened

POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"
LIMIT = ("--select", "memory-limit")


@pytest.mark.parametrize(
    ("below", "paths"), [("k8s", ()), ("k8s", ("web.yaml",)), ("image", ("../k8s",)), (".", ("./k8s/../k8s", "image"))]
)
def test_a_folder_of_the_repository_as_the_current_one(project: Project, below: str, paths: tuple[str, ...]) -> None:
    project.edit("k8s/web.yaml", "web:1.4", "web:1.5")

    verdict = project.gate(*LIMIT, *paths, below=below)

    assert (verdict.status, verdict.counts) == (0, (0, 0, 1))


def test_an_absolute_path(project: Project) -> None:
    project.edit("k8s/web.yaml", "web:1.4", "web:1.5")

    verdict = project.gate(*LIMIT, str(project.folder / "k8s"))

    assert (verdict.status, verdict.counts) == (0, (0, 0, 1))


def test_a_named_file_that_was_called_otherwise(project: Project) -> None:
    project.move("k8s/web.yaml", "k8s/site.yaml")
    project.commit()

    verdict = project.gate(*LIMIT, "k8s/site.yaml")

    assert (verdict.status, verdict.counts) == (0, (0, 0, 1))


def test_a_folder_that_is_new(project: Project) -> None:
    project.put("more/jobs.yaml", WEB)

    verdict = project.gate(*LIMIT, "more")

    assert (verdict.status, verdict.counts) == (1, (1, 0, 0))


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_links_mean_in_a_commit_what_they_mean_on_the_disk(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "outside.yaml").write_text(WEB)
    for name, target in {
        "k8s/same.yaml": "web.yaml", "k8s/config.yaml": "../text/config.txt", "k8s/out.yaml": "../../outside.yaml",
        "k8s/absolute.yaml": str(project.folder / "text/other.txt"), "k8s/loop.yaml": "loop.yaml", "more": "k8s",
        "k8s/git.yaml": "../.git/config", "k8s/none.yaml": "missing.yaml", "text/up.yaml": "../more/jobs.yaml",
    }.items():  # fmt: skip
        (project.folder / name).parent.mkdir(exist_ok=True)
        (project.folder / name).symlink_to(target)
    project.put("text/config.txt", JOBS)
    project.put("text/other.txt", JOBS)
    project.put("k8s/.hidden/Kustomization", "resources: [../web.yaml]\n")
    project.commit()
    monkeypatch.chdir(project.folder)
    given = [".", "more", "k8s/out.yaml", "more/web.yaml", "k8s/config.yaml"]

    with opened(given, "HEAD", exact=True) as base:
        in_commit = list(collect(given, files=base.tree))

    assert len(in_commit) > 12
    assert in_commit == list(collect(given))


def test_an_ignore_file_of_the_base_leaves_out(project: Project) -> None:
    project.git("checkout", "--quiet", "main")
    project.put(".infracheckignore", "k8s/web.yaml\n")
    project.commit()
    project.git("checkout", "--quiet", "-B", "change")
    (project.folder / ".infracheckignore").unlink()
    project.edit("k8s/web.yaml", "64Mi", "0")
    project.commit()

    verdict = project.gate(*LIMIT)

    assert (verdict.status, verdict.counts) == (0, (0, 0, 0))
    assert {"path": "k8s/web.yaml", "reason": "listed in .infracheckignore"} in verdict.report["inputs"]["skipped"]


def test_a_submodule_is_told_and_not_compared(project: Project) -> None:
    library = Project(project.folder.parent / "library")
    library.folder.mkdir()
    library.git("init", "--quiet")
    library.put("web.yaml", WEB)
    library.commit()
    project.git("submodule", "--quiet", "add", str(library.folder), "vendor/library")
    project.commit()
    added = project.gate(*LIMIT)
    project.git("branch", "--force", "main", "HEAD")

    verdict = project.gate(*LIMIT)

    for each in (added, verdict):
        assert (each.status, each.counts) == (0, (0, 0, 1))
        reason = "a Git submodule: the base revision does not hold its files"
        assert {"path": "vendor/library/", "reason": reason} in each.report["inputs"]["skipped"]


def test_a_pointer_of_git_lfs_is_told(project: Project) -> None:
    project.git("checkout", "--quiet", "main")
    project.put("k8s/big.yaml", POINTER)
    project.commit()
    project.git("checkout", "--quiet", "-B", "change")
    project.put("k8s/big.yaml", WEB.replace("web", "big"))

    verdict = project.gate(*LIMIT)

    path = os.path.join("k8s", "big.yaml")
    note = f"{path} is a Git LFS pointer in the base: all findings in its current content count as new"
    assert verdict.report["summary"]["gate"]["notes"] == [note]
    assert (verdict.status, verdict.counts) == (1, (1, 0, 1))


def test_a_pointer_that_stays_one_needs_no_word(project: Project) -> None:
    project.git("checkout", "--quiet", "main")
    project.put("k8s/big.yaml", POINTER)
    project.commit()
    project.git("checkout", "--quiet", "-B", "change")

    verdict = project.gate(*LIMIT)

    assert verdict.report["summary"]["gate"]["notes"] == []
    assert {"path": "k8s/big.yaml", "reason": "a Git LFS pointer"} in verdict.report["inputs"]["skipped"]
    assert (verdict.status, verdict.counts) == (0, (0, 0, 1))


def test_a_pointer_in_place_of_what_the_base_has_is_told(project: Project) -> None:
    project.put("k8s/web.yaml", POINTER)

    verdict = project.gate(*LIMIT)

    path = os.path.join("k8s", "web.yaml")
    note = f"{path} is a Git LFS pointer here: the findings in its content in the base count as fixed"
    assert verdict.report["summary"]["gate"]["notes"] == [note]
    assert (verdict.status, verdict.counts) == (0, (0, 1, 0))


def test_a_linked_work_tree(project: Project) -> None:
    place = project.folder.parent / "linked"
    project.git("worktree", "add", "--quiet", str(place), "-b", "second")
    linked = Project(place)
    linked.edit("k8s/web.yaml", "64Mi", "0")

    verdict = linked.gate(*LIMIT)

    assert (verdict.status, verdict.counts) == (1, (1, 0, 1))


def test_names_that_are_no_words(project: Project) -> None:
    names = ["k8s/with space.yaml", "k8s/ünïcode.yaml", 'k8s/quote".yaml' if sys.platform != "win32" else "k8s/q.yaml"]
    for name in names:
        project.put(name, WEB.replace("name: web", "name: w" + str(len(name))))
    project.git("checkout", "--quiet", "main")
    project.commit()
    project.git("checkout", "--quiet", "-B", "change")

    assert project.gate(*LIMIT).counts == (0, 0, 4)
