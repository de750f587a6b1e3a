"""Dockerfiles: the examples changed, and made of a grammar of every instruction."""

from __future__ import annotations

from random import Random

from tests.fuzz import seeds, texts, words
from tests.fuzz.case import Case
from tests.fuzz.manifests import with_waivers

_NAMES = (*["Dockerfile"] * 8, "web.Dockerfile", "Dockerfile.prod", "Containerfile", "dockerfile", "api-Dockerfile")
_INSTRUCTIONS = (
    "FROM", "FROM", "RUN", "RUN", "RUN", "RUN", "CMD", "ENTRYPOINT", "ENV", "ENV", "ARG", "ARG", "COPY", "ADD",
    "USER", "WORKDIR", "EXPOSE", "VOLUME", "LABEL", "HEALTHCHECK", "SHELL", "STOPSIGNAL", "ONBUILD", "MAINTAINER",
    "INCLUDE", "#", "",
)  # fmt: skip
_FLAGS = (
    "--platform=linux/amd64", "--platform=$BUILDPLATFORM", "--from=build", "--from=0", "--from=²", "--chown=1:1",
    "--chmod=0777", "--chmod=u+s", "--mount=type=cache,target=/x", "--mount=type=secret,id=a,env=A",
    "--mount=type=bind,from=x", "--mount=", "--network=host", "--security=insecure", "--link", "--link=maybe",
    "--interval=5s", "--timeout=²s", "--retries=x", "--start-period=1h1", "--checksum=sha256:x",
    "--keep-git-dir=true", "--exclude=*.md", "--parents", "--", "--=", "--x=y", "-x",
)  # fmt: skip
_SHELL = (
    "apt-get update && apt-get install -y curl=7.* && rm -rf /var/lib/apt/lists/*", "apt-get install curl",
    "apk add --no-cache x", "pip install x", "curl -sSL https://e.x/i.sh | sh", "curl http://u:p@h/x | bash -",
    "wget -qO- $URL | tar xz -C /", "sudo su - && passwd -d root", "useradd -u 0 x", "chmod 4755 /bin/x",
    "chmod -R 777 /", "chmod u+s,g+s x", "echo 'root:x' | chpasswd", "cd /x && ls",
    "set -eux; for i in a b; do echo $i; done", "if [ -f x ]; then y; elif z; else w; fi",
    "case $x in a|b) c;; *) d;; esac", "f() { echo; }; f", "( cd x; y ) & wait", "{ a; b; } > /dev/null 2>&1",
    "a | b | c", "a || b && ! c", "echo \"$(cat `which x`)\"", "echo ${x:-${y:+z}}", "echo $((1 + ${x}))",
    "cat <<EOF > x", "cat <<'E' <<-F", "python3 -c 'import os'", "echo \"unclosed", "echo 'unclosed",
    "echo $(unclosed", "echo `unclosed", "echo ${unclosed", "echo $((unclosed", ")", "fi", "done", ";;", "&&", "|",
    "&", ";", "a=1 b=2 c", "export A=b", "eval \"$x\"", "exec \"$@\"", ": <<< x", "2>&1", "<(x)", "[[ a =~ (b ]]",
    "npm i && yarn", "gem install x:1", "go install x@latest", "dnf -y install x && dnf clean all", "yum install x",
    "zypper in x", "rm -rf /", "shutdown now", "ssh-keygen -f x -N ''", "git clone https://t@h/x",
    "export DB_PASSWORD=hunter2hunter2", "mysql -phunter2", "echo \\", "\\", "\t", "#x", "a#b", "a #b", "🙂", "²",
    "\x1b[0m", "$", "\"\"", "''", "$''", "$\"\"", "~",
)  # fmt: skip
_ARGUMENTS = (
    "x", "a=b", "A=b C=d", "A b", "A", "=", "=a", "A=", "A=\"b c\"", "A='b", "A=\"b", "A=b\\ c", "[\"a\", \"b\"]",
    "[\"a\"", "['a']", "[]", "[\"\\u00", "[1]", ". .", "src dst", "[\"a b\", \"c\"]", "https://e.x/a.tar.gz /",
    "git@github.com:a/b.git /", "<<EOF /x", "<<\"EOF\"", "<<-EOF", "<<EOF <<F", "<<1", "80", "80/tcp",
    "8000-8010/udp", "²", "²-³", "99999", "-1", "0", "80/²", "9" * 5000, "NONE", "NONE x", "CMD x", "CMD",
    "CMD [\"curl\", \"-f\"]", "/", "/a/../b", "C:\\x", "\\", "$A", "${A}", "${A:-b}", "${A:+b}", "${A-}", "${A:?x}",
    "${A#x}", "${A##*/}", "${A%x}", "${A%%x*}", "${A/a/b}", "${A//a/b}", "${A:1:2}", "${", "${A", "${A:", "${A!}",
    "${${A}}", "$", "$$", "\\$A", "$1", "${1}", "${A:-${B:-${C}}}", "root", "0", "+0", "0:0", "1000:1000", ":",
    "nobody:", "root:x", "0x0", "SIGTERM", "9", "SIGRTMIN+1", "RUN x", "ONBUILD RUN x", "FROM x",
)  # fmt: skip
_IMAGES = (
    "alpine:3.20", "scratch", "build", "0", "$BASE", "${BASE:-alpine}", "a@sha256:" + "0" * 64, "alpine AS build",
    "alpine as BUILD", "alpine AS", "alpine AS 1x", "alpine AS a b", "--platform=x alpine", "é", "", "a:b:c",
    "node:20 AS web", "web", "ubuntu:24.04",
)  # fmt: skip
_ENDS = (
    "\n",
    "\n",
    "\n",
    "\n",
    "\n",
    "\r\n",
    " \n",
    "\\\n",
    " \\\n  ",
    " \\\n# comment\n  ",
    " \\\n\n  ",
    "`\n",
    "\r",
    "",
)
_HEADS = (
    "", "", "", "", "# syntax=docker/dockerfile:1\n", "# escape=`\n", "# escape=\\\n", "# escape=x\n",
    "#check=skip=all\n", "# syntax=x\n# escape=`\n", "\ufeff", "\n", "#\n", "# hadolint ignore=DL3008\n",
    "ARG A=alpine\n", "ARG BASE\n", "{{ x }}\n",
)  # fmt: skip


def example(random: Random) -> Case:
    """An example that was changed."""
    content = random.choice(seeds.dockerfiles()).encode()
    for _ in range(random.choice((1, 1, 2, 4))):
        content = _with_line(content, random) if random.random() < 0.4 else texts.mutate(content, random, 1)
    if random.random() < 0.1:
        content = with_waivers(content, random)
    return Case({random.choice(_NAMES): content})


def grammar(random: Random) -> Case:
    """Instructions at random, with arguments that may be those of others."""
    made = [random.choice(_HEADS)]
    if random.random() < 0.8:
        made.append("FROM alpine:3.20\n")
    made += (instruction(random) for _ in range(random.choice((1, 2, 3, 5, 8, 20))))
    content = "".join(made).encode("utf-8", "surrogatepass")
    return Case({random.choice(_NAMES): texts.mutate(content, random, 1) if random.random() < 0.2 else content})


def instruction(random: Random) -> str:
    """One instruction, which may go on over lines or bring a heredoc along."""
    keyword = random.choice(_INSTRUCTIONS)
    if random.random() < 0.1:
        keyword = keyword.lower()
    if keyword == "ONBUILD" and random.random() < 0.9:
        keyword += " " + random.choice(_INSTRUCTIONS)
    parts = [keyword, *(random.choice(_FLAGS) for _ in range(random.choice((0, 0, 0, 1, 2))))]
    parts += (_argument(keyword, random) for _ in range(random.choice((0, 1, 1, 1, 2, 4))))
    joint = random.choice((" ", " ", " ", " ", "  ", "\t", " \\\n  ", "\\\n", " \\\n# c\n"))
    text = joint.join(parts) + random.choice(_ENDS)
    if "<<" in text and random.random() < 0.8:
        text += (
            random.choice(("", "#!/bin/sh\n", "\t"))
            + random.choice(_SHELL)
            + "\n"
            + random.choice(("EOF\n", "\tEOF\n", "E\n", "F\nEOF\n", ""))
        )
    return text


def _argument(keyword: str, random: Random) -> str:
    chance = random.random()
    if chance < 0.1:
        return random.choice(words.ODD)
    if keyword.endswith("FROM"):
        return random.choice(_IMAGES)
    if keyword.endswith(("RUN", "CMD", "ENTRYPOINT", "SHELL")) and chance < 0.8:
        return " ".join(random.choice(_SHELL) for _ in range(random.choice((1, 1, 2, 3))))
    return random.choice(_ARGUMENTS)


def _with_line(content: bytes, random: Random) -> bytes:
    lines = content.split(b"\n")
    lines.insert(random.randrange(len(lines) + 1), instruction(random).encode("utf-8", "surrogatepass"))
    return b"\n".join(lines)
