"""The ids that are no policy's: each has its words, its severity and its page."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from infracheck.engine.declarations.load import load_pack
from infracheck.engine.finding import of_problem
from infracheck.engine.rules.own import OWN_RULES
from infracheck.engine.rules.rule import Rule
from infracheck.source.text.problem import Problem
from infracheck.source.text.span import Span

ROOT = Path(__file__).parents[2]
_ID = re.compile(r"(?:input|waiver)-[a-z]+(?:-[a-z]+)*")


def ids_in_the_code() -> Iterator[str]:
    for file in sorted((ROOT / "checker").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and _ID.fullmatch(node.value):
                yield node.value


def test_every_id_that_the_code_reports_has_its_words() -> None:
    assert set(ids_in_the_code()) == set(OWN_RULES)


@pytest.mark.parametrize(("rule_id", "rule"), OWN_RULES.items())
def test_words_are_whole_sentences(rule_id: str, rule: Rule) -> None:
    for text in (rule.title, rule.rationale, rule.remedy):
        assert text.endswith("."), rule_id
        assert text[0].isupper(), rule_id
    assert ". " not in rule.title


@pytest.mark.parametrize("rule_id", [each for each in OWN_RULES if each.startswith("input-")])
def test_a_finding_has_the_severity_that_is_explained(rule_id: str) -> None:
    problem = Problem(rule_id, "m", Span("a.yaml", 1, 1, 1, 2), "r")

    assert of_problem(problem).severity is OWN_RULES[rule_id].severity


def test_no_policy_bears_such_an_id() -> None:
    assert [each.id for each in load_pack() if _ID.fullmatch(each.id)] == []
