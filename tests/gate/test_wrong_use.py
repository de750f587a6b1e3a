"""What a gate cannot compare with: each says what, and what to fetch or write."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.gate.conftest import WEB, Project

LIMIT = ("--select", "memory-limit")


def test_a_folder_outside_of_any_repository(tmp_path: Path) -> None:
    project = Project(tmp_path)
    project.put("web.yaml", WEB)

    done = project.gate()

    assert done.status == 2
    assert ". is not in a git repository. Scan a git checkout, or compare with --baseline FILE." in done.err


def test_a_repository_without_commits(empty: Project) -> None:
    empty.put("web.yaml", WEB)

    done = empty.gate()

    assert (done.status, done.err) == (
        2, "infracheck: --base: the repository has no commits yet. Commit first, or scan without --base.\n",
    )  # fmt: skip


@pytest.mark.parametrize(
    "revision", ["--output=stolen", "-x", "", "main..HEAD", "no\nbranch", "HEAD^{tree}", "HEAD:k8s", "main -- k8s"]
)
def test_what_is_no_revision(project: Project, revision: str) -> None:
    done = project.run("scan", f"--base={revision}")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("infracheck: --base: ")
    assert not (project.folder / "stolen").exists()


def test_histories_without_a_commit_in_common(project: Project) -> None:
    project.git("checkout", "--quiet", "--orphan", "other")
    project.commit()

    apart, exact = project.gate(*LIMIT), project.gate(*LIMIT, "--base-exact")

    assert (apart.status, "--base-exact" in apart.err) == (2, True)
    assert (exact.status, exact.counts) == (0, (0, 0, 1))


def test_a_clone_without_the_content_of_files(project: Project) -> None:
    project.git("config", "uploadpack.allowFilter", "true")
    project.edit("k8s/web.yaml", "web:1.4", "web:1.5")
    project.commit()
    clone = Project(project.folder.parent / "clone")
    origin = project.folder.as_uri()
    project.git("clone", "--quiet", "--filter=blob:none", "--branch=change", origin, str(clone.folder))

    done = clone.gate(*LIMIT, base="origin/main")

    assert done.status == 2
    assert "git does not have all files of the base revision. Fetch its files, too: `git fetch --refetch" in done.err


def test_standard_input_has_no_base(project: Project) -> None:
    done = project.run("scan", "--base", "main", "-")

    assert (done.returncode, "standard input has no base revision" in done.stderr) == (2, True)


def test_paths_of_two_repositories(project: Project, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()

    done = project.run("scan", "--base", "main", "k8s", str(other))

    assert (done.returncode, "repository" in done.stderr) == (2, True)


def test_base_exact_alone(project: Project) -> None:
    done = project.run("scan", "--base-exact")

    assert (done.returncode, "Write --base REV." in done.stderr) == (2, True)


def test_a_config_that_the_base_does_not_have(project: Project) -> None:
    project.put("other.yaml", "select: [memory-limit]\n")
    project.commit()

    done = project.gate("--config", "other.yaml")

    assert done.status == 2
    assert done.err == (
        "infracheck: other.yaml: no such file or directory in the base revision. "
        "With --base, the config is the base's: merge it first, or leave --config out.\n"
    )


def test_a_broken_config_of_the_base(project: Project) -> None:
    project.git("checkout", "--quiet", "main")
    project.put("ci/gate.yaml", "select: [\n")
    project.commit()
    project.git("checkout", "--quiet", "-B", "change")
    project.put("ci/gate.yaml", "select: [memory-limit]\n")
    project.commit()

    done = project.gate("--config", "ci/gate.yaml")

    assert (done.status, done.err.startswith("infracheck: ci/gate.yaml:")) == (2, True)


def test_a_policy_folder_of_the_base_that_crashes(project: Project) -> None:
    project.git("checkout", "--quiet", "main")
    project.put("ci/policies/_words.py", "1 / 0\n")
    project.commit()
    project.git("checkout", "--quiet", "-B", "change")
    project.put("ci/policies/_words.py", "def is_loud(name: str) -> bool:\n    return False\n")
    project.commit()

    done = project.gate("--config", "ci/gate.yaml")

    assert done.status == 2
    assert done.err == (
        "infracheck: ci/policies/_words.py:1: cannot be imported: ZeroDivisionError: division by zero."
        " Fix the policy file.\n"
    )


def test_a_policy_folder_that_the_base_does_not_have(project: Project) -> None:
    project.put("more/own.py", "raise SystemExit(0)\n")
    project.commit()

    done = project.gate("--policies", "more")

    assert (done.status, "folder more does not exist in the base revision" in done.err) == (2, True)


def test_files_of_the_caller_outside_the_repository_are_taken_as_they_are(project: Project, tmp_path: Path) -> None:
    config = tmp_path / "own.yaml"
    config.write_text("select: [privileged-container]\n")

    done = project.gate("--config", str(config))

    assert (done.status, done.counts) == (0, (0, 0, 0))


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell")
def test_nothing_that_the_repository_names_is_run(project: Project) -> None:
    trap = project.folder / "trap.sh"
    trap.write_text(f"#!/bin/sh\ntouch {project.folder}/sprung\n")
    trap.chmod(0o755)
    for setting in ("core.fsmonitor", "filter.x.clean", "filter.x.smudge", "diff.external", "core.sshCommand"):
        project.git("config", setting, str(trap))
    project.put(".gitattributes", "* filter=x diff=x\n")
    (project.folder / "sprung").unlink(missing_ok=True)
    hook = project.folder / ".git/hooks/post-checkout"
    hook.write_text(f"#!/bin/sh\n{trap}\n")
    hook.chmod(0o755)
    before = subprocess.run(["find", ".git"], cwd=project.folder, capture_output=True, check=True).stdout

    done = project.gate(*LIMIT)

    assert done.status == 0
    assert not (project.folder / "sprung").exists()
    assert subprocess.run(["find", ".git"], cwd=project.folder, capture_output=True, check=True).stdout == before
