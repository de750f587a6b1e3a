"""The rooms of the package: how many modules each holds, and that no two folders need each other at run time."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "checker" / "infracheck"
MOST = 20


@cache
def modules() -> dict[str, Path]:
    """The modules of the package by their names below it."""
    paths = (path for path in PACKAGE.rglob("*.py") if "__pycache__" not in path.parts)
    return {".".join(path.relative_to(PACKAGE).with_suffix("").parts): path for path in paths}


def imported_by(path: Path) -> Iterator[str]:
    """The modules of the package that one imports at run time, wherever in it."""
    waiting: list[ast.AST] = [ast.parse(path.read_text(encoding="utf-8"))]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            waiting.extend(node.orelse)
            continue
        waiting.extend(ast.iter_child_nodes(node))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("infracheck."):
            below = (node.module or "").removeprefix("infracheck.")
            for name in node.names:
                yield f"{below}.{name.name}" if f"{below}.{name.name}" in modules() else below


def folder_of(module: str) -> str:
    """The room of a module; one that stands beside the folders is a room of its own."""
    return module.rpartition(".")[0].replace(".", "/") or module


@cache
def needs() -> dict[str, set[str]]:
    """By folder, the folders that it imports from."""
    found: dict[str, set[str]] = defaultdict(set)
    for module, path in modules().items():
        for other in imported_by(path):
            wanted = folder_of(f"{other}.__init__" if f"{other}.__init__" in modules() else other)
            if wanted != folder_of(module):
                found[folder_of(module)].add(wanted)
    return found


def longest_chain() -> list[str]:
    """The longest way from a room of the source up to the command line; the first by name of several."""
    longest: dict[str, list[str]] = {}
    for folder in TopologicalSorter(needs()).static_order():
        below = [longest[each] for each in sorted(needs().get(folder, ())) if longest[each]]
        longest[folder] = [*max(below, key=len, default=[]), folder] if below or folder.startswith("source/") else []
    return longest["cli"]


def test_no_folder_holds_more_than_twenty_modules() -> None:
    counts: dict[str, int] = defaultdict(int)
    for path in modules().values():
        counts[path.parent.name] += path.name != "__init__.py"

    assert {name: count for name, count in counts.items() if count > MOST} == {}


def test_no_two_folders_need_each_other() -> None:
    # raises CycleError, and names the circle
    assert list(TopologicalSorter(needs()).static_order())


def test_the_longest_chain_is_the_one_that_the_docs_tell() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    told = re.search(r"is `(source/text [^`]*)`", text)

    assert told is not None
    assert re.split(r"\s*→\s*", told[1].replace("\n", " ")) == longest_chain()
