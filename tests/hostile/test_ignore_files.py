"""An ignore file of the change means what git means by it, takes no time, and is no way out of the tree."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import infracheck
from infracheck.errors import ConfigError
from infracheck.source.files.collect import collect
from infracheck.source.files.ignore import read_ignore_files
from infracheck.source.files.ignore_automaton import Automaton
from infracheck.source.files.ignore_pattern import read_pattern
from infracheck.source.files.input_file import InputFile, Skipped

NAME = ".infracheckignore"
links = pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "checkout"
    folder.mkdir()
    monkeypatch.chdir(folder)


def automaton(*lines: bytes) -> Automaton:
    return Automaton(each for each in map(read_pattern, lines) if each is not None)


def matches(line: bytes, path: str) -> bool:
    return automaton(line).matches(os.fsencode(path), folder=False)


def run(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    words = [sys.executable, "-I", "-m", "infracheck", *arguments]
    return subprocess.run(words, capture_output=True, timeout=20, check=False)


@pytest.mark.parametrize(
    ("line", "yes", "no"),
    [
        (b"foo", ("foo", "a/foo"), ("foobar", "foo/bar")),
        (b"/foo", ("foo",), ("a/foo",)),
        (b"a/foo", ("a/foo",), ("b/a/foo",)),
        (b"*.yaml", ("x.yaml", "a/.yaml"), ("x.yml",)),
        (b"foo/*", ("foo/a",), ("foo/a/b", "x/foo/a")),
        (b"**/foo", ("foo", "a/b/foo"), ("a/foo/b", "afoo")),
        (b"foo/**", ("foo/a", "foo/a/b"), ("foo",)),
        (b"a/**/b", ("a/b", "a/x/b", "a/x/y/b"), ("ab", "a/xb")),
        (b"a/**/**/b", ("a/b", "a/x/b"), ("axb",)),
        (b"a**b", ("ab", "axxb", "x/ab"), ("a/b",)),
        (b"/a**b", ("ab", "axb"), ("x/ab", "a/b")),
        (b"/a**/b", ("a/b", "ab", "ax/b", "ax/y/b"), ("x/ab", "axb")),
        (b"[z-a]", ("z",), ("a", "m")),
        (b"/x/a**b", ("x/ab",), ("x/a/b/c",)),
        (b"?.yaml", ("a.yaml",), (".yaml", "ab.yaml", "é.yaml")),
        (b"x/?y", ("x/ay",), ("x//y", "x/y")),
        (b"[a-c]", ("a", "c"), ("d", "-")),
        (b"[!a-c]", ("d", "-"), ("a", "dd")),
        (b"[^a]", ("b",), ("a",)),
        (b"[]a]", ("]", "a"), ("b",)),
        (b"[!]a]", ("b",), ("]", "a")),
        (b"[a-]", ("a", "-"), ("b",)),
        (b"[a-c-e]", ("b", "-", "e"), ("d",)),
        (b"[[:digit:]_]", ("5", "_"), ("a", ":")),
        (b"[[:digit]", ("[", ":", "d"), ("5",)),
        (b"[\\]]", ("]",), ("\\",)),
        (b"x[/]y", (), ("x/y",)),
        (b"/x[!a]y", ("xby",), ("x/y",)),
        (b"\\#a", ("#a",), ("\\#a",)),
        (b"\\!a", ("!a",), ("a",)),
        (b"#a", (), ("#a", "a")),
        (b"a\\ ", ("a ",), ("a",)),
        (b"a  ", ("a",), ("a  ",)),
        (b"a\\\\ ", ("a\\",), ("a\\ ",)),
        (b"a\t", ("a\t",), ("a",)),
        (b"a\r", ("a",), ("a\r",)),
        (b" a", (" a",), ("a",)),
        (b"\xe9", (), ("é",)),
        ("é".encode(), ("é",), ("e",)),
    ],
)  # fmt: skip
@links
def test_a_pattern_means_what_git_means_by_it(line: bytes, yes: tuple[str, ...], no: tuple[str, ...]) -> None:
    assert ([each for each in yes if not matches(line, each)], [each for each in no if matches(line, each)]) == ([], [])


@pytest.mark.parametrize(
    "line",
    [
        b"", b" ", b"!", b"\\", b"!\\", b"a\\", b"*\\", b"/", b"//", b"!/", b"[", b"[a", b"[]", b"[!]", b"[^]", b"[\\",
        b"[a-", b"[a-\\", b"[[:alpha:]", b"[[:nothing:]]", b"[[::]]", b"[[:", b"*[", b"**[", b"a/[", b"[/]",
        b"***/", b"\r", b"!!", b"!#",
    ],
)  # fmt: skip
def test_a_broken_pattern_matches_nothing_as_in_git(line: bytes) -> None:
    names = ("a", "b", "[", "\\", "a\\", "!", "-", "]", "*", "a/b", "z", ":", " ", "/", "")
    assert [each for each in names if matches(line, each)] == []


def test_an_open_range_that_git_takes_for_one_is_one() -> None:
    assert [each for each in "abcde\\-" if matches(b"[a-\\d]", each)] == ["a", "b", "c", "d"]


def test_the_last_pattern_that_matches_decides() -> None:
    rules = automaton(b"*.yaml", b"!keep.yaml", b"*/keep.yaml", b"!a/keep.yaml/")

    paths = ("x.yaml", "keep.yaml", "a/keep.yaml")
    assert [rules.matches(each.encode(), folder=False) for each in paths] == [True, False, True]
    assert not rules.matches(b"a/keep.yaml", folder=True)


def test_a_pattern_for_folders_leaves_files_alone() -> None:
    rules = automaton(b"build/")

    assert rules.matches(b"a/build", folder=True)
    assert not rules.matches(b"a/build", folder=False)


A_LONG_NAME = b"a" * 240 + b".yaml"
A_DEEP_PATH = b"a/" * 2000 + b"x.yaml"


@pytest.mark.parametrize(
    ("content", "path"),
    [
        (b"*a*a*a*a*a*b", A_LONG_NAME),
        (b"**/a/" * 7 + b"b", A_DEEP_PATH),
        (b"*a" * 30_000 + b"b", A_LONG_NAME),
        (b"**/a/" * 13_000 + b"b", A_DEEP_PATH),
        (b"/**a**" * 10_000 + b"b", A_DEEP_PATH),
        (b"?*" * 30_000 + b"b", A_LONG_NAME),
        (b"[!b]*" * 13_000 + b"b", A_LONG_NAME),
        (b"".join(b"[!%c%c]" % (one, two) for one in b"ABCDEFGHIJKLMNOP" for two in range(97, 123)), A_LONG_NAME),
        (b"[" * 65_000, A_LONG_NAME),
        (b"[[:" * 21_000, A_LONG_NAME),
        (b"\\" * 65_000, A_LONG_NAME),
        (b"*" * 65_000 + b"b", A_LONG_NAME),
        (b"*a*b\n" * 13_000, A_LONG_NAME),
        (b"!*a*b/\n" * 9_000, A_DEEP_PATH),
        (b"\n" * 65_000, A_DEEP_PATH),
        (b" " * 65_000 + b"x", A_LONG_NAME),
        (b"[" + b"a-z" * 20_000 + b"]", A_LONG_NAME),
    ],
)
def test_no_pattern_goes_back(content: bytes, path: bytes) -> None:
    """Each of these would take minutes, or for ever, in a matcher that tries one way after the other."""
    rules = automaton(*content.split(b"\n"))

    assert not rules.matches(path, folder=False)


def test_a_hostile_ignore_file_does_not_hold_a_scan() -> None:
    Path(NAME).write_bytes(b"*a*a*a*a*a*b\n**/a/**/a/**/a/**/a/**/a/**/a/**/b\n")
    deep = "/".join("a" * 80)
    os.makedirs(deep)
    for path in (f"{'a' * 240}.yaml", f"{deep}/x.yaml"):
        Path(path).touch()

    done = run("scan", "-f", "json")

    assert (done.returncode, done.stderr) == (0, b"")
    assert b'"files_read"' in done.stdout


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files and folders with names made of what patterns are made of."""
    if shutil.which("git") is None or sys.platform == "win32":
        pytest.skip("needs git, and names as it knows them")
    top: Path = tmp_path_factory.mktemp("repository")
    subprocess.run(["git", "init", "-q", str(top)], check=True, capture_output=True, timeout=60)
    names = ("a", "b", "ab", "aab", "b]", "[a", "é", "a b", "!a", "#a", ".a", "a\\", "a ", "1")
    choose = random.Random(1)

    def fill(folder: Path, depth: int) -> None:
        for name in choose.sample(names, 6):
            if depth < 2 and choose.random() < 0.6:
                (folder / name).mkdir()
                fill(folder / name, depth + 1)
            else:
                (folder / name).touch()

    fill(top, 0)
    return top


ATOMS = (
    "a", "b", "ab", "*", "**", "/", "?", "[ab]", "[!a]", "[^b/]", "[a-b]", "[b-a]", "[]a]", "[[:alpha:]]", "[[:x:]]",
    "[[:digit:]", "[a-\\b]", "\\", "\\a", "\\*", "-", "]", "[", "é", " ", "!", "#", "**/", "/**", "/**/", "*/", "1",
)  # fmt: skip


def random_lines(choose: random.Random) -> list[str]:
    lines = []
    for _ in range(choose.choice((1, 1, 2, 5))):
        body = "".join(choose.choice(ATOMS) for _ in range(choose.choice((1, 1, 2, 2, 3, 3, 4, 5, 6))))
        lines.append(choose.choice(("!", *[""] * 6)) + body + choose.choice(("/", "\r", *[""] * 8)))
    return lines


def test_generated_patterns_mean_what_git_means_by_them(repository: Path) -> None:
    choose = random.Random(int(os.environ.get("IGNORE_SEED", "7")))
    paths = sorted(str(each.relative_to(repository)) for each in repository.rglob("*") if ".git" not in each.parts)
    assert len(paths) > 50
    words = ["git", "-c", "core.excludesFile=", "check-ignore", "--no-index", "-z", "--stdin"]
    for _ in range(int(os.environ.get("IGNORE_ROUNDS", "60"))):
        lines = random_lines(choose)
        (repository / ".gitignore").write_bytes("\n".join(lines).encode())
        done = subprocess.run(
            words,
            cwd=repository,
            input=b"\0".join(map(os.fsencode, paths)),
            capture_output=True,
            timeout=60,
            check=False,
        )
        ours = automaton(*"\n".join(lines).encode().split(b"\n"))

        assert sorted(os.fsdecode(each) for each in done.stdout.split(b"\0") if each) == [
            each for each in paths if any(ours.matches(part, folder=folder) for part, folder in ways(repository, each))
        ], lines


def ways(top: Path, path: str) -> Iterator[tuple[bytes, bool]]:
    """A path with the folders above it, outermost first: a walk does not enter a folder that is left out."""
    parts = path.split("/")
    for number in range(1, len(parts) + 1):
        part = "/".join(parts[:number])
        yield os.fsencode(part), (top / part).is_dir()


@given(st.binary(max_size=40), st.binary(max_size=20))
def test_no_line_and_no_path_is_too_odd(line: bytes, path: bytes) -> None:
    rules = automaton(*line.split(b"\n"))

    assert rules.matches(path, folder=True) or not rules.matches(path, folder=False) or b"!" in line


def error() -> str:
    with pytest.raises(ConfigError) as caught:
        read_ignore_files(".")
    return str(caught.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a\nb\0c\n", f"{NAME}:2: contains a NUL character. Save the file as UTF-8."),
        ("vendor/\n".encode("utf-16"), f"{NAME}:1: contains a NUL character. Save the file as UTF-8."),
        (b"a" * 1_000_000, f"{NAME}:1: contains more than 65,536 bytes. List folders rather than the files in them."),
        (
            b"a\n" * 50_000,
            f"{NAME}:32769: contains more than 65,536 bytes. List folders rather than the files in them.",
        ),
    ],
)
def test_a_file_that_cannot_be_used_is_an_error_with_its_place(content: bytes, said: str) -> None:
    Path(NAME).write_bytes(content)

    assert error() == said


@links
@pytest.mark.parametrize("target", ["../outside", "inside", "/dev/zero", "nowhere", "."])
@pytest.mark.parametrize("folder", [".", "k8s"])
def test_a_link_is_not_read_and_no_line_behind_it_is_told(folder: str, target: str) -> None:
    Path("../outside").write_bytes(b"token: zQ7xW9kLmPtR\\\n*\n")
    Path("inside").write_bytes(b"token: zQ7xW9kLmPtR\\\n*\n")
    os.makedirs("k8s")
    os.symlink(target, os.path.join(folder, NAME))

    shown = os.path.normpath(os.path.join(folder, NAME))
    remedy = "Symbolic links and pipes are not read: put the patterns into the file itself."
    with pytest.raises(ConfigError) as caught:
        infracheck.scan([folder])
    assert str(caught.value) == f"{shown}: is not a regular file. {remedy}"


@links
@pytest.mark.parametrize("command", ["scan", "inventory"])
def test_an_ignore_file_that_cannot_be_used_is_wrong_use(command: str) -> None:
    Path("../outside").write_bytes(b"token: zQ7xW9kLmPtR\\\n*\n")
    os.symlink("../outside", NAME)

    done = run(command)

    remedy = b"Symbolic links and pipes are not read: put the patterns into the file itself."
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr == b"infracheck: .infracheckignore: is not a regular file. " + remedy + b"\n"


@links
def test_a_pipe_is_not_read() -> None:
    os.mkfifo(NAME)

    assert error().startswith(f"{NAME}: is not a regular file.")


def read(*paths: str) -> list[str]:
    return [each.path.replace(os.sep, "/") for each in collect(paths or (".",)) if isinstance(each, InputFile)]


def skipped(*paths: str) -> dict[str, str]:
    found = (each for each in collect(paths or (".",)) if isinstance(each, Skipped))
    return {each.path.replace(os.sep, "/"): each.reason.replace(os.sep, "/") for each in found}


def write(*paths: str) -> None:
    for each in paths:
        Path(each).parent.mkdir(parents=True, exist_ok=True)
        Path(each).touch()


def test_broken_lines_leave_the_others_to_hold() -> None:
    Path(NAME).write_bytes(b"!\n\\\na\\\n!\\\n[z-a]\n[a-\\d]\nvendor/\n")
    write("a.yaml", "vendor/x.yaml")

    assert read() == ["a.yaml"]
    assert skipped() == {"vendor/": f"listed in {NAME}"}


def test_what_is_left_out_is_listed_with_the_file_that_says_so() -> None:
    Path(NAME).write_text("*.gen.yaml\n")
    write("k8s/a.gen.yaml", "k8s/..b.gen.yaml", "k8s/vendor/c.yaml", "k8s/d.yaml")
    Path("k8s", NAME).write_text("/vendor/\n")

    assert read("k8s") == ["k8s/d.yaml"]
    assert skipped("k8s") == {
        "k8s/..b.gen.yaml": f"listed in {NAME}",
        "k8s/a.gen.yaml": f"listed in {NAME}",
        "k8s/vendor/": f"listed in k8s/{NAME}",
    }


def test_a_folder_or_a_file_that_is_named_is_read_whatever_ignore_files_say() -> None:
    Path(NAME).write_text("vendor/\na.yaml\n")
    write("vendor/x/b.yaml", "a.yaml")

    assert read("vendor", "vendor/x", "a.yaml") == ["vendor/x/b.yaml", "a.yaml"]


def test_the_current_folders_file_does_not_hold_elsewhere(tmp_path: Path) -> None:
    Path(NAME).write_text("*\n")
    write("../other/a.yaml")

    assert read("../other") == ["../other/a.yaml"]
    assert read("..") == ["../other/a.yaml"]
