"""What `make mutate` changes of a program: each change alone, and nothing of what only declares."""

from __future__ import annotations

import ast

import pytest
from tools.mutate.operators import changes_of


def changed(program: str) -> list[str]:
    """The program after each of its changes, without the lines that stayed."""
    lines = ast.unparse(ast.parse(program)).splitlines()
    made = []
    for number in range(len(list(changes_of(ast.parse(program))))):
        tree = ast.parse(program)
        list(changes_of(tree))[number].make()
        after = ast.unparse(ast.fix_missing_locations(tree)).splitlines()
        made.append("; ".join(line.strip() for line in after if line not in lines))
    return made


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        ("WORDS = {'a', 'b'}", ["WORDS = {'b'}", "WORDS = {'a'}"]),
        ("WORDS = ('a', 'b')", ["WORDS = ('b',)", "WORDS = ('a',)"]),
        ("WORDS = {'a': x, 'b': y}", ["WORDS = {'b': y}", "WORDS = {'a': x}"]),
        ("a = b or c", ["a = c", "a = b"]),
        ("a = b and c and d", ["a = c and d", "a = b and d", "a = b and c"]),
        ("a = b < c", ["a = b <= c"]),
        ("a = b not in c", ["a = b in c"]),
        ("a = not b", ["a = b"]),
        ("a = True", ["a = False"]),
        ("a = 7", ["a = 8", "a = 6"]),
        ("a = 'x'", ["a = 'x~'"]),
        ("a = any(b)", ["a = all(b)"]),
        ("a = b.lower()", ["a = b"]),
        ("def f(a):\n    if a:\n        return\n    g()", ["pass", "if not a:"]),
        ("def f():\n    yield a", ["yield from ()"]),
        ("f(at=A.b)\nf(at=A.c)", ["f()", "f(at=A.c)", "f()", "f(at=A.b)"]),
    ],
)
def test_a_program_is_changed_in_one_place(program: str, expected: list[str]) -> None:
    found = changed(program)

    # where a change makes a line that stands there already, nothing new is to be seen
    assert [each or None for each in found] == [each if each not in program.splitlines() else None for each in expected]


@pytest.mark.parametrize(
    "program",
    [
        '"""A module."""',
        "__all__ = ['a', 'b']",
        "from a import b",
        "@policy('a', since='1.25')\ndef f(a: 'A') -> None:\n    g(a)",
        "if TYPE_CHECKING:\n    a = 1",
        "a = f'{b} of {c}'",
    ],
)
def test_what_only_declares_stays(program: str) -> None:
    assert changed(program) == []
