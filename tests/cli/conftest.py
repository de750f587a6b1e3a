"""The command line as a user runs it: a process, its texts and its exit code."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple, Protocol

import pytest

POD = """\
apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: web
      image: nginx:1.27
"""


class Done(NamedTuple):
    """What a run wrote, and how it ended."""

    status: int
    out: str
    err: str


class Infracheck(Protocol):
    """Runs infracheck in the folder of the test."""

    def __call__(self, *arguments: str, stdin: str | None = None) -> Done: ...


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def infracheck(folder: Path) -> Infracheck:
    environment = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}

    def run(*arguments: str, stdin: str | None = None) -> Done:
        done = subprocess.run(
            [sys.executable, "-m", "infracheck", *arguments],
            cwd=folder, env=environment, input=(stdin or "").encode(), capture_output=True, timeout=60, check=False,
        )  # fmt: skip
        out, err = (each.decode().replace("\r\n", "\n") for each in (done.stdout, done.stderr))
        return Done(done.returncode, out, err)

    return run


@pytest.fixture
def pod(folder: Path) -> Path:
    """A pod without limits, in `web.yaml`."""
    path = folder / "web.yaml"
    path.write_text(POD, encoding="utf-8")
    return path
