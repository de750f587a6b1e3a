"""Declarations: a function of a user's file becomes a policy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from infracheck import Container, KubernetesVersion, Severity
from infracheck.engine.declarations.declare import Policy
from infracheck.engine.declarations.load import load_folder

Load = Callable[[str], list[Policy]]

HEAD = """\
from collections.abc import Iterator
from functools import wraps
from typing import NamedTuple
from infracheck import Container, Pod, Record, Severity, Violation, policy

"""
RULE = """
@policy("{id}", category="own", severity=Severity.LOW)
def rule(container: Container) -> Iterator[Violation]:
    '''A rule is stated.'''
    yield container.violation("{id}")
"""


@pytest.fixture
def load(tmp_path: Path) -> Load:
    def load(text: str) -> list[Policy]:
        (tmp_path / "rules.py").write_text(HEAD + text)
        return list(load_folder(str(tmp_path)))

    return load


def test_the_docstring_is_title_and_rationale_the_parameters_subject_and_options(load: Load) -> None:
    (found,) = load(
        """
class Options(NamedTuple):
    most: int = 3

@policy("a-rule", category="own", severity=Severity.LOW, controls=("x:1",), aliases=("peer:1",), recommended=False)
def rule(container: Container, options: Options) -> Iterator[Violation]:
    '''A rule is stated.

    Because of this.

    And of that.
    '''
    yield from ()
"""
    )

    assert found[:7] == ("a-rule", "own", Severity.LOW, Container, ("x:1",), ("peer:1",), False)
    assert found.options is not None
    assert found.options() == (3,)
    assert (found.title, found.rationale) == ("A rule is stated.", "Because of this.\n\nAnd of that.")


@pytest.mark.parametrize("future", ["", "from __future__ import annotations\n"])
@pytest.mark.parametrize("base", ["NamedTuple", "Record"])
def test_every_type_of_option_may_be_declared(tmp_path: Path, future: str, base: str) -> None:
    (tmp_path / "rules.py").write_text(
        f"{future}{HEAD}\nNames = tuple[str, ...]\n\nclass Options({base}):\n"
        "    a: str = ''\n    b: int = 1\n    c: float = 0.5\n    d: bool = True\n    e: tuple[str, ...] = ('x',)\n"
        "    f: Names = ()\n"
        "@policy('a-rule', category='own', severity=Severity.LOW)\n"
        "def rule(container: Container, options: Options) -> Iterator[Violation]:\n"
        "    'A rule is stated.'\n    yield from ()\n"
    )

    (found,) = load_folder(str(tmp_path))

    assert found.options is not None
    assert found.options() == ("", 1, 0.5, True, ("x",), ())


def test_the_decorator_leaves_the_function_alone(load: Load) -> None:
    (found,) = load("def rule(container: Container):\n    'A rule is stated.'\n    yield from ()\n\n"
                    "assert policy('a-rule', category='own', severity=Severity.LOW)(rule) is rule\n")  # fmt: skip

    assert found.id == "a-rule"


def test_a_later_version_replaces_the_function_from_there_on(load: Load) -> None:
    (found,) = load(
        """
@policy("a-rule", category="own", severity=Severity.LOW, since="1.20")
def older(container: Container) -> Iterator[Violation]:
    '''A rule is stated.'''
    yield from ()

@policy("a-rule", since="1.25")
def newer(container: Container) -> Iterator[Violation]:
    '''A rule is stated anew.'''
    yield from ()
"""
    )

    checks = [found.check_for(KubernetesVersion(1, minor)) for minor in (19, 20, 24, 25, 30)]
    assert [each and each.__name__ for each in checks] == [None, "older", "older", "newer", "newer"]
    assert found.title == "A rule is stated."


def test_functions_of_one_name_are_policies_each(load: Load) -> None:
    assert [each.id for each in load(RULE.format(id="first") + RULE.format(id="second"))] == ["first", "second"]


def test_policies_made_in_a_loop_or_by_a_function_are_loaded(load: Load) -> None:
    made = "\n".join("    " + line for line in RULE.format(id="{id}").splitlines())
    text = 'for id in ("first", "second"):\n' + made.replace('"{id}"', "id", 1)

    assert [each.id for each in load(text)] == ["first", "second"]


def test_one_function_may_be_two_policies(load: Load) -> None:
    text = RULE.format(id="first").replace(
        "@policy", '@policy("second", category="own", severity=Severity.LOW)\n@policy'
    )

    assert sorted(each.id for each in load(text)) == ["first", "second"]


def test_a_policy_hidden_by_another_decorator_is_loaded(load: Load) -> None:
    text = "def hidden(function):\n    return lambda container: ()\n\n" + RULE.format(id="a-rule")

    assert [each.id for each in load(text.replace("@policy", "@hidden\n@policy"))] == ["a-rule"]


def test_a_decorator_that_names_what_it_wraps_may_stand_below(load: Load) -> None:
    text = (
        "def logged(function):\n    @wraps(function)\n    def call(*given):\n        return function(*given)\n"
        "    return call\n" + RULE.format(id="a-rule").replace("def rule", "@logged\ndef rule")
    )

    (found,) = load(text)

    assert (found.subject, found.versions[0].check.__name__) == (Container, "rule")
    assert found.where.endswith("rules.py:12")


def test_policies_that_are_imported_belong_to_their_own_module(load: Load) -> None:
    imported = "from infracheck_policies.images import latest_tag\n"

    assert [each.id for each in load(imported + RULE.format(id="a-rule"))] == ["a-rule"]
