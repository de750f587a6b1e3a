"""Which functions see what a module makes on import, by the names that lead from one to the other."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from tools.mutate.sample import FOLDERS, Key

Name = tuple[str, str]
"""A name, and the module that it is known in: that of a private one, empty for all others."""


class Statement(NamedTuple):
    """A statement of a module or a class: its lines, the names it makes and uses, the key of a function."""

    path: str
    first: int
    last: int
    made: frozenset[Name]
    used: frozenset[Name]
    key: Key | None


class Users:
    """The statements of the whole project, and what leads from one to another."""

    def __init__(self) -> None:
        self.statements = [each for folder in FOLDERS for path in folder.rglob("*.py") for each in statements(path)]

    def of(self, path: str, line: int, on_import: Collection[Key]) -> frozenset[Key]:
        """The functions that may see a change of a line; those that run on import lead on to what they make."""
        reached = {each for each in self.statements if each.path == path and each.first <= line <= each.last}
        names: set[Name] = set()
        fresh = reached
        while (
            new := {name for each in fresh if each.key is None or each.key in on_import for name in each.made} - names
        ):
            names |= new
            fresh = {each for each in self.statements if each not in reached and not each.used.isdisjoint(new)}
            reached |= fresh
        return frozenset(each.key for each in reached if each.key is not None)


def statements(path: Path) -> Iterator[Statement]:
    """The statements of a module, and those of its classes."""
    yield from _of_body(str(path), ast.parse(path.read_text(encoding="utf-8")).body, "")


def _of_body(path: str, body: list[ast.stmt], inside: str) -> Iterator[Statement]:
    for each in body:
        match each:
            case ast.Import() | ast.ImportFrom():
                continue
            case ast.ClassDef(name=name):
                yield from _of_body(path, each.body, f"{inside}{name}.")
                # its bases and its decorators
                yield _statement(path, each, {name}, [*each.bases, *each.decorator_list], None, inside)
            case ast.FunctionDef(name=name):
                first = min([each.lineno, *(decorator.lineno for decorator in each.decorator_list)])
                key = (path, f"{inside}{name}", first)
                yield _statement(path, each, {name}, [each], key, inside)
            case _:
                made = {
                    node.id for node in ast.walk(each) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
                }
                yield _statement(path, each, made | {inside.split(".")[0]} - {""}, [each], None, inside)


def _statement(
    path: str, node: ast.stmt, made: set[str], users: Sequence[ast.AST], key: Key | None, inside: str
) -> Statement:
    # what a class calls private, its subclasses elsewhere may use; what a module does, nobody
    scope = "" if inside else path
    names = frozenset((name, scope if name.startswith("_") else "") for name in made)
    used = frozenset(name for each in _used(*users) for name in ((each, ""), (each, path)))
    return Statement(path, node.lineno, node.end_lineno or node.lineno, names, used, key)


def _used(*nodes: ast.AST) -> frozenset[str]:
    names = {part.id for node in nodes for part in ast.walk(node) if isinstance(part, ast.Name)}
    return frozenset(
        names | {part.attr for node in nodes for part in ast.walk(node) if isinstance(part, ast.Attribute)}
    )
