"""The image that a Dockerfile builds: its stages, its user, its variables and what it runs."""

from __future__ import annotations

import time
from typing import Any

import pytest

from infracheck.model.base.fact import Fact, Known
from infracheck.model.base.violation import Resource, Violation
from infracheck.model.image.dockerfile import Dockerfile
from infracheck.source.docker.reader import parse_dockerfile
from infracheck.source.text.span import Source


def image(text: str) -> Dockerfile:
    return Dockerfile(parse_dockerfile(Source("app/Dockerfile", text)))


def shown(fact: Fact[Any]) -> str:
    return str(fact.value) if isinstance(fact, Known) else f"? {fact.why}"


NOT_SET = "? it depends on a variable that this Dockerfile does not set"


def chain(fact: Fact[Any]) -> list[tuple[str, int]]:
    return [(note.message, note.span.line) for note in fact.because] if isinstance(fact, Known) else []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM debian\nUSER root\n", "root"),
        ("FROM debian\nUSER nobody\nUSER 0:0\n", "0:0"),
        ("FROM debian\nUSER 'app'\n", "app"),
        ('FROM debian\nUSER ""\n', ""),
        ("FROM debian\n", "? the base image sets it"),
        ("FROM scratch\n", "root"),
        ("FROM scratch\nUSER 1000\n", "1000"),
        ("FROM debian AS a\nUSER app\nFROM a\n", "app"),
        ("FROM debian AS a\nUSER app\nFROM A\nUSER root\nFROM a\n", "app"),
        ("FROM scratch AS a\nFROM a AS b\nFROM b\n", "root"),
        ("FROM debian AS a\nUSER x\nFROM debian AS A\nUSER y\nFROM a\n", "y"),
        ("FROM a AS b\nUSER x\nFROM b AS a\nFROM a\n", "x"),
        ("FROM a AS a\n", "? the base image sets it"),
        ("FROM debian\nONBUILD USER nobody\n", "? the base image sets it"),
        ("FROM debian\nENV U=a\nENV U=b\nUSER $U\n", "b"),
        ("FROM debian\nENV U=a V=$U U=b\nUSER $V\n", ""),
        ("FROM shop/base\nENV U=a V=$U U=b\nUSER $V\n", NOT_SET),
        ("FROM debian\nENV U=a\nENV U=b V=$U\nUSER $V\n", "a"),
        ("FROM debian\nARG U=app\nUSER ${U}\n", "app"),
        ("FROM debian\nARG U\nUSER ${U}\n", "? the build sets the value of U"),
        ("FROM debian\nARG U\nUSER ${U:-app}\n", "app"),
        ("FROM debian\nUSER ${U:-app}\n", "app"),
        ("FROM debian\nUSER $U\n", NOT_SET),
        ("ARG U=app\nFROM debian\nUSER $U\n", ""),
        ("ARG U=app\nFROM shop/base\nUSER $U\n", NOT_SET),
        ("ARG U=app\nFROM debian\nARG U\nUSER $U\n", "app"),
        ("ARG U=app\nFROM debian\nARG U=own\nUSER $U\n", "own"),
        ("FROM debian\nARG U=a\nARG U\nUSER $U\n", "a"),
        ("FROM debian\nENV U=a\nARG U=b\nUSER $U\n", "b"),
        ("FROM debian\nUSER $U\nENV U=late\n", ""),
        ("FROM shop/base\nUSER $U\nENV U=late\n", NOT_SET),
        ("FROM debian AS a\nENV U=app\nFROM a\nUSER $U\n", "app"),
        ("FROM node AS a\nENV U=app\nFROM quay.io/fedora/fedora:42\nUSER $U\n", ""),
        ("FROM node AS a\nENV U=app\nFROM node\nUSER $U\n", NOT_SET),
        ("FROM node AS a\nENV U=app\nFROM scratch AS b\nFROM b\nUSER x$U\n", "x"),
        ("FROM debian AS a\nARG HOME\nFROM debian\nUSER $HOME\n", NOT_SET),
        ("FROM debian\nARG TARGETARCH\nUSER $TARGETARCH\n", "? the build sets the value of TARGETARCH"),
        ("FROM debian\nENV U=${X\nUSER app\n", "app"),
        ("RUN true\nUSER root\n", "? the Dockerfile has no stage"),
        ("", "? the Dockerfile has no stage"),
    ],
)
def test_user(text: str, expected: str) -> None:
    assert shown(image(text).user) == expected


def test_the_user_comes_with_the_chain_that_leads_to_it() -> None:
    text = "ARG U=root\nFROM debian AS a\nARG U\nENV V=$U\nUSER $V\nFROM a\nRUN x\n"

    assert chain(image(text).user) == [
        ("USER is root", 5),
        ("ENV sets V", 4),
        ("ARG U uses the value declared before the first FROM", 3),
        ("ARG U has this default, which a build argument can override", 1),
        ("this stage is based on another stage of the Dockerfile", 6),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM docker.io/library/debian:12\n", "docker.io/library/debian:12"),
        ("ARG TAG=12\nFROM debian:${TAG}\n", "debian:12"),
        ("ARG A=1\nARG B=$A.2\nFROM debian:$B\n", "debian:1.2"),
        ("ARG BASE\nFROM $BASE\n", "? the build sets the value of BASE"),
        ("ARG BASE\nFROM ${BASE:-debian}\n", "debian"),
        ("FROM $NOWHERE\n", "? the image name is empty after expansion"),
        ("FROM debian:$TARGETARCH\n", NOT_SET),
        ("FROM x AS a\nARG TAG=1\nFROM debian:$TAG\n", "debian:"),
        ("FROM debian AS a\nFROM a AS b\nFROM b\n", "debian"),
        ("FROM\n", "? FROM names no image"),
    ],
)
def test_base_image(text: str, expected: str) -> None:
    assert shown(image(text).base_image) == expected


def test_stages_know_their_names_bases_and_instructions() -> None:
    file = image(
        "ARG X\nFROM --platform=linux/amd64 golang:1 AS Build\nRUN make\nFROM build\nCOPY --from=build /a /b\n"
    )

    assert [
        (stage.index, stage.name, stage.is_final, stage.base_stage, shown(stage.platform) if stage.platform else None)
        for stage in file.stages
    ] == [(0, "build", False, None, "linux/amd64"), (1, None, True, file.stages[0], None)]
    assert [[found.name for found in stage.instructions] for stage in file.stages] == [
        ["FROM", "RUN"],
        ["FROM", "COPY"],
    ]
    assert file.stage("BUILD") is file.stage("0") is file.stages[0]
    assert file.instructions[0].stage is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM scratch\n", "/"),
        ("FROM debian\nWORKDIR /a\nWORKDIR b/../c\n", "/a/c"),
        ("FROM debian\nWORKDIR a\n", "? the base image sets it"),
        ("FROM debian AS a\nWORKDIR /a\nFROM a\nWORKDIR b\n", "/a/b"),
        ("FROM debian\nENV H=/home\nWORKDIR $H/x\n", "/home/x"),
        ("# escape=`\nFROM windows\nWORKDIR C:\\dir\n", "/dir"),
    ],
)
def test_workdir(text: str, expected: str) -> None:
    assert shown(image(text).workdir) == expected


def test_the_last_entrypoint_and_command_count() -> None:
    file = image("FROM a AS b\nENTRYPOINT x\nCMD y\nHEALTHCHECK CMD z\nFROM b\nCMD w\n")

    assert [found.text if found else None for found in (file.entrypoint, file.cmd, file.healthcheck)] == [
        *("ENTRYPOINT x", "CMD w", "HEALTHCHECK CMD z"),
    ]


def test_an_entrypoint_resets_the_command_of_the_base_stage() -> None:
    assert image("FROM a AS b\nCMD y\nFROM b\nENTRYPOINT x\n").cmd is None


def test_ports() -> None:
    file = image("FROM a AS b\nEXPOSE 53/UDP\nFROM b\nARG P=8080\nEXPOSE $P 7000-7005 $Q\n")

    assert [(port.number, port.last, port.protocol, port.span.line) for port in file.exposed_ports] == [
        (8080, 8080, "tcp", 5),
        (7000, 7005, "tcp", 5),
        (53, 53, "udp", 2),
    ]


def test_variables_of_the_image() -> None:
    file = image("FROM a AS b\nENV A=1 B=2\nARG C=3\nFROM b\nENV B=$A$C D=$E\n")

    assert {name: (found.value, found.span.line) for name, found in file.env.items()} == {
        "B": ("13", 5),
        "D": (None, 5),
        "A": ("1", 2),
    }


def test_commands_know_their_places() -> None:
    file = image("FROM a\nRUN apt-get update && \\\n    sudo apt-get install x\n")

    assert [(command.name, command.span[1:5]) for command in file.stages[0].commands] == [
        ("apt-get", (2, 5, 2, 19)),
        ("sudo", (3, 5, 3, 27)),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("RUN <<EOF\na\nb c\nEOF\n", [("a", 3, 1), ("b", 4, 1)]),
        ("RUN <<EOF\n#!/bin/bash\na\nEOF\n", [("a", 4, 1)]),
        ("RUN <<EOF\n#!/usr/bin/env python3\nimport os\nEOF\n", []),
        ("RUN bash -e <<EOF\na\nEOF\n", [("bash", 2, 5), ("a", 3, 1)]),
        ("RUN python3 <<EOF\nimport os\nEOF\n", [("python3", 2, 5)]),
        ('RUN ["sudo", "a"]\n', [("sudo", 2, 6)]),
        ('RUN ["sh", "-c", "a && b"]\n', [("sh", 2, 6), ("a", 2, 19), ("b", 2, 24)]),
        ('RUN ["bash", "-eo", "pipefail", "-c", "a \\"x\\" && b"]\n', [("bash", 2, 6), ("a", 2, 39), ("b", 2, 39)]),
        ("RUN sh -c 'a && b' && c\n", [("sh", 2, 5), ("a", 2, 12), ("b", 2, 17), ("c", 2, 23)]),
        ('RUN su - app -c "a &&\\\n b"\n', [("su", 2, 5), ("a", 2, 18), ("b", 3, 2)]),
        ("RUN su -s /usr/bin/python3 app -c 'a'\n", [("su", 2, 5)]),
        ("RUN sudo -u app bash -lc 'a'\n", [("sudo", 2, 5), ("a", 2, 27)]),
        ("RUN xargs sh -c 'a'\n", [("xargs", 2, 5)]),
        ('SHELL ["/usr/bin/python3", "-c"]\nRUN print(1)\n', []),
        ('SHELL ["conda", "run", "/bin/bash", "-c"]\nRUN x\n', [("x", 3, 5)]),
        ("HEALTHCHECK CMD curl x || exit 1\n", [("curl", 2, 17), ("exit", 2, 27)]),
        ("HEALTHCHECK NONE\n", []),
        ("CMD a b\n", [("a", 2, 5)]),
        ('SHELL ["powershell", "-Command"]\nRUN Get-Item x; y\n', []),
        ('SHELL ["/bin/bash", "-c"]\nRUN x\n', [("x", 3, 5)]),
        ("ENV A=b\n", []),
    ],
)
def test_commands_of_an_instruction(text: str, expected: list[tuple[str, int, int]]) -> None:
    found = image("FROM a\n" + text).instructions[-1]

    assert [(command.name, command.span.line, command.span.column) for command in found.commands] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pip3.11 install a", ("pip3", ["install", "a"])),
        ("python3 -mpip install a", ("pip", ["install", "a"])),
        ("python3.11 -u -W ignore -Im pip install a", ("pip", ["install", "a"])),
        ("python -c 'x' -m pip", ("python", ["-c", "x", "-m", "pip"])),
        ("/opt/venv/bin/python -m venv x", ("venv", ["x"])),
        ("sudo -Eu app -H A=b pip install", ("pip", ["install"])),
        ("env -u A B=c sudo -- x y", ("x", ["y"])),
        ("command -v sudo", ("command", ["-v", "sudo"])),
        ("timeout -k 5 --signal KILL 10m curl x", ("curl", ["x"])),
        ("nice -n 19 ionice x", ("ionice", ["x"])),
        ("gosu app:app curl x", ("curl", ["x"])),
        ("chroot --userspec=a /mnt apt-get update", ("apt-get", ["update"])),
        ("xargs -0 -n 1 apt-get install -y", ("apt-get", ["install", "-y"])),
        ("xargs -I{} pip install {}==1 {}", ("pip", ["install", "$_==1", "$_"])),
        ("xargs -I X pip install X", ("pip", ["install", "$_"])),
        ("env A=b", ("", [])),
    ],
)
def test_the_program_that_runs_in_the_end(text: str, expected: tuple[str, list[str]]) -> None:
    (command,) = image(f"FROM a\nRUN {text}\n").stages[0].commands

    assert command.called == expected
    assert command.program == expected[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM mcr.microsoft.com/windows/servercore:ltsc2022", True),
        ("FROM mcr.microsoft.com/windows:1809", True),
        ("FROM mcr.microsoft.com/dotnet/framework/sdk:4.8", True),
        ("FROM golang:1.24-nanoserver", True),
        ("FROM python:${V}-windowsservercore-ltsc2022", True),
        ("FROM --platform=windows/amd64 x", True),
        ("FROM mcr.microsoft.com/dotnet/sdk:8.0", False),
        ("FROM golang:1.24-nanoserver AS a\nFROM a", True),
        ("# escape=`\nFROM company/app", False),
        ('# escape=`\nFROM company/app\nSHELL ["powershell", "-Command"]', True),
        ('FROM company/app\nSHELL ["cmd.exe", "/S", "/C"]', True),
        ("# escape=`\nFROM company/app\nWORKDIR C:\\app", True),
        ('# escape=`\nFROM company/app\nCOPY ["x", "C:/app/"]', True),
        ("# escape=`\nFROM company/app AS a\nWORKDIR C:\\app\nFROM a", True),
        ("# escape=`\nFROM company/app\nRUN curl https://a.example.com/x", False),
        ("FROM company/app\nWORKDIR C:\\app", False),
        ("# escape=`\nFROM debian:12", False),
        ("# escape=`\nFROM docker.io/library/python:3.12-slim", False),
        ("# escape=`\nFROM --platform=linux/amd64 x", False),
        ("FROM debian", False),
    ],
)
def test_windows(text: str, expected: bool) -> None:
    found = image(f"{text}\nRUN a | b\n").stages[-1]

    assert (found.is_windows, not found.commands) == (expected, expected)


@pytest.mark.parametrize(
    "base",
    [
        *(f"company/app:7-{tag}" for tag in (
            "alpine", "bookworm", "bullseye", "buster", "trixie", "slim", "jammy", "focal", "noble", "debian", "ubi9",
        )),
        *(f"company/{name}:7" for name in (
            "almalinux", "alpine", "amazonlinux", "archlinux", "busybox", "centos", "debian", "fedora", "oraclelinux",
            "photon", "rockylinux", "ubuntu",
        )),
    ],
)  # fmt: skip
def test_the_name_of_an_image_of_linux_outweighs_a_drive(base: str) -> None:
    text = "# escape=`\nFROM {}\nWORKDIR C:\\app\n"

    assert image(text.format("company/app:7")).stages[-1].is_windows
    assert not image(text.format(base)).stages[-1].is_windows


def test_commands_of_triggers_are_called_as_well() -> None:
    found = image("FROM a\nRUN curl x\nONBUILD RUN sudo curl y\n").stages[0]

    assert [command.span.line for command in found.calls("curl")] == [2, 3]
    assert [command.span.line for command in found.sudo_commands] == [3]
    assert [command.span.line for command in found.commands] == [2]


def test_a_pipe_ties_commands() -> None:
    first, second = image("FROM a\nRUN curl x | sh\n").stages[0].commands

    assert first.pipes_into is second


def test_setuid_bits_and_sudo() -> None:
    stage = image(
        "FROM a\nRUN chmod u+s a && chmod 4755 b; chmod 755 c; chmod -R g=xs d; chmod o+s e\nRUN sudo x\n"
    ).stages[0]

    assert [command.arguments[-1].text for command in stage.setuid_commands] == ["a", "b", "d"]
    assert [command.span.line for command in stage.sudo_commands] == [3]


def test_mounts() -> None:
    run = image("FROM a\nRUN --mount=type=secret,id=x,required x\n").stages[0].runs[0]

    assert run.mounts == [{"type": "secret", "id": "x", "required": "true"}]


def test_a_trigger_is_an_instruction() -> None:
    found = image("FROM a\nONBUILD USER root\n").instructions[1].trigger

    assert found is not None
    assert (found.name, found.span[1:3]) == ("USER", (2, 9))


def test_violations_stand_at_the_view_or_at_a_place_within_it() -> None:
    file = image("FROM a\nCOPY x \\\n y\n")
    copy = file.instructions[1]
    resource = Resource("Dockerfile", None, "app/Dockerfile")

    assert copy.violation("m") == Violation("m", file.source.span(7, 13), resource)
    assert copy.violation("m", at=copy.words[1].span) == Violation("m", file.source.span(17, 18), resource)
    assert file.violation("m").span == file.stages[0].violation("m").span == file.source.span(0, 6)


def test_no_repr_and_no_chain_shows_a_value() -> None:
    file = image("ARG P=SECRET\nFROM a\nARG P\nENV A=SECRET B=$P\nRUN <<E\nSECRET\nE\nUSER $A$P\nWORKDIR /$A\n")
    run = file.instructions[4]
    seen = [*file.instructions, *file.stages, *run.heredocs, *run.commands, *run.words, *file.env.values(), file.tree]
    seen += [word for command in run.commands for word in command.words]

    assert isinstance(file.user, Known)
    assert "SECRET" not in repr(seen)
    assert "SECRET" not in repr([note for note in chain(file.workdir) + chain(file.user) if "USER is" not in note[0]])


@pytest.mark.parametrize(
    "text",
    [
        "FROM a AS s0\nENV A=1\nUSER root\n" + "".join(f"FROM s{i} AS s{i + 1}\nENV B{i}=$A\n" for i in range(2000)),
        "FROM a\nENV A0=x\n" + "".join(f"ENV A{i + 1}=$A{i}$A{i}\n" for i in range(3000)) + "USER root\n",
        "FROM a\nENV A=" + "x" * 60_000 + "\n" + "".join(f"ENV B{i}=$A\n" for i in range(3000)) + "USER root\n",
        "".join(f"ARG A{i + 2}=$A{i}$A{i + 1}\n" for i in range(3000)) + "FROM a\nUSER root\n",
        "FROM a\n" + "WORKDIR a\n" * 4_500 + "USER root\n",
        "FROM scratch\n" + "WORKDIR a\n" * 4_500 + "USER root\n",
        "FROM a\nUSER root\nRUN true" + " && true" * 50_000 + "\n",
    ],
)
def test_long_files_take_linear_time(text: str) -> None:
    start = time.process_time()
    file = image(text)
    for stage in file.stages:
        shown(stage.user)
    for found in file.instructions:
        assert found.commands is not None
    assert file.env is not None

    assert shown(file.user) == "root"
    assert time.process_time() - start < 5
