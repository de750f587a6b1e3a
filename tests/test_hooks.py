"""The hooks for pre-commit: their commands exist, and do what the hook's name says."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
HOOKS = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}
POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: web, image: 'web:7'}]}\n"


def run(hook: dict[str, Any], folder: Path, *files: str) -> tuple[int, str]:
    program, *arguments = shlex.split(hook["entry"])
    assert program == "infracheck"
    passed = files if hook.get("pass_filenames", True) else ()
    done = subprocess.run(
        [sys.executable, "-m", program, *arguments, *hook.get("args", []), *passed],
        cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout.decode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "changed.yaml").write_text(POD)
    (tmp_path / "other.yaml").write_text(POD)
    return tmp_path


def test_the_hooks_are_those_that_the_readers_know() -> None:
    assert sorted(HOOKS) == ["infracheck", "infracheck-full"]
    assert {hook["language"] for hook in HOOKS.values()} == {"python"}


def test_infracheck_looks_at_the_changed_files(folder: Path) -> None:
    status, text = run(HOOKS["infracheck"], folder, "changed.yaml")

    assert status == 1
    assert "changed.yaml:" in text
    assert "other.yaml:" not in text


def test_infracheck_full_looks_at_the_whole_repository(folder: Path) -> None:
    status, text = run(HOOKS["infracheck-full"], folder, "changed.yaml")

    assert status == 1
    assert "changed.yaml:" in text
    assert "other.yaml:" in text
