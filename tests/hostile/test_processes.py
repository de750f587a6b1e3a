"""Nothing but git and the renderers are started, each in one place."""

from __future__ import annotations

import ast
import os
import re
from pathlib import Path

import pytest

CHECKER = Path(__file__).parents[2] / "checker" / "infracheck"
POLICIES = Path(__file__).parents[2] / "policies"
STARTERS = frozenset(
    ("asyncio", "concurrent", "ctypes", "multiprocessing", "pdb", "popen2", "pty", "runpy", "subprocess", "webbrowser")
)
FUNCTIONS = frozenset(
    ("startfile", *(each for each in dir(os) if each.startswith(("exec", "fork", "popen", "posix_spawn", "spawn"))))
) | {"system"}
ANY = re.compile(rf"\b({'|'.join(sorted(STARTERS | FUNCTIONS))})\b")
# the places that run git and the renderers, and the one that shares judging among copies of this very process
KNOWN = {
    ("source/host/git.py", "subprocess"),
    ("source/render/child.py", "subprocess"),
    ("engine/processes.py", "fork"),
    # threads, which wait for the renderers
    ("rendering/side_by_side.py", "concurrent"),
}


def starts(text: str) -> set[str]:
    """What of a module could start a process: modules that do, and functions of `os` by whatever name it has."""
    if ANY.search(text) is None:
        return set()
    return {name for node in ast.walk(ast.parse(text)) for name in _names(node) if name in STARTERS | FUNCTIONS}


def _names(node: ast.AST) -> list[str]:
    match node:
        case ast.Import(names):
            return [each.name.split(".")[0] for each in names]
        case ast.ImportFrom(module, names):
            of_os = [each.name for each in names] if module in ("os", "posix", "nt") else []
            return [(module or "").split(".")[0], *of_os]
        case ast.Attribute(whose, "system"):
            # an attribute of some objects of ours, too
            return ["system"] if isinstance(whose, ast.Name) and whose.id == "os" else []
        case ast.Attribute(_, name):
            return [name]
        case ast.Constant(str() as word) if word != "system":
            # for `import_module`, `getattr` and the like
            return [word]
    return []


def test_nothing_else_starts_a_process() -> None:
    files = [*CHECKER.rglob("*.py"), *POLICIES.rglob("*.py")]
    assert len(files) > 100
    found = {
        (each.relative_to(CHECKER if each.is_relative_to(CHECKER) else POLICIES).as_posix(), name)
        for each in files
        for name in starts(each.read_text(encoding="utf-8"))
    }

    assert found == KNOWN


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("import subprocess", "subprocess"),
        ("def f():\n    from subprocess import run", "subprocess"),
        ("import multiprocessing.pool", "multiprocessing"),
        ("import os\nos.system('x')", "system"),
        ("import os as o\no.execvpe", "execvpe"),
        ("from os import popen as read", "popen"),
        ("import os\ngetattr(os, 'spawnv')", "spawnv"),
        ("import_module('subprocess')", "subprocess"),
    ],
)
def test_each_way_to_start_one_is_seen(text: str, name: str) -> None:
    assert name in starts(text)
