"""A change may bring files that look like git's own: they neither run anything, nor hide anything."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import infracheck
from infracheck.source.files.collect import collect
from infracheck.source.files.input_file import InputFile, Skipped
from infracheck.source.host.git import ask, ignored_by_git
from infracheck.source.host.repository import Repository, repository_at, top_around

pytestmark = pytest.mark.skipif(
    sys.platform == "win32" or shutil.which("git") is None, reason="needs git, and commands as a shell knows them"
)

PRIVILEGED = """\
apiVersion: v1
kind: Pod
metadata: {name: evil}
spec:
  hostPID: true
  containers: [{name: c, image: "nginx:1", securityContext: {privileged: true}}]
"""
BY_GIT = "ignored by Git and not tracked"


@pytest.fixture(autouse=True)
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with a manifest that must be found."""
    folder = tmp_path / "checkout"
    (folder / "k8s").mkdir(parents=True)
    (folder / "k8s" / "pod.yaml").write_text(PRIVILEGED)
    monkeypatch.chdir(folder)
    return folder


def git(*arguments: str, cwd: Path | None = None) -> None:
    settings = ("-c", "core.excludesFile=", "-c", "user.name=x", "-c", "user.email=x@example.com")
    subprocess.run(
        ["git", *settings, "-c", "protocol.file.allow=always", *arguments],
        cwd=cwd, check=True, capture_output=True, timeout=60,
    )  # fmt: skip


def bare(folder: Path, config: str, *, exclude: str = "") -> None:
    """The files of a bare repository, as a pull request brings them."""
    for name in ("objects", "refs", "info"):
        (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / name / ".keep").touch()
    (folder / "HEAD").write_text("ref: refs/heads/main\n")
    (folder / "config").write_text(config)
    (folder / "info" / "exclude").write_text(exclude)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of which git needs a .gitignore that stands in no folder, and whose content is missing."""
    scratch: Path = tmp_path_factory.mktemp("scratch")
    git("init", "-q", cwd=scratch)
    (scratch / ".gitignore").write_text("*.tmp\n")
    git("add", "-f", ".gitignore", cwd=scratch)
    git("update-index", "--skip-worktree", ".gitignore", cwd=scratch)
    return scratch / ".git" / "index"


PARTIAL = """\
[core]
    repositoryformatversion = 1
    bare = false
    worktree = {worktree}
    {core}
[extensions]
    partialClone = origin
[remote "origin"]
    promisor = true
    {remote}
[protocol]
    allow = always
[protocol "ext"]
    allow = always
"""
PAYLOADS = {
    "a command for ssh": {"core": 'sshCommand = "touch {ran}; false"', "remote": "url = ssh://x/y"},
    "a remote that is a command": {"remote": 'url = "ext::sh -c touch% {ran};false"'},
    "a program at a local remote": {"remote": 'url = {remote}\n    uploadpack = "touch {ran}; false"'},
    "a proxy": {"core": 'gitProxy = "{proxy}"', "remote": "url = git://x.invalid/y"},
    "a helper of its own": {"remote": 'url = x\n    vcs = "../../../../..{proxy}"'},
    "a monitor of files": {"core": 'fsmonitor = "touch {ran}; true"', "remote": "url = x"},
}


class Trap:
    """A repository that would run a command, and whether it did."""

    def __init__(self, tmp_path: Path, index: Path, payload: str) -> None:
        self.ran = tmp_path / "ran"
        self.folder = tmp_path / "trap"
        self._index = index
        remote = tmp_path / "remote"
        bare(remote, "[core]\n    repositoryformatversion = 0\n    bare = true\n")
        proxy = tmp_path / "proxy"
        proxy.write_text(f"#!/bin/sh\ntouch {self.ran}\n")
        proxy.chmod(0o755)
        self._values = {"ran": str(self.ran), "remote": str(remote), "proxy": str(proxy)}
        self._payload = PAYLOADS[payload]

    def set(self, folder: Path, worktree: str = ".") -> None:
        parts = {
            name: self._payload.get(name, "").format(**self._values) if name in self._payload else ""
            for name in ("core", "remote")
        }
        bare(folder, PARTIAL.format(worktree=worktree, **parts))
        shutil.copy(self._index, folder / "index")


def evil_is_found(*paths: str) -> bool:
    return infracheck.scan(paths, select=["privileged-container"]).findings != ()


def in_a_tracked_folder(trap: Trap, checkout: Path) -> None:
    trap.set(checkout / "k8s")
    git("init", "-q", str(checkout))
    git("add", "-A", "-f", cwd=checkout)


def as_the_git_folder(trap: Trap, checkout: Path) -> None:
    trap.set(checkout / ".git", worktree="..")


def behind_a_git_file(trap: Trap, checkout: Path) -> None:
    trap.set(checkout / "evil.git")
    (checkout / ".git").write_text("gitdir: evil.git\n")


def behind_a_git_file_outside(trap: Trap, checkout: Path) -> None:
    trap.set(trap.folder)
    (checkout / ".git").write_text(f"gitdir: {trap.folder}\n")


def behind_a_git_link(trap: Trap, checkout: Path) -> None:
    trap.set(checkout / "evil.git")
    (checkout / ".git").symlink_to("evil.git")


def behind_a_common_folder(trap: Trap, checkout: Path) -> None:
    trap.set(checkout / "evil.git")
    own = checkout / ".git"
    own.mkdir()
    (own / "HEAD").write_text("ref: refs/heads/main\n")
    (own / "commondir").write_text("../evil.git\n")
    shutil.copy(checkout / "evil.git" / "index", own / "index")


def behind_an_include(trap: Trap, checkout: Path) -> None:
    trap.set(checkout / "evil")
    git("init", "-q", str(checkout))
    shutil.copy(checkout / "evil" / "index", checkout / ".git" / "index")
    with open(checkout / ".git" / "config", "a") as config:
        config.write("[include]\n    path = ../evil/config\n[core]\n    worktree = ..\n")


SETUPS = (
    in_a_tracked_folder,
    as_the_git_folder,
    behind_a_git_file,
    behind_a_git_file_outside,
    behind_a_git_link,
    behind_a_common_folder,
    behind_an_include,
)


@pytest.mark.parametrize(
    ("setup", "payload"),
    [*((setup, "a command for ssh") for setup in SETUPS), *((as_the_git_folder, each) for each in PAYLOADS)],
)
def test_a_repository_of_the_change_runs_nothing(
    setup: Callable[[Trap, Path], None],
    payload: str,
    tmp_path: Path,
    index: Path,
    checkout: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    trap = Trap(tmp_path, index, payload)
    setup(trap, checkout)

    assert evil_is_found("k8s")
    assert evil_is_found(".")
    monkeypatch.chdir("k8s")
    assert evil_is_found(".")
    monkeypatch.chdir(tmp_path)
    assert evil_is_found("checkout", "checkout/k8s")
    assert not trap.ran.exists()


def test_the_trap_is_one(tmp_path: Path, index: Path, checkout: Path) -> None:
    """What the tests above hold against is real: asked without care, git runs the command."""
    trap = Trap(tmp_path, index, "a command for ssh")
    as_the_git_folder(trap, checkout)

    words = ["git", "ls-files", "--others", "--ignored", "--exclude-standard", "--directory"]
    subprocess.run(words, cwd=checkout, capture_output=True, timeout=60, check=False)

    assert trap.ran.exists()


@pytest.mark.parametrize(
    "variables",
    [
        {"GIT_DIR": "{trap}", "GIT_WORK_TREE": "."},
        {"GIT_SSH_COMMAND": "touch {ran}; false", "GIT_DIR": "{trap}"},
        {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "core.fsmonitor", "GIT_CONFIG_VALUE_0": "touch {ran}; true"},
        {"GIT_CONFIG_PARAMETERS": "'core.fsmonitor'='touch {ran}; true'"},
        {"GIT_CONFIG_GLOBAL": "{trap}/config"},
        {"GIT_CONFIG_SYSTEM": "{trap}/config"},
        {"GIT_TRACE": "{ran}"},
        {"GIT_TRACE2": "{ran}"},
        {"GIT_INDEX_FILE": "{trap}/index", "GIT_OBJECT_DIRECTORY": "{trap}/objects", "GIT_ALLOW_PROTOCOL": "ssh"},
        {"HOME": "{home}"},
        {"XDG_CONFIG_HOME": "{home}"},
    ],
    ids="+".join,
)
def test_the_environment_redirects_nothing(
    variables: dict[str, str], tmp_path: Path, index: Path, checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trap = Trap(tmp_path, index, "a command for ssh")
    trap.set(trap.folder)
    home = checkout / "home"
    (home / "git").mkdir(parents=True)
    (home / "git" / "ignore").write_text("*\n")
    config = f"[trace2]\n    normalTarget = {trap.ran}\n[core]\n    excludesFile = {home}/git/ignore\n"
    (home / ".gitconfig").write_text(config)
    (home / "git" / "config").write_text(config)
    git("init", "-q", str(checkout))
    for name, value in variables.items():
        monkeypatch.setenv(name, value.format(trap=trap.folder, ran=trap.ran, home=home))

    assert evil_is_found(".")
    assert not trap.ran.exists()


@pytest.mark.parametrize("entry", ["", ".", "bin", "./bin", "{checkout}/bin", "{checkout}/k8s/../bin", "{link}"])
def test_git_itself_is_not_taken_from_the_tree(
    entry: str, tmp_path: Path, checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in (checkout, checkout / "bin"):
        folder.mkdir(exist_ok=True)
        (folder / "git").write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
        (folder / "git").chmod(0o755)
    (tmp_path / "link").symlink_to(checkout / "bin")
    git("init", "-q", str(checkout))
    (checkout / ".gitignore").write_text("k8s/gen.yaml\n")
    (checkout / "k8s" / "gen.yaml").touch()
    first = entry.format(checkout=checkout, link=tmp_path / "link")
    monkeypatch.setenv("PATH", first + os.pathsep + os.environ["PATH"])

    assert ignored_by_git(".", str(checkout.resolve())) == {"k8s/gen.yaml"}
    assert not (tmp_path / "ran").exists()


HIDES = "[core]\n    repositoryformatversion = 0\n    bare = false\n    worktree = {worktree}\n"


@pytest.mark.parametrize("worktree", [".", "..", "/"])
@pytest.mark.parametrize("paths", [("k8s",), ("services", "k8s"), ("k8s/deep",)], ids=" ".join)
def test_a_folder_that_looks_like_a_repository_hides_nothing(
    paths: tuple[str, ...], worktree: str, checkout: Path
) -> None:
    bare(checkout / "k8s", HIDES.format(worktree=worktree), exclude="*\n")
    for name in ("services", "k8s/deep"):
        (checkout / name).mkdir()
        (checkout / name / "other.yaml").write_text(PRIVILEGED)
    git("init", "-q", str(checkout))
    git("add", "-A", "-f", cwd=checkout)

    assert [each for each in collect(paths) if isinstance(each, Skipped)] == []
    assert evil_is_found(paths[-1])


@pytest.mark.parametrize("form", ["folder", "file", "link"])
def test_a_git_folder_below_the_work_tree_is_not_asked(form: str, checkout: Path) -> None:
    git("init", "-q", str(checkout))
    place = checkout / "k8s" / ".git"
    if form == "folder":
        bare(place, HIDES.format(worktree=".."), exclude="*\n")
    else:
        bare(checkout / "evil.git", HIDES.format(worktree="../k8s"), exclude="*\n")
        place.symlink_to("../evil.git") if form == "link" else place.write_text("gitdir: ../evil.git\n")

    assert evil_is_found("k8s")
    assert evil_is_found(".")


def test_a_git_folder_that_leads_into_the_work_tree_is_not_asked(checkout: Path) -> None:
    bare(checkout / "evil.git", HIDES.format(worktree=".."), exclude="*\n")
    (checkout / ".git").write_text("gitdir: evil.git\n")

    assert repository_at(str(checkout.resolve())) is None
    assert evil_is_found(".")


def test_a_repository_of_somebody_else_is_not_asked(checkout: Path) -> None:
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root gives files away")
    git("init", "-q", str(checkout))
    (checkout / ".git" / "info" / "exclude").write_text("*\n")
    assert not evil_is_found(".")
    os.chown(checkout / ".git", 12345, 12345)

    assert evil_is_found(".")


def test_without_git_everything_is_read(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git("init", "-q", str(checkout))
    (checkout / ".gitignore").write_text("k8s/\n")
    assert not evil_is_found(".")

    monkeypatch.setenv("PATH", str(checkout))
    assert evil_is_found(".")


def test_with_a_broken_index_everything_is_read(checkout: Path) -> None:
    git("init", "-q", str(checkout))
    (checkout / ".gitignore").write_text("k8s/\n")
    (checkout / ".git" / "index").write_bytes(b"no index")

    assert evil_is_found(".")


def read(*paths: str) -> list[str]:
    return sorted(each.path for each in collect(paths) if isinstance(each, InputFile))


def skipped(*paths: str) -> dict[str, str]:
    return {each.path: each.reason for each in collect(paths) if isinstance(each, Skipped)}


def ignoring(folder: Path) -> None:
    (folder / ".gitignore").write_text("*.gen.yaml\n")
    (folder / "a.gen.yaml").touch()
    (folder / "b.yaml").touch()


def test_another_repository_is_judged_by_its_own_rules(
    tmp_path: Path, checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ignoring(checkout)
    git("init", "-q", str(checkout))
    git("init", "-q", str(tmp_path / "other"))
    monkeypatch.chdir(tmp_path / "other")

    assert read("../checkout") == ["../checkout/b.yaml", "../checkout/k8s/pod.yaml"]
    assert skipped(str(checkout)) == {str(checkout / "a.gen.yaml"): BY_GIT}


def test_a_linked_work_tree_is_judged_by_its_rules(
    tmp_path: Path, checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git("init", "-q", str(checkout))
    git("commit", "-q", "--allow-empty", "-m", "x", cwd=checkout)
    git("worktree", "add", "-q", str(tmp_path / "linked"), cwd=checkout)
    ignoring(tmp_path / "linked")
    monkeypatch.chdir(tmp_path / "linked")

    assert skipped(".") == {"a.gen.yaml": BY_GIT}


def test_a_submodule_is_judged_by_its_rules_from_inside_and_read_from_above(
    tmp_path: Path, checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git("init", "-q", str(tmp_path / "part"))
    git("commit", "-q", "--allow-empty", "-m", "x", cwd=tmp_path / "part")
    git("init", "-q", str(checkout))
    git("submodule", "add", "-q", str(tmp_path / "part"), "part", cwd=checkout)
    ignoring(checkout / "part")

    assert read("part") == ["part/a.gen.yaml", "part/b.yaml"]
    monkeypatch.chdir("part")
    assert skipped(".") == {"a.gen.yaml": BY_GIT}


def test_names_that_git_could_take_for_patterns_are_names(checkout: Path) -> None:
    ignoring(checkout)
    for name in (":(exclude)k8s", "--cached", "a*b", "[k]8s", "a\nb"):
        (checkout / name).mkdir()
        (checkout / name / "x.gen.yaml").touch()
    git("init", "-q", str(checkout))

    assert [skipped(f"./{name}") for name in (":(exclude)k8s", "--cached", "a*b", "[k]8s", "a\nb")] == [
        {f"{name}/x.gen.yaml": BY_GIT} for name in (":(exclude)k8s", "--cached", "a*b", "[k]8s", "a\nb")
    ]


def test_a_home_folder_in_the_config_is_no_error(checkout: Path) -> None:
    ignoring(checkout)
    git("init", "-q", str(checkout))
    git("config", "core.hooksPath", "~/hooks", cwd=checkout)

    assert skipped(".") == {"a.gen.yaml": BY_GIT}


def test_what_git_answers_is_what_it_prints(checkout: Path) -> None:
    git("init", "-q", str(checkout))
    git("add", "k8s/pod.yaml", cwd=checkout)
    repository = repository_at(str(checkout.resolve()))

    assert repository is not None
    assert ask(repository, "ls-files", "-z") == b"k8s/pod.yaml\0"
    assert ask(repository, "no-such-command") is None
    assert ask(Repository(repository.top, str(checkout / "nowhere")), "ls-files") is None


def test_outside_of_repositories_there_is_no_top(checkout: Path) -> None:
    assert top_around(str((checkout / "k8s").resolve())) is None
