"""A change may bring links: what they lead to in the tree is read, what they lead to outside is not."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import infracheck
from infracheck.cli.output import output_file
from infracheck.errors import UsageError
from infracheck.source.files.collect import collect
from infracheck.source.files.input_file import InputFile, Skipped
from infracheck.source.text.problem import Problem

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")

PRIVILEGED = """\
apiVersion: v1
kind: Pod
metadata: {name: evil}
spec:
  containers: [{name: c, image: "nginx:1", securityContext: {privileged: true}}]
"""
OUT = "not read: a symbolic link that points outside the tree"


@pytest.fixture(autouse=True)
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, a repository; beside it stands what must not be read."""
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "pod.yaml").write_text(PRIVILEGED)
    folder = tmp_path / "checkout"
    (folder / "k8s").mkdir(parents=True)
    (folder / ".git").mkdir()
    monkeypatch.chdir(folder)
    return folder


def link(path: str, target: str | Path) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).symlink_to(target)


def write(path: str, text: str = PRIVILEGED) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text)


def read(*paths: str) -> list[tuple[str, str]]:
    return [(each.path, each.kind) for each in collect(paths or (".",)) if isinstance(each, InputFile)]


def skipped(*paths: str) -> dict[str, str]:
    return {each.path: each.reason for each in collect(paths or (".",)) if isinstance(each, Skipped)}


def problems(*paths: str) -> list[tuple[str, str, str]]:
    found = (each for each in collect(paths or (".",)) if isinstance(each, Problem))
    return [(each.id, each.span.path, each.message) for each in found]


def found(*paths: str) -> set[tuple[str, str]]:
    report = infracheck.scan(paths or (".",), select=["privileged-container", "dockerfile-user"])
    return {(each.policy_id, each.path) for each in report.findings if not each.policy_id.startswith("input-syntax")}


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("k8s/pod.yaml", "data.txt"),
        ("k8s/pod.json", "../data"),
        ("k8s/pod.yml", "../deep/er/pod"),
        ("k8s/pod.yaml", "second"),
    ],
)
def test_a_link_to_a_file_that_is_no_input_by_its_own_name_is_read(name: str, target: str) -> None:
    write(os.path.normpath(os.path.join("k8s", target)))
    if target == "second":
        os.rename("k8s/second", "k8s/third")
        link("k8s/second", "third")
    link(name, target)

    assert found(".") == found("k8s") == {("privileged-container", name)}


def test_a_link_called_dockerfile_is_read_as_one() -> None:
    write("data", "FROM scratch\nUSER root\n")
    link("Dockerfile", "data")

    assert read() == [("Dockerfile", "dockerfile")]


def test_a_link_is_read_as_what_its_name_says_though_its_target_is_read_as_something_else() -> None:
    write("web.yaml", "FROM scratch\nUSER root\n")
    link("k8s/Dockerfile", "../web.yaml")
    write("base.yaml", "resources: []\n")
    link("k8s/kustomization.yaml", "../base.yaml")

    assert read() == [
        ("base.yaml", "yaml"),
        ("web.yaml", "yaml"),
        ("k8s/Dockerfile", "dockerfile"),
        ("k8s/kustomization.yaml", "yaml"),
    ]


def test_a_link_to_a_file_that_is_read_is_not_read_again() -> None:
    write("k8s/pod.yaml")
    link("k8s/also.yaml", "pod.yaml")
    link("other/also.yaml", "../k8s/also.yaml")

    assert read() == [("k8s/pod.yaml", "yaml")]
    assert skipped() == dict.fromkeys(
        ("k8s/also.yaml", "other/also.yaml"), "a symbolic link to k8s/pod.yaml, which is scanned itself"
    )


def test_many_links_to_one_file_are_one_file() -> None:
    write("data.txt")
    for number in range(200):
        link(f"k8s/{number:03}.yaml", "../data.txt")

    assert read() == [("k8s/000.yaml", "yaml")]
    assert len(skipped()) == 199


def test_a_link_out_of_the_folder_that_is_scanned_stays_in_the_repository() -> None:
    write("shared/pod.yaml")
    link("k8s/pod.yaml", "../shared/pod.yaml")

    assert read("k8s") == [("k8s/pod.yaml", "yaml")]
    assert read("k8s", "shared") == [("shared/pod.yaml", "yaml")]


def test_a_link_to_what_an_ignore_file_leaves_out_is_read() -> None:
    write("vendor/pod.yaml")
    write(".infracheckignore", "vendor/\n")
    link("k8s/pod.yaml", "../vendor/pod.yaml")

    assert read() == [("k8s/pod.yaml", "yaml")]


def test_a_link_that_an_ignore_file_names_is_left_out() -> None:
    write(".infracheckignore", "k8s/*.yaml\n")
    link("k8s/pod.yaml", "../../outside/pod.yaml")

    assert problems() == []
    assert skipped() == {"k8s/pod.yaml": "listed in .infracheckignore"}


@pytest.mark.parametrize(
    "target",
    [
        "../../outside/pod.yaml",
        "{outside}/pod.yaml",
        "/dev/zero",
        "/proc/self/environ",
        "/nowhere/at/all.yaml",
        "../../../../../../../../../etc/passwd",
        "../.git/config",
        "folder/pod.yaml",
    ],
)
@pytest.mark.parametrize("path", [".", "k8s", "k8s/pod.yaml"])
def test_a_link_that_leads_out_is_a_finding(path: str, target: str, tmp_path: Path) -> None:
    write(".git/config", "[http]\n    extraheader = token\n")
    link("k8s/folder", "../../outside")
    link("k8s/pod.yaml", target.format(outside=tmp_path / "outside"))

    assert read(path) == []
    assert problems(path) == [("input-unreadable", "k8s/pod.yaml", OUT)]
    if path != "k8s/pod.yaml":
        assert skipped(path)["k8s/pod.yaml"] == "a symbolic link that points outside the tree"


def test_a_link_that_leads_out_fails_the_gate_and_shows_nothing(tmp_path: Path) -> None:
    (tmp_path / "outside" / "secret.txt").write_text("token: zQ7xW9kLmPtR\n")
    link("k8s/pod.yaml", tmp_path / "outside" / "secret.txt")
    done = subprocess.run(
        [sys.executable, "-I", "-m", "infracheck", "scan"], capture_output=True, timeout=60, check=False
    )

    assert (done.returncode, done.stderr) == (1, b"")
    assert b"zQ7x" not in done.stdout


@pytest.mark.parametrize("target", ["..", ".", "/", "../k8s", "../shared", "../../outside"])
def test_a_link_to_a_folder_is_not_followed_and_is_listed(target: str) -> None:
    write("shared/pod.yaml")
    link("k8s/folder", target)

    assert read("k8s") == []
    assert skipped("k8s") == {"k8s/folder": "a symbolic link to a folder, which is not followed"}


@pytest.mark.parametrize("target", ["pod.yaml", "other.yaml", "nothing.txt"])
def test_a_link_that_leads_nowhere_in_the_tree_is_left_out(target: str) -> None:
    link("k8s/pod.yaml", target)
    if target == "other.yaml":
        link("k8s/other.yaml", "pod.yaml")

    assert (read(), problems()) == ([], [])
    assert set(skipped().values()) == {"a symbolic link to something other than a regular file"}


def test_a_link_to_a_pipe_is_left_out() -> None:
    os.mkfifo("pipe")
    link("k8s/pod.yaml", "../pipe")

    assert (read(), problems()) == ([], [])
    assert skipped() == {"k8s/pod.yaml": "a symbolic link to something other than a regular file"}


def test_a_way_up_behind_a_link_is_the_way_that_is_shown() -> None:
    """`deploy/..` is where `deploy` stands, as for a shell's `cd`: what is checked is what is read."""
    write("deep/er/other/pod.yaml")
    link("deploy", "deep/er/other")
    link("other", "../outside")

    assert problems("deploy/../other") == [("input-unreadable", "other", OUT)]
    assert problems("deploy/../nowhere") == [
        ("input-unreadable", "nowhere", "cannot be read: no such file or directory")
    ]


@pytest.mark.parametrize(
    ("path", "way"),
    [
        ("deploy", "deploy"),
        ("deploy/", "deploy"),
        ("./deploy", "deploy"),
        ("deploy/pod.yaml", "deploy"),
        ("k8s/../deploy/pod.yaml", "deploy"),
        ("a/b", "a/b"),
        ("a/b/pod.yaml", "a/b"),
        ("a/c/pod.yaml", "a/c"),
        ("{checkout}/deploy", "{checkout}/deploy"),
        ("{checkout}/a/b/pod.yaml", "{checkout}/a/b"),
    ],
)
def test_a_named_path_does_not_lead_out_through_a_link_of_the_tree(path: str, way: str, checkout: Path) -> None:
    link("deploy", "../outside")
    link("a/b", "../../outside")
    link("a/c", "b")
    path, way = path.format(checkout=checkout), way.format(checkout=checkout)

    shown = os.path.normpath(path)
    what = "a symbolic link" if shown == way else f"reached through a symbolic link, {way},"
    assert problems(path) == [("input-unreadable", shown, f"not read: {what} that points outside the tree")]
    assert read(path) == []


def test_a_repository_that_stands_elsewhere_is_a_tree_too(
    tmp_path: Path, checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link("k8s/pods", "../../outside")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")

    assert [each[0] for each in problems(str(checkout / "k8s" / "pods"))] == ["input-unreadable"]
    assert [each[0] for each in problems("../checkout/k8s/pods")] == ["input-unreadable"]


def test_another_repository_behind_a_link_is_outside_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "outside" / ".git").mkdir()
    link("deploy", "../outside")

    assert [each[0] for each in problems("deploy")] == ["input-unreadable"]


def test_outside_of_repositories_the_current_folder_is_the_tree(
    tmp_path: Path, checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.rmdir(".git")
    link("deploy", "../outside")
    link("here", "k8s")
    write("k8s/pod.yaml")

    assert [each[0] for each in problems("deploy")] == ["input-unreadable"]
    assert read("here") == [("here/pod.yaml", "yaml")]
    monkeypatch.chdir(tmp_path)
    assert read("checkout/deploy") == [("checkout/deploy/pod.yaml", "yaml")]


def test_links_that_stand_outside_of_the_tree_are_the_machines_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As macOS has it, where /tmp leads to /private/tmp."""
    write("k8s/pod.yaml")
    write("data.txt")
    link("k8s/also.yaml", "../data.txt")
    link(str(tmp_path / "tmp"), "checkout")
    monkeypatch.chdir(tmp_path / "tmp")

    for path in (str(tmp_path / "tmp" / "k8s"), str(tmp_path / "tmp"), "../tmp/k8s", "."):
        assert [os.path.basename(each) for each, _ in read(path)] == ["also.yaml", "pod.yaml"]
        assert problems(path) == []


def test_what_the_user_names_outside_of_any_tree_is_read(tmp_path: Path) -> None:
    link(str(tmp_path / "way"), "outside")

    assert read(str(tmp_path / "way")) == [(str(tmp_path / "way" / "pod.yaml"), "yaml")]


@pytest.mark.parametrize("target", ["reports/x", "deep/er/x", "file", "deep/er/../er/x", "{checkout}/reports/x"])
def test_no_report_is_written_out_of_the_tree(target: str, checkout: Path) -> None:
    link("reports", "../outside")
    link("deep/er", "../reports")
    link("file", "../outside/x")
    place = target.format(checkout=checkout)

    with pytest.raises(UsageError, match="would be written outside the tree through a symbolic link"):
        output_file(place)


@pytest.mark.parametrize(("command", "form"), [("scan", "sarif"), ("inventory", "mermaid")])
def test_such_a_report_is_wrong_use_before_anything_is_written(command: str, form: str, tmp_path: Path) -> None:
    link("reports", "../outside")
    done = subprocess.run(
        [sys.executable, "-I", "-m", "infracheck", command, "-f", "json=a.json", "-f", f"{form}=reports/x", "k8s"],
        capture_output=True, timeout=60, check=False,
    )  # fmt: skip

    assert done.returncode == 2
    assert b"would be written outside the tree through a symbolic link" in done.stderr
    assert os.listdir(tmp_path / "outside") == ["pod.yaml"]
    assert not os.path.exists("a.json")


def test_reports_are_written_where_links_stay_in_the_tree(tmp_path: Path) -> None:
    Path("reports").mkdir()
    link("latest", "reports")
    infracheck_scan = [sys.executable, "-I", "-m", "infracheck", "scan", "k8s", "-f"]

    for target in ("json=latest/x.json", f"json={tmp_path}/outside/x.json"):
        subprocess.run([*infracheck_scan, target], capture_output=True, timeout=60, check=True)

    assert os.path.exists("reports/x.json")
    assert os.path.exists(tmp_path / "outside" / "x.json")


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
def test_what_git_says_of_a_link_holds(checkout: Path) -> None:
    os.rmdir(".git")
    subprocess.run(["git", "init", "-q"], check=True, capture_output=True, timeout=60)
    write(".gitignore", "*.gen.yaml\n")
    link("k8s/pod.gen.yaml", "../../outside/pod.yaml")
    write("k8s/web.txt")

    assert skipped() == {"k8s/pod.gen.yaml": "ignored by Git and not tracked"}
    assert problems() == []
