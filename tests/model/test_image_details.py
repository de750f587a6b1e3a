"""Dockerfiles that differ by a word: what their stages start from, leave and run."""

from __future__ import annotations

import pytest
from tests.model.test_image import chain, image, shown

from infracheck.model.base.fact import Known, Note
from infracheck.model.image.dockerfile import Dockerfile
from infracheck.model.image.reference import BuildContext
from infracheck.source.docker.reader import parse_dockerfile
from infracheck.source.text.span import Source

PLACE = Source("compose.yaml", "a: b\n").line_span(1)


def with_contexts(text: str, **contexts: str) -> Dockerfile:
    found = {name: BuildContext(value, PLACE) for name, value in contexts.items()}
    return Dockerfile(parse_dockerfile(Source("Dockerfile", text)), found)


@pytest.mark.parametrize(
    ("text", "base", "tagged"),
    [
        ("FROM debian:12\n", "debian:12", "debian:12"),
        ("FROM $B\n", "? the image name is empty after expansion", "? it depends on a variable, or names a stage"),
        ("ARG B=debian:12\nFROM $B\n", "debian:12", "debian:12"),
        ("ARG B\nFROM ${B}/web:7\n", "? the build sets the value of B", "${B}/web:7"),
        ("ARG B\nFROM web:${B}\n", "? the build sets the value of B", "? its tag depends on a variable"),
        ("ARG B\nFROM web:7@${B}\n", "? the build sets the value of B", "? its tag depends on a variable"),
        ("ARG B=\nFROM $B\n", "? the image name is empty after expansion",
         "? it depends on a variable, or names a stage"),
        ("ARG B=\nFROM web@$B\n", "? the image digest is empty after expansion",
         "? the image digest is empty after expansion"),
        ("FROM a AS b\nARG X\nFROM ${X}b\n", "b", "b"),
        ("ARG X\nFROM a AS b\nFROM ${X}b\n", "? the build sets the value of X",
         "? it depends on a variable, or names a stage"),
        ("FROM\n", "? FROM names no image", "? FROM names no image"),
    ],
)  # fmt: skip
def test_a_stage_starts_from_an_image(text: str, base: str, tagged: str) -> None:
    stage = image(text).stages[-1]

    assert (shown(stage.base), shown(stage.tagged_base)) == (base, tagged)


@pytest.mark.parametrize(
    ("context", "base", "continues"),
    [
        ("docker-image://debian:12", "debian:12", False), ("docker-image://", "? it is a named build context", False),
        ("docker-image://${A}", "? it is a named build context", False),
        ("../base", "? it is a named build context", True),
        ("target:base", "? it is a named build context", True),
        ("https://x.example/a.git", "? it is a named build context", True),
    ],
)  # fmt: skip
def test_a_build_context_takes_the_place_of_a_base(context: str, base: str, continues: bool) -> None:
    stage = with_contexts("FROM Base\n", base=context).stages[0]

    assert (shown(stage.base), shown(stage.tagged_base), stage.continues_build) == (base, base, continues)
    if isinstance(stage.base, Known):
        assert chain(stage.base) == [("FROM names the image", 1), ("the build context of this name is set here", 1)]
        assert stage.base.because[0] == Note("FROM names the image", stage.base_span)
    assert not with_contexts("FROM other\n", base=context).stages[0].continues_build


STAGES = "FROM a AS one\nFROM b AS two\nFROM c AS ONE\nFROM d\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM debian:12", "debian:12"),
        ("ARG TAG\nFROM debian:$TAG", "debian:"),
        ("ARG TAG=12\nFROM debian:$TAG", "debian:12"),
        ("ARG TAG\nARG BASE=debian:${TAG:-12}\nFROM $BASE", "debian:12"),
        ("ARG TAG=\nFROM debian:${TAG:-12}", "debian:12"),
        ("FROM debian:$TAG", None),
        ("FROM debian:$TARGETARCH", None),
    ],
)
def test_a_build_without_arguments_starts_from_the_defaults(text: str, expected: str | None) -> None:
    (stage,) = image(text).stages

    assert stage.default_base == expected


@pytest.mark.parametrize(
    ("reference", "before", "expected"),
    [
        ("one", None, 2), ("one", 2, 0), ("one", 3, 2), ("ONE", 1, 0), ("one", 0, None), ("two", 1, None),
        ("two", 2, 1),
        ("0", None, 0), ("3", None, 3), ("4", None, None), ("+1", None, 1), ("-1", None, None), ("1", 1, None),
        ("0", 1, 0),
        ("three", None, None), ("", None, None),
    ],
)  # fmt: skip
def test_a_reference_means_a_stage(reference: str, before: int | None, expected: int | None) -> None:
    found = image(STAGES).stage(reference, before)

    assert (None if found is None else found.index) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM a\nCMD [\"a\"]\nCMD [\"b\"]\n", 3), ("FROM a AS b\nCMD [\"a\"]\nFROM b\n", 2), ("FROM a\n", None),
        ("FROM a AS b\nCMD [\"a\"]\nFROM b\nENTRYPOINT [\"c\"]\n", None),
        ("FROM a AS b\nENTRYPOINT [\"c\"]\nFROM b\nCMD [\"a\"]\n", 4), ("FROM a AS b\nCMD [\"a\"]\nFROM c\n", None),
        ("", None),
    ],
)  # fmt: skip
def test_the_last_command_counts_unless_an_entrypoint_resets_it(text: str, expected: int | None) -> None:
    found = image(text).cmd

    assert (None if found is None else found.span.line) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM a\nRUN b\n", None), ("FROM a\nSHELL [\"x\"]\nRUN b\n", 2), ("FROM a\nRUN b\nSHELL [\"x\"]\n", None),
        ("FROM a\nSHELL [\"x\"]\nSHELL [\"y\"]\nRUN b\n", 3), ("FROM a AS c\nSHELL [\"x\"]\nFROM c\nRUN b\n", 2),
        ("FROM a AS c\nSHELL [\"x\"]\nFROM d\nRUN b\n", None), ("FROM a\nSHELL x\nRUN b\n", None),
        ("FROM a AS c\nSHELL [\"x\"]\nFROM c\nSHELL [\"y\"]\nRUN b\n", 4),
    ],
)  # fmt: skip
def test_a_shell_counts_for_what_follows(text: str, expected: int | None) -> None:
    stage = image(text).stages[-1]
    (run,) = stage.runs
    found = stage.shell_at(run.position)

    assert (None if found is None else found.span.line) == expected


@pytest.mark.parametrize(
    ("text", "programs", "expected"),
    [
        ("FROM a\nRUN b; c\nRUN b\n", ("b",), ["b", "b"]), ("FROM a\nRUN b; c\nRUN b\n", ("c", "b"), ["c", "b", "b"]),
        ("FROM a\nRUN b\n", ("d",), []), ("FROM a\nONBUILD RUN b\n", ("b",), ["b"]),
        ("FROM a\nRUN sudo b\n", ("b",), ["sudo"]),
        ("FROM a\nONBUILD COPY b c\n", ("b",), []),
    ],
)  # fmt: skip
def test_a_stage_calls_programs(text: str, programs: tuple[str, ...], expected: list[str]) -> None:
    assert [each.name for each in image(text).stages[0].calls(*programs)] == expected


@pytest.mark.parametrize(
    ("run", "is_sudo", "sets_setuid"),
    [
        ("sudo a", True, False), ("sudo", True, False), ("env sudo a", True, False), ("a sudo", False, False),
        ("nice a", False, False), ("chmod u+s a", False, True), ("chmod 4755 a", False, True),
        ("chmod 04755 a", False, True),
        ("chmod 2755 a", False, True), ("chmod 1755 a", False, False), ("chmod 755 a", False, False),
        ("chmod g+s a", False, True),
        ("chmod o+s a", False, False), ("chmod o=s a", False, False), ("chmod -R u+s a", False, True),
        ("chmod u-s a", False, False),
        ("chmod a+rxs a", False, True), ("chmod u+x,g+s a", False, True), ("chmod u+x a", False, False),
        ("chown u+s a", False, False),
        ("chmod +s a", False, True), ("chmod 8755 a", False, False), ("chmod", False, False),
    ],
)  # fmt: skip
def test_a_command_runs_as_root_or_lets_others(run: str, is_sudo: bool, sets_setuid: bool) -> None:
    stage = image(f"FROM a\nRUN {run}\n").stages[0]

    assert (bool(stage.sudo_commands), bool(stage.setuid_commands)) == (is_sudo, sets_setuid)


@pytest.mark.parametrize(
    ("port", "expected"),
    [
        ("80", (80, 80, "tcp")), ("80/UDP", (80, 80, "udp")), ("80-90/sctp", (80, 90, "sctp")),
        ("080", (80, 80, "tcp")),
        ("+80", (80, 80, "tcp")), ("80/", (80, 80, "tcp")), ("127.0.0.1:80:90", (90, 90, "tcp")), ("80/icmp", None),
        ("a", None),
        ("$PORT", None), ("123456", None), ("80-", None), ("80-+090", (80, 90, "tcp")),
    ],
)  # fmt: skip
def test_a_port_is_exposed(port: str, expected: tuple[int, int, str] | None) -> None:
    found = image(f"FROM a\nEXPOSE {port}\n").exposed_ports

    assert [each[:3] for each in found] == ([] if expected is None else [expected])


def test_a_variable_may_hold_several_ports() -> None:
    found = image("FROM a AS b\nEXPOSE 1\nFROM b\nENV P='80 90'\nEXPOSE $P\n").exposed_ports

    assert [(each.number, each.span.line) for each in found] == [(80, 5), (90, 5), (1, 2)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("USER app", "USER is app"), ("USER a8Fk29xQ", "USER is set here"), ("USER ''", "USER is empty, which is root"),
        ("USER 1000:1000", "USER is 1000:1000"), ("USER a=b", "USER is set here"),
        (f"USER {'a' * 33}", "USER is set here"),
    ],
)  # fmt: skip
def test_a_user_is_told_unless_it_may_be_anything(text: str, expected: str) -> None:
    assert chain(image(f"FROM a\n{text}\n").user) == [(expected, 2)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM scratch\n", "/"), ("FROM scratch\nWORKDIR a\n", "/a"), ("FROM scratch\nWORKDIR a\nWORKDIR ../b\n", "/b"),
        ("FROM a\nWORKDIR //a/b/\n", "/a/b"), ("FROM a\nWORKDIR C:/a\n", "/a"), ("FROM a\nWORKDIR C:\\\\a\n", "/a"),
        ("# escape=`\nFROM a\nWORKDIR \\a\\b\n", "/a/b"), ("FROM a AS b\nWORKDIR /a\nFROM b\nWORKDIR c\n", "/a/c"),
        ("FROM a\nWORKDIR a\n", "? the base image sets it"),
        ("FROM scratch\nWORKDIR /" + "a/" * 2047 + "bb\n", "/" + "a/" * 2047 + "bb"),
        ("FROM scratch\nWORKDIR " + "a/" * 2047 + "b\n", "/" + "a/" * 2047 + "b"),
        ("FROM scratch\nWORKDIR " + "a/" * 2047 + "bb\n", "? the path is too long"),
    ],
)  # fmt: skip
def test_a_folder_is_where_commands_run(text: str, expected: str) -> None:
    assert shown(image(text).workdir) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM a\nHEALTHCHECK CMD b\n", ["b"]), ("FROM a\nHEALTHCHECK NONE\n", []),
        ("FROM a\nHEALTHCHECK cmd b\n", ["b"]),
        ("FROM a\nCMD b\n", ["b"]), ("FROM a\nCMD [\"b\", \"c\"]\n", ["b"]), ("FROM a\nENTRYPOINT b; c\n", ["b", "c"]),
        ("FROM a\nRUN <<E\nb\nc\nE\n", ["b", "c"]), ("FROM a\nRUN <<E\n#!/bin/bash\nb\nE\n", ["b"]),
        ("FROM a\nRUN <<E\n#!/usr/bin/env bash\nb\nE\n", ["b"]),
        ("FROM a\nRUN <<E\n#!/usr/bin/env python3\nb\nE\n", []),
        ("FROM a\nRUN <<E\n#!/usr/bin/python3\nb\nE\n", []), ("FROM a\nRUN <<E\n\nb\nE\n", ["b"]),
        ("FROM a\nRUN bash <<E\nb\nE\n", ["bash", "b"]), ("FROM a\nRUN cat <<E\nb\nE\n", ["cat"]),
        ("FROM a\nRUN bash <<-E && d\n\tb\n\tE\n", ["bash", "b", "d"]),
        ("FROM a\nRUN sh -c 'b; c'\n", ["sh", "b", "c"]),
        ("FROM a\nRUN xargs sh -c 'b'\n", ["xargs"]), ("FROM a\nRUN echo sh -c 'b'\n", ["echo"]),
        ("FROM a\nRUN sh -c \"sh -c 'b'\"\n", ["sh", "sh", "b"]),
        ("FROM a\nRUN [\"sh\", \"-c\", \"b; c\"]\n", ["sh", "b", "c"]),
        ("FROM a\nSHELL [\"pwsh\"]\nRUN b\n", []), ("FROM a\nLABEL a=b\n", []),
    ],
)  # fmt: skip
def test_an_instruction_runs_commands(text: str, expected: list[str]) -> None:
    assert [each.name for each in image(text).instructions[-1].commands] == expected


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ("A=1 b C=2", ["A=1"]), ("export A=1 B", ["A=1"]), ("env -i A=1 b C=2", ["A=1"]),
        ("A=0 env B=1 c", ["A=0", "B=1"]),
        ("env -u=A b", []), ("sudo A=1 b", ["A=1"]), ("b A=1", []), ("A=1", ["A=1"]),
    ],
)  # fmt: skip
def test_a_command_sets_variables(run: str, expected: list[str]) -> None:
    (command,) = image(f"FROM a\nRUN {run}\n").instructions[-1].commands

    assert [each.text for each in command.assignments] == expected


@pytest.mark.parametrize(
    ("run", "title"),
    [
        ("curl a", "curl"), ("/opt/shop/curl a", "curl"), ("[ a ]", ""), ("$TOOL a", ""), ("a8Fk29xQ", ""),
        ("a=b c", "c"),
        ("'a b'", ""), ("A", ""),
    ],
)  # fmt: skip
def test_a_program_may_be_named(run: str, title: str) -> None:
    (command,) = image(f"FROM a\nRUN {run}\n").instructions[-1].commands

    assert command.title == title


def test_instructions_are_found_by_their_names() -> None:
    found = image("FROM a\nRUN b\nONBUILD RUN c\nONBUILD COPY d e\nCOPY f g\nRUN h\n")

    assert [each.span.line for each in found.named("COPY", "RUN")] == [5, 2, 6]
    assert [each.span.line for each in found.named("RUN", triggers=True)] == [2, 6, 3]
    assert [each.span.line for each in found.kept_runs_of("h", "x")] == [6]
    assert found.kept_runs_of("x") == ()
