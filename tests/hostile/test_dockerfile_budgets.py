"""A Dockerfile is read as far as its bounds go, and says where that is."""

from __future__ import annotations

from pathlib import Path

import pytest

import infracheck
from infracheck.source.docker.reader import parse_dockerfile
from infracheck.source.text.limits import LONGEST_SCRIPT, MOST_INSTRUCTIONS, MOST_STAGES, MOST_WORDS
from infracheck.source.text.span import Source

TOO_LONG = "an instruction of more than 200,000 characters, which is not read"
TOO_LONG_A_SCRIPT = "a script of more than 200,000 characters, whose commands are not read"
TOO_MANY = "more than {:,} {}; the rest of the Dockerfile is not read"


def limits(text: str) -> list[tuple[int, str]]:
    tree = parse_dockerfile(Source("Dockerfile", text))
    return [(each.span.line, each.message) for each in tree.problems if each.id == "input-limit"]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("FROM a\n" + "RUN a\n" * 60_000, 20_001, TOO_MANY.format(MOST_INSTRUCTIONS, "instructions")),
        ("x\n" * 200_000, 20_001, TOO_MANY.format(MOST_INSTRUCTIONS, "instructions")),
        ("FROM a\n" + "ONBUILD RUN a\n" * 40_000, 20_001, TOO_MANY.format(MOST_INSTRUCTIONS, "instructions")),
        ("FROM a\n" + "RUN <<E\nx\nE\n" * 25_000, 59_999, TOO_MANY.format(MOST_INSTRUCTIONS, "instructions")),
        ("FROM a AS s\n" * 5_000, MOST_STAGES + 1, TOO_MANY.format(MOST_STAGES, "stages")),
        ("FROM a\n" + ("EXPOSE" + " 1" * 90_000 + "\n") * 50, 5, TOO_MANY.format(MOST_WORDS, "words")),
        ("FROM a\n" + ("RUN" + " --mount=type=ssh" * 9_000 + " a\n") * 30, 25, TOO_MANY.format(MOST_WORDS, "words")),
        ("FROM a\nENV" + " A=b" * 100_000 + "\n", 2, TOO_LONG),
        ("FROM a\nUSER" + " " * 300_000 + "root" + "x" * 300_000, 2, TOO_LONG),
        ("FROM a\nCMD [" + ",".join(['"a"'] * 100_000) + "]\n", 2, TOO_LONG),
        ("FROM a\nRUN [" + ",".join(['"a"'] * 100_000) + "]\n", 2, TOO_LONG_A_SCRIPT),
        ("FROM a\nONBUILD RUN " + "a " * 100_001 + "\n", 2, TOO_LONG_A_SCRIPT),
    ],
)  # fmt: skip
def test_what_is_too_much_is_said_where_it_is(text: str, line: int, message: str) -> None:
    assert (line, message) in limits(text)


def test_nothing_is_said_of_what_is_within_bounds() -> None:
    assert limits("FROM a\n" + "RUN a\n" * (MOST_INSTRUCTIONS - 1)) == []
    assert limits("FROM a AS s\n" * MOST_STAGES) == []
    assert limits("FROM a\nRUN " + "a" * (LONGEST_SCRIPT - 10) + "\n") == []


def test_what_stands_before_the_bound_is_judged(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM a:1\nUSER root\n" + "RUN a\n" * 40_000)
    report = infracheck.scan([tmp_path], select=["dockerfile-user"])

    assert [(each.policy_id, each.line) for each in report.findings] == [
        ("dockerfile-user", 2),
        ("input-limit", 20_001),
    ]


def test_many_heredocs_with_many_comments_take_no_square() -> None:
    text = "FROM a\n" + "RUN <<E\n# in it\nE\n# between\n" * 5_000
    tree = parse_dockerfile(Source("Dockerfile", text))

    assert len(tree.comments) == 5_000


def test_many_directives_take_no_square() -> None:
    tree = parse_dockerfile(Source("Dockerfile", "# escape=\\\n" * 20_000 + "FROM a\n"))

    assert tree.comments == []


@pytest.mark.parametrize("start", ["/sh", "/a/sh ", "a/", "/bin/", "sh/"])
def test_a_script_of_paths_with_a_waiver_takes_no_square(tmp_path: Path, start: str) -> None:
    script = start * (190_000 // len(start))
    (tmp_path / "Dockerfile").write_text(f"FROM a:1\nRUN {script} x # infracheck: ignore[x] y\nUSER 1\n")
    report = infracheck.scan([tmp_path], select=["dockerfile-user"])

    assert [each.policy_id for each in report.findings] == ["waiver-policy"]


@pytest.mark.parametrize(
    ("command", "is_comment"),
    [("<<E", True), ("sh <<E", True), ("/bin/bash -e <<E", True), ("zsh -s <<E", True),
     ("cat <<E", False), ("tee /bin/sh <<E", False), ("sh -c a | cat <<E", False), ("bin/sh/x <<E", False)],
)  # fmt: skip
def test_a_heredoc_that_a_shell_reads_holds_comments(tmp_path: Path, command: str, is_comment: bool) -> None:
    (tmp_path / "Dockerfile").write_text(f"FROM a:1\nRUN {command}\nls # infracheck: ignore[x] y\nE\nUSER 1\n")
    report = infracheck.scan([tmp_path], select=["dockerfile-user"])

    assert [each.policy_id for each in report.findings] == (["waiver-policy"] if is_comment else [])


@pytest.mark.parametrize("text", ["${%}", "${#}", "${+}", "${:-}", "${}", "${/}", "${%", "a${%}b"])
@pytest.mark.parametrize("instruction", ["USER {}", "ENV A={}", "WORKDIR {}", "COPY {} /a"])
def test_a_substitution_without_a_name_crashes_nothing(tmp_path: Path, text: str, instruction: str) -> None:
    (tmp_path / "Dockerfile").write_text(f"FROM debian:12.5\n{instruction.format(text)}\n", encoding="utf-8")

    assert infracheck.scan([tmp_path], select=["all"]).faults == ()
