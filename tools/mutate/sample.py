"""Which mutants are tried: a random sample of some modules, or of those that a change touches."""

from __future__ import annotations

import ast
import random
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import CodeType
from typing import NamedTuple

from tools.mutate.operators import changes_of

ROOT = Path(__file__).resolve().parents[2]
# a test, or a tool that a test runs, may read a table itself
FOLDERS = tuple(ROOT / name for name in ("checker", "policies", "tests", "tools"))
_CHECKER = ROOT / "checker" / "infracheck"
# what policies say stands in the first, with the words that they compare; what they ask stands in the second
ROOMS = {
    "policies": (ROOT / "policies", _CHECKER / "knowledge" / "words", _CHECKER / "knowledge" / "kubernetes"),
    "model": (_CHECKER / "model", _CHECKER / "knowledge" / "products"),
}

Key = tuple[str, str, int]
"""A function: its file, its qualified name and its first line."""


class Mutant(NamedTuple):
    """The `number`-th change of a module, and whether it stands in the body of a function."""

    path: str
    number: int
    line: int
    words: str
    in_function: bool

    def __str__(self) -> str:
        return f"{Path(self.path).relative_to(ROOT)}:{self.line}: {self.words}"

    def code(self) -> CodeType:
        """The module with the change, compiled."""
        tree = _tree(self.path)
        for number, change in enumerate(changes_of(tree)):
            if number == self.number:
                change.make()
                break
        return compile(ast.fix_missing_locations(tree), self.path, "exec", dont_inherit=True)

    def owner(self) -> Key | None:
        """The outermost function around the change; None where it stands in none."""
        if not self.in_function:
            return None
        found = [each for each in functions_of(original(self.path)) if _reaches(each, self.line)]
        return key_of(min(found, key=lambda each: each.co_firstlineno)) if found else None


def mutants_of(path: Path) -> Iterator[Mutant]:
    """Every mutant of a module that is another program."""
    for number, change in enumerate(changes_of(_tree(str(path)))):
        yield Mutant(str(path), number, change.line, f"{change.operator}: {change.text}", change.in_function)


def chosen(room: str, base: str, count: int, seed: int) -> list[Mutant]:
    """The sample of a room's modules, or of the modules that differ from a revision, in the order of their trial."""
    modules = sorted(path for folder in ROOMS[room] for path in folder.rglob("*.py"))
    if base:
        touched = _touched_since(base)
        modules = [path for path in modules if path in touched]
    mutants = [mutant for path in modules for mutant in mutants_of(path)]
    random.Random(seed).shuffle(mutants)
    return mutants[:count]


def original(path: str) -> CodeType:
    """The module as it is, compiled like the mutant."""
    return compile(_tree(path), path, "exec", dont_inherit=True)


def functions_of(code: CodeType) -> Iterator[CodeType]:
    """The code of every function below, those inside functions too."""
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield each
            yield from functions_of(each)


def key_of(code: CodeType) -> Key:
    """How a function is found again in another run."""
    return code.co_filename, code.co_qualname, code.co_firstlineno


def _reaches(code: CodeType, line: int) -> bool:
    lines = [last for _, _, last in code.co_lines() if last is not None]
    # the code of a class runs once, on import
    is_function = bool(code.co_flags & 2)
    return is_function and code.co_firstlineno <= line <= max(lines, default=0)


def _tree(path: str) -> ast.Module:
    return ast.parse(Path(path).read_text(encoding="utf-8"))


def _touched_since(base: str) -> set[Path]:
    told = subprocess.run(
        ["git", "diff", "--name-only", "-z", base], cwd=ROOT, capture_output=True, check=True, text=True
    )
    return {ROOT / name for name in told.stdout.split("\0") if name}
