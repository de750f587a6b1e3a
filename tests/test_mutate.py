"""What `make mutate` changes of a program, each change alone, and which tests it tries on it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from tools.mutate import users
from tools.mutate.baseline import Baseline
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


F, G, H = (("a.py", name, 1) for name in "fgh")


@pytest.mark.parametrize(
    ("key", "noticed", "most", "expected"),
    [
        (F, {}, 60, ["small", "large", "slow"]),
        (G, {}, 60, ["one", "large"]),
        (None, {}, 60, ["small", "many[a]", "one", "large", "many[b]", "many[c]", "slow", "other"]),
        (F, {"large": (1, 1), "other": (9, 9)}, 60, ["large", "small", "slow"]),
        (F, {"large": (1, 1), "slow": (2, 2)}, 60, ["slow", "large", "small"]),
        (F, {"large": (0, 5), "slow": (1, 1)}, 60, ["slow", "large", "small"]),
        (F, {}, 8, ["small", "large"]),
        (F, {"large": (1, 1)}, 8, ["large", "small"]),
        (F, {}, 0.5, []),
        # of a function with many cases each is as late as all before it together
        (H, {}, 60, ["many[a]", "one", "many[b]", "many[c]"]),
    ],
)
def test_tests_are_tried_by_what_they_noticed_and_by_what_they_do(
    key: tuple[str, str, int] | None, noticed: dict[str, tuple[int, int]], most: float, expected: list[str]
) -> None:
    seconds = {"large": 3.0, "other": 9.0, "slow": 7.0, "small": 1.0, "one": 2.5}
    seconds |= {f"many[{case}]": 2.0 for case in "abc"}
    calls = {
        "large": frozenset((F, G, ("b.py", "x", 1), ("b.py", "y", 1))),
        "other": frozenset((("b.py", "x", 1), ("b.py", "y", 1))),
        "slow": frozenset((F,)),
        "small": frozenset((F,)),
        "one": frozenset((H, G)),
        **{f"many[{case}]": frozenset((H,)) for case in "abc"},
    }
    baseline = Baseline(seconds, calls, frozenset())

    assert baseline.tests_of(frozenset() if key is None else frozenset((key,)), noticed, most) == expected


TABLES = """\
_WORDS = ("a", "b")
OPEN = frozenset(_WORDS)
_OTHER = "c"


class Table:
    _inner = OPEN

    def asked(self):
        return self._inner


def look(word):
    return word in _WORDS


def made():
    return _OTHER


MADE = made()
"""
POLICIES = """\
from tables import MADE, OPEN, Table

_WORDS = ("d",)


class Longer(Table):
    def looked(self):
        return self._inner


def judge(word):
    return word in OPEN


def alike(word):
    return word in _WORDS


def told():
    return MADE
"""


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        # `_WORDS` of another module is another
        (1, {"look", "judge", "Table.asked", "Longer.looked"}),
        (2, {"judge", "Table.asked", "Longer.looked"}),
        # `made` runs on import: what it makes, others use
        (3, {"made", "told"}),
        (7, {"Table.asked", "Longer.looked"}),
    ],
)
def test_a_change_of_a_table_is_seen_by_those_that_it_leads_to(
    line: int, expected: set[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables = tmp_path / "tables.py"
    tables.write_text(TABLES, encoding="utf-8")
    (tmp_path / "policies.py").write_text(POLICIES, encoding="utf-8")
    monkeypatch.setattr(users, "FOLDERS", (tmp_path,))

    found = users.Users().of(str(tables), line, {(str(tables), "made", 17)})

    assert {name for _, name, _ in found} == expected
