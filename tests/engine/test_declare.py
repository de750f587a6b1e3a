"""Declarations: a function becomes a policy, or the complaint says where it is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from infracheck import Container, KubernetesVersion, PolicyError, Severity, Violation, Workload, policy
from infracheck.engine.declare import Policy, declared_in

if TYPE_CHECKING:
    from infracheck import Pod


class Options(NamedTuple):
    """What may be set."""

    most: int = 3


def declared(*functions: Any) -> list[Policy]:
    return declared_in({str(number): each for number, each in enumerate(functions)}, __name__)


def complaint(function: Any) -> str:
    with pytest.raises(PolicyError) as raised:
        declared(function)
    assert raised.value.where.startswith(__file__)
    return raised.value.what


def test_the_docstring_is_title_and_rationale_the_parameters_subject_and_options() -> None:
    @policy("a-rule", category="own", severity=Severity.LOW, controls=("x:1",), aliases=("peer:1",), recommended=False)
    def rule(container: Container, options: Options) -> Iterator[Violation]:
        """A rule is stated.

        Because of this.

        And of that.
        """
        yield from ()

    (found,) = declared(rule)

    assert found[:8] == ("a-rule", "own", Severity.LOW, Container, ("x:1",), ("peer:1",), False, Options)
    assert (found.title, found.rationale) == ("A rule is stated.", "Because of this.\n\nAnd of that.")


def test_the_decorator_leaves_the_function_alone() -> None:
    def rule(container: Container) -> Iterator[Violation]:
        """A rule is stated."""
        yield from ()

    assert policy("a-rule", category="own", severity=Severity.LOW)(rule) is rule


def test_a_later_version_replaces_the_function_from_there_on() -> None:
    @policy("a-rule", category="own", severity=Severity.LOW, since="1.20")
    def older(container: Container) -> Iterator[Violation]:
        """A rule is stated."""
        yield from ()

    @policy("a-rule", since="1.25")
    def newer(container: Container) -> Iterator[Violation]:
        """A rule is stated anew."""
        yield from ()

    (found,) = declared(older, newer)

    checks = [found.check_for(KubernetesVersion(1, minor)) for minor in (19, 20, 24, 25, 30)]
    assert checks == [None, older, older, newer, newer]
    assert found.title == "A rule is stated."


def test_two_functions_of_one_version_are_refused() -> None:
    @policy("a-rule", category="own", severity=Severity.LOW)
    def first(container: Container) -> Iterator[Violation]:
        """A rule is stated."""
        yield from ()

    @policy("a-rule", category="own", severity=Severity.LOW)
    def second(container: Container) -> Iterator[Violation]:
        """A rule is stated again."""
        yield from ()

    with pytest.raises(PolicyError, match="a-rule is declared twice"):
        declared(first, second)


def test_functions_that_declare_nothing_and_those_of_other_modules_are_left_out() -> None:
    def helper(container: Container) -> None: ...

    @policy("a-rule", category="own", severity=Severity.LOW)
    def rule(container: Container) -> Iterator[Violation]:
        """A rule is stated."""
        yield from ()

    assert declared(helper) == []
    assert declared_in({"rule": rule}, "another.module") == []


@pytest.mark.parametrize("name", ["", "Rule", "a_rule", "a--rule", "-a", "a-", "1-rule", "a rule"])
def test_an_id_is_lower_case_words_joined_by_hyphens(name: str) -> None:
    @policy(name, category="own", severity=Severity.LOW)
    def rule(container: Container) -> Iterator[Violation]:
        """A rule is stated."""
        yield from ()

    assert complaint(rule) == f"{name!r} is no id"


def test_a_policy_without_severity_is_refused() -> None:
    @policy("a-rule", category="own")
    def rule(container: Container) -> Iterator[Violation]:
        """A rule is stated."""
        yield from ()

    assert complaint(rule) == "a-rule has no category or no severity"


def test_a_policy_without_docstring_is_refused() -> None:
    @policy("a-rule", category="own", severity=Severity.LOW)
    def rule(container: Container) -> Iterator[Violation]:
        yield from ()

    assert complaint(rule) == "a-rule has no docstring"


def test_a_policy_without_subject_is_refused() -> None:
    @policy("a-rule", category="own", severity=Severity.LOW)
    def rule() -> Iterator[Violation]:
        """A rule is stated."""
        yield from ()

    assert complaint(rule) == "a-rule takes 0 parameters"


def test_a_subject_without_type_is_refused() -> None:
    @policy("a-rule", category="own", severity=Severity.LOW)
    def rule(container) -> Iterator[Violation]:  # type: ignore[no-untyped-def]  # noqa: ANN001  that is the point
        """A rule is stated."""
        yield from ()

    assert complaint(rule) == "parameter container says not what it takes"


def test_a_subject_that_only_the_type_checker_imports_is_refused_with_the_remedy() -> None:
    @policy("a-rule", category="own", severity=Severity.LOW)
    def rule(pod: Pod) -> Iterator[Violation]:
        """A rule is stated."""
        yield from ()

    with pytest.raises(PolicyError, match="imported outside `if TYPE_CHECKING`"):
        declared(rule)


def test_a_version_that_is_none_is_refused() -> None:
    @policy("a-rule", category="own", severity=Severity.LOW, since="new")
    def rule(workload: Workload) -> Iterator[Violation]:
        """A rule is stated."""
        yield from ()

    assert complaint(rule) == "'new' is no version of Kubernetes"
