"""A project in a git repository, with a base branch and a change, judged as a CI job would."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

WEB = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
        - name: nginx
          image: registry.example.com/web:1.4
          ports:
            - containerPort: 8080
        - name: proxy
          image: registry.example.com/proxy:2.0
          resources:
            limits: {memory: 64Mi}
"""
JOBS = """\
apiVersion: batch/v1
kind: Job
metadata: {name: import, namespace: batch}
spec:
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: import
          image: registry.example.com/import:3.1
---
apiVersion: v1
kind: LimitRange
metadata: {name: defaults, namespace: batch}
spec:
  limits:
    - type: Container
      default: {memory: 128Mi}
"""
DOCKERFILE = """\
FROM debian:13 AS build
RUN make

FROM debian:13
USER root
COPY --from=build /app /app
CMD ["/app"]
"""
CONFIG = "select: [memory-limit, image-tag, privileged-container, dockerfile-user, no-shouting]\n"
POLICY = '''\
from collections.abc import Iterator

from infracheck import Container, Severity, Violation, policy

from ._words import is_loud


@policy("no-shouting", category="configuration", severity=Severity.MEDIUM)
def no_shouting(container: Container) -> Iterator[Violation]:
    """A container's name is in lower case.

    Fix: Write the name in lower case.
    """
    if is_loud(container.name):
        yield container.violation(f"container {container.name} shouts", at=Container.name_written)
'''
WORDS = "def is_loud(name: str) -> bool:\n    return name.isupper()\n"


class Verdict(NamedTuple):
    """How a gate ended, and what its report says."""

    status: int
    report: dict[str, Any]
    err: str

    @property
    def new(self) -> list[tuple[str, str, int]]:
        return [(each["policy"], each["path"], each["line"]) for each in self.report["findings"]]

    @property
    def counts(self) -> tuple[int, int, int]:
        """New, fixed and unchanged."""
        gate = self.report["summary"]["gate"]
        return gate["new"], gate["fixed"], gate["unchanged"]


class Project:
    """A repository of its own in a folder, without anything of the user's git config."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def git(self, *words: str) -> str:
        identity = ("-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "protocol.file.allow=always")
        environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        done = subprocess.run(
            ["git", *identity, *words], cwd=self.folder, env=environment, check=True, capture_output=True, timeout=60
        )
        return done.stdout.decode().strip()

    def write(self, **files: str) -> None:
        for name, text in files.items():
            self.put(name, text)

    def put(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")

    def edit(self, name: str, old: str, new: str) -> None:
        text = (self.folder / name).read_text(encoding="utf-8")
        assert old in text
        self.put(name, text.replace(old, new))

    def move(self, old: str, new: str) -> None:
        (self.folder / new).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / old).rename(self.folder / new)

    def commit(self, message: str = "change") -> str:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "-m", message)
        return self.git("rev-parse", "HEAD")

    def run(self, *words: str, below: str = ".") -> subprocess.CompletedProcess[str]:
        """Run infracheck in the project, or in a folder of it."""
        return subprocess.run(
            [sys.executable, "-m", "infracheck", *words],
            cwd=self.folder / below, capture_output=True, timeout=60, check=False, encoding="utf-8",
        )  # fmt: skip

    def gate(self, *words: str, base: str = "main", below: str = ".") -> Verdict:
        done = self.run("scan", "--base", base, "-f", "json", *words, below=below)
        return Verdict(done.returncode, json.loads(done.stdout or "{}"), done.stderr)


@pytest.fixture
def empty(tmp_path: Path) -> Project:
    """A repository without a commit."""
    if shutil.which("git") is None:
        pytest.skip("needs git")
    project = Project(tmp_path / "project")
    project.folder.mkdir()
    project.git("init", "--quiet", "--initial-branch", "main")
    return project


@pytest.fixture
def project(empty: Project) -> Project:
    """A base branch with three old faults, and a branch for a change checked out."""
    for name, text in {
        "k8s/web.yaml": WEB, "k8s/jobs.yaml": JOBS, "image/Dockerfile": DOCKERFILE, "ci/gate.yaml": CONFIG,
        "ci/policies/shouting.py": POLICY, "ci/policies/_words.py": WORDS,
    }.items():  # fmt: skip
        empty.put(name, text)
    empty.edit("ci/gate.yaml", "select", "policies: [policies]\nselect")
    empty.edit("k8s/web.yaml", "proxy:2.0", "proxy")
    empty.commit("base")
    empty.git("checkout", "--quiet", "-b", "change")
    return empty


Change = Callable[[Project], None]


def lines_of(text: str, word: str) -> list[int]:
    """The lines of a text that hold a word."""
    return [number for number, line in enumerate(text.split("\n"), 1) if re.search(word, line)]
