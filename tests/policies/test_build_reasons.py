"""Builds that differ in one word, each beside the one that is judged the other way."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.policies.cases import Spellings, mistaken

import infracheck

CURL = "curl a | tar x"
COMMIT = "0123456789abcdef0123456789abcdef01234567"
REASONS = (
    Spellings(
        "assume-yes",
        ("RUN echo y | cat; apt-get install a", "RUN echo y | apt-get install a; apt-get install b"),
        ("RUN yes | (apt-get install a; echo x | cat; apt-get install b)",),
    ),
    Spellings(
        "wget-progress",
        ("RUN wget --output-document=a b", "RUN wget quo"),
        ("RUN wget -qO- a", "RUN wget -O- --quiet a"),
    ),
    Spellings(
        "shell-link",
        ("RUN ln -s bash /bin/sh",),
        ("RUN ln -s /bin/sh", "RUN ln -s bash /bin/sh /srv", "RUN ln"),
    ),
    Spellings(
        "credential-in-instruction",
        ("RUN mysql --password=hunter2x", "CMD mysql --password=hunter2x", "ONBUILD RUN mysql --password=hunter2x"),
        ("RUN useradd --password hunter2x a", "RUN groupmod --password=hunter2x a"),
    ),
    Spellings(
        "password-command",
        ("RUN useradd a -p hash", "RUN useradd -m -p hash"),
        ("RUN useradd a -p", "RUN useradd a --password", "RUN useradd a -mp"),
    ),
    Spellings(
        "secret-in-build",
        (
            "ONBUILD ENV DB_PASSWORD=hunter2x", "ONBUILD ARG DB_PASSWORD", "ENV AWS_ACCESS_KEY_ID=x7Tq9fLs",
            "ARG AWS_ACCESS_KEY_ID=x7Tq9fLs", "ARG AWS_ACCESS_KEY_ID", "ARG AWS_ACCESS_KEY_ID=",
            "ENV AWS_ACCESS_KEY_ID=$ID",
        ),
        (
            "ONBUILD ENV DB_PASSWORD=", "ONBUILD RUN DB_PASSWORD=hunter2x make", "ONBUILD ENV DB_HOST=hunter2x",
            "ENV AWS_ACCESS_KEY_ID=", "ENV AWS_ACCESS_KEY_ID=true",
            "ENV AZURE_CLIENT_ID=x7Tq9fLs", "LABEL DB_PASSWORD=hunter2x", "HEALTHCHECK CMD DB_PASSWORD=hunter2x make",
        ),
    ),
    Spellings(
        "pipe-status",
        (f"RUN {CURL}", f"RUN bash -c true; {CURL}", f"RUN set -e; {CURL}"),
        (
            f"RUN <<EOF\n{CURL}\nEOF", "RUN pwsh get | out", "RUN powershell get | out", f"RUN pwsh a; {CURL}",
            "RUN echo a || b", "RUN curl a",
        ),
    ),
    Spellings(
        "stale-index",
        (
            "RUN apt-get update\nRUN apt-get install a", "RUN apk update\nRUN apk add a",
            "RUN zypper ref\nRUN zypper in a", "RUN dnf update\nRUN dnf install a", "RUN yum update\nRUN yum install a",
            "RUN dnf update -q\nRUN dnf install a", "RUN dnf update --assumeno\nRUN dnf install a",
            "RUN pacman -Sy\nRUN pacman -S a", "RUN apt-get update\nRUN aptitude install a",
            "RUN apt-get update && apt-get upgrade\nRUN apt-get install a",
            "RUN yum update mysql\nRUN yum install a", "RUN dnf update --security -x y\nRUN dnf install a",
        ),
        (
            "RUN apt-get update\nRUN apt-get update && apt-get install a", "RUN apt-get install a\nRUN apt-get update",
            "RUN apk update\nRUN apk add -U a", "RUN apk update\nRUN apk add --update a",
            "RUN apk update\nRUN apk add --update-cache a", "RUN dnf update -y\nRUN dnf install a",
            "RUN yum update -qy\nRUN yum install a", "RUN dnf update --assumeyes\nRUN dnf install a",
            "RUN apt-get update && apt-get install a\nRUN apt-get install b", "RUN apt-get update\nRUN apk add a",
        ),
    ),
    Spellings(
        "update-alone",
        ("RUN apt-get update", "RUN apk update", "RUN zypper refresh", "RUN aptitude update"),
        (
            "RUN apt-get update && ./install.sh", "RUN apt-get update && apt-get install a", "RUN yum update",
            "RUN apt-get install a", "RUN echo update",
        ),
    ),
    Spellings(
        "workdir-path",
        ("WORKDIR a", "ARG B\nWORKDIR a/$B", "ENV A=a\nWORKDIR $A/b", 'WORKDIR "a"', "WORKDIR 1:a"),
        (
            "WORKDIR /a", "ARG B\nWORKDIR /a/$B", "ARG B\nWORKDIR $B/a", "ENV A=/a\nWORKDIR ${A}/b", "WORKDIR C:/a",
            'WORKDIR "\\a"', "WORKDIR '/a'", "ARG B\nWORKDIR '/a/$B'", 'ARG B\nWORKDIR "/a/$B"',
        ),
    ),
    Spellings(
        "base-image-tag",
        ("FROM shop/web", "FROM localhost:5000/web"),
        ("FROM shop/web:7", "FROM WEB", "FROM scratch", "FROM debian:12.5 AS web\nFROM web"),
    ),
    Spellings(
        "secret-file",
        (
            "WORKDIR /root/.aws\nCOPY a credentials", "WORKDIR /root/.aws/\nCOPY a ./credentials",
            "WORKDIR /srv\nWORKDIR /root/.aws\nCOPY a credentials", "WORKDIR /root\nWORKDIR .aws\nCOPY a credentials",
            "WORKDIR /root/.config\nWORKDIR gh/\nCOPY a hosts.yml", "WORKDIR $HOME/.aws\nCOPY a credentials",
            "WORKDIR .aws\nCOPY a credentials", "FROM a:1 AS b\nWORKDIR /root/.aws\nFROM b\nCOPY a credentials",
            "FROM a:1 AS b\nWORKDIR /root\nFROM b\nWORKDIR .aws\nCOPY a credentials",
        ),
        (
            "COPY a credentials\nWORKDIR /root/.aws", "WORKDIR /root/.aws\nWORKDIR /srv\nCOPY a credentials",
            "WORKDIR /root/.config\nWORKDIR hub\nCOPY a hosts.yml", "WORKDIR /root\nWORKDIR aws\nCOPY a credentials",
            "FROM a:1 AS b\nWORKDIR /root/.aws\nFROM a:1\nCOPY a credentials",
            "WORKDIR /root/.aws\nFROM b:1\nCOPY a credentials", "WORKDIR /root/.aws\nWORKDIR ~\nCOPY a credentials",
        ),
    ),
    Spellings(
        "pip-cache",
        (
            "RUN pip install a; export PIP_NO_CACHE_DIR=1",
            "RUN --mount=type=cache,target=/c pip install --cache-dir=/d/ a",
            "RUN pip install a; PIP_NO_CACHE_DIR=1 pip list", "ENV PIP_NO_CACHE_DIR=False\nRUN pip install a",
            "RUN pip config set global.no-cache-dir False\nRUN pip install a",
            "CMD pip config set global.no-cache-dir true\nRUN pip install a",
        ),
        (
            "RUN export PIP_NO_CACHE_DIR=1; pip install a",
            "RUN --mount=type=cache,target=/c pip install --cache-dir=/c/ a",
            "ENV PIP_NO_CACHE_DIR=1\nRUN pip install a",
            "RUN pip config set global.no-cache-dir true\nRUN pip install a",
            "RUN pip config set GLOBAL.NO_CACHE_DIR true\nRUN pip install a",
        ),
    ),
    Spellings(
        "tls-flag",
        ("RUN wget --NO-CHECK-CERTIFICATE a", "RUN npm config set STRICT-SSL FALSE",
         "RUN git -c HTTP.SSLVERIFY=False clone a", "RUN yum --setopt=A.SSLVERIFY=False install b"),
        (
            "RUN wget --check-certificate a", "RUN npm config set STRICT-SSL TRUE",
            "RUN git config --get http.sslVerify", "RUN git config http.sslVerify",
        ),
    ),
    Spellings(
        "recommended-packages",
        ("RUN apt-get install a", "RUN apt-get -o APT::Install-Recommends=true install a"),
        (
            "RUN apt-get install --no-install-recommends a", "RUN apt-get -o APT::Install-Recommends=False install a",
            "RUN apt-get -oAPT::Install-Recommends=0 install a", "RUN apt-get -s install a", "RUN apt-get remove a",
        ),
    ),
    Spellings(
        "copy-from-stage",
        ("FROM a:1 AS b\nCOPY --from=c / /", "FROM a:1 AS b\nCOPY --from=c/d / /"),
        (
            "FROM a:1 AS b\nCOPY --from=B / /", "FROM a:1 AS b\nCOPY --from=b / /", "FROM a:1 AS B\nCOPY --from=b / /",
            "FROM a:1 AS b\nFROM c:1\nCOPY --from=B / /", "COPY --from=c:1 / /", "FROM a:1 AS b\nCOPY --from=$C / /",
        ),
    ),
    Spellings(
        "add-url",
        (
            "ADD SSH://x.example/a#main /a", "ADD Git@x.example:a#main /a", f"ADD https://x.example/a#{COMMIT} /a",
            f"ADD ssh://x.example/a#{COMMIT[1:]} /a", "ADD https://x.example/a.git?commit=1 /a",
        ),
        (
            f"ADD SSH://x.example/a#{COMMIT} /a", f"ADD GIT://x.example/a#{COMMIT.upper()} /a",
            f"ADD https://x.example/a.git#{COMMIT}:b /a", f"ADD https://x.example/a.git?checksum={COMMIT} /a",
            f"ADD https://x.example/a.git#{COMMIT}{COMMIT[:24]} /a", "ADD https://x.example/a.git#$COMMIT /a",
        ),
    ),
    Spellings(
        "from-as-casing",
        ("FROM a:1 as b", "from a:1 AS b", "FROM a:1 As b", "from a:1 As b"),
        ("FROM a:1 AS b", "from a:1 as b", "From a:1 as b", "From a:1 AS b", "FROM a:1", "from a:1"),
    ),
    Spellings(
        "duplicate-stage",
        ("FROM a:1 AS b\nFROM c:1 AS b", "FROM a:1 AS b\nFROM c:1 AS B", "FROM a:1 AS b\nFROM c:1\nFROM b AS b"),
        ("FROM a:1\nFROM b:1", "FROM a:1 AS b\nFROM c:1", "FROM a:1 AS b\nFROM c:1 AS d", "FROM a:1 AS b\nFROM b"),
    ),
    Spellings(
        "copy-from-self",
        ("FROM a:1 AS b\nCOPY --from=b / /", "FROM a:1 AS b\nCOPY --from=B / /", "FROM a:1 AS B\nCOPY --from=b / /"),
        (
            "FROM a:1 AS b\nFROM c:1 AS b\nCOPY --from=b /a /a", "FROM a:1 AS b\nFROM c:1\nCOPY --from=b /a /a",
            "FROM a:1\nCOPY --from=b /a /a", "FROM a:1 AS b\nCOPY --from=$S /a /a", "FROM a:1 AS b\nCOPY b /a",
            "FROM a:1 AS b\nCOPY --from= /a /a",
        ),
    ),
    Spellings(
        "platform-constant",
        ("FROM --platform=linux/amd64 a:1", "FROM --platform=linux/amd64 a:1 AS arm64", "FROM --platform=linux/ a:1"),
        (
            "FROM --platform=$BUILDPLATFORM a:1", "FROM --platform=linux/amd64 a:1 AS build-amd64",
            "FROM --platform=linux/AMD64 a:1 AS amd64", "FROM a:1", "FROM --platform=linux/arm64 a:1 AS linux",
        ),
    ),
    Spellings(
        "apt-lists",
        ("RUN apt-get update && cd /var && rm -rf lists", "RUN apt-get update && cd && rm -rf lists"),
        (
            "RUN chroot /x apt-get update", "RUN apt-get update && cd /srv && rm -rf /var/lib/apt/lists",
            "RUN apt-get update && cd /var/lib && rm -rf apt/lists/*", "RUN apt-get --help",
            "RUN --mount=type=cache,target=/c apt-get -oDir::State::Lists=/c update",
            "RUN --mount=type=cache,target=/c apt-get -o Dir::State::Lists=/c/ update",
            "RUN --mount=type=cache,target=/c apt-get update -o=dir::state::lists=/c",
            "RUN --mount=type=cache,target=/c apt-get --option=Dir::State::Lists=/c update",
        ),
    ),
)  # fmt: skip

# BuildKit refuses them, which every scan says too
REFUSED = (
    Spellings(
        "apk-cache",
        ("RUN --mount=type=cache,id=a apk add a", "RUN --mount=type=tmpfs apk add a"),
        ("RUN --mount=type=cache,id=a apk add --no-cache a",),
    ),
)


@pytest.mark.parametrize("case", REASONS, ids=lambda case: case.policy)
def test_one_word_of_a_build_decides(case: Spellings, tmp_path: Path) -> None:
    assert mistaken(case, tmp_path) == (set(), set())


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.policy)
def test_a_build_that_is_refused_is_judged_by_each_word(case: Spellings, tmp_path: Path) -> None:
    assert mistaken(case, tmp_path, "input-syntax") == (set(), set())


def test_a_port_is_reported_once_where_a_stage_continues_another(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM a:1 AS b\nEXPOSE 22\nFROM b\nEXPOSE 80\nFROM b\nEXPOSE 20-30\n")

    report = infracheck.scan([tmp_path], select=["ssh-port"])

    assert [each.line for each in report.findings] == [2, 6]


def test_a_build_without_any_from_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("# a shop\nARG VERSION=7\n")

    report = infracheck.scan([tmp_path], select=["first-instruction"])

    told = [each.message for each in report.findings if each.policy_id == "first-instruction"]
    assert told == ["the Dockerfile has no FROM"]


@pytest.mark.parametrize("hint", ["nonroot", "non-root", "Rootless", "unprivileged", "windows", "nanoserver", ""])
def test_a_base_image_shows_by_its_name_that_it_has_a_user(hint: str, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text(f"ARG R\nFROM shop/web-{hint.lower()}x:1 AS a\nFROM a\nRUN b\n")
    (tmp_path / "b.Dockerfile").write_text(f"ARG R\nFROM $R/web-{hint}x:1\nRUN b\n")

    report = infracheck.scan([tmp_path], select=["user-instruction"])

    assert len(report.findings) == (0 if hint else 2)
