"""Every policy is right about every one of its examples, says of them what it said before, and has both kinds."""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from infracheck.engine.declarations.declare import Policy
from infracheck.engine.examples import Example, examples_in
from infracheck.session import load_catalogue
from infracheck.trial import try_example

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "fixtures"
CATALOGUE = load_catalogue()
POLICIES = list(CATALOGUE.policies.values())
EXAMPLES = {policy.id: list(examples_in(str(FIXTURES), policy.id)) for policy in POLICIES}


def make_outputs() -> Any:
    spec = importlib.util.spec_from_file_location("make_outputs", ROOT / "tools" / "make_outputs.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


OUTPUTS = make_outputs()


@cache
def blocks_of(policy_id: str) -> dict[str, str]:
    """What the policy said of each of its examples when somebody last looked at it."""
    recorded = FIXTURES / policy_id / OUTPUTS.NAME
    blocks: dict[str, str] = OUTPUTS.blocks_in(recorded.read_text(encoding="utf-8") if recorded.exists() else "")
    return blocks


@pytest.mark.parametrize(
    "example", [each for examples in EXAMPLES.values() for each in examples], ids=lambda e: f"{e.policy_id}/{e.name}"
)
def test_an_example_gives_exactly_what_it_says_and_what_it_gave(example: Example) -> None:
    outcome = try_example(example, CATALOGUE)

    assert outcome.problems == ()
    assert (outcome.missed, outcome.noisy) == ((), ())
    assert OUTPUTS.block_of(outcome) == blocks_of(example.policy_id).get(example.name, ""), "run `make outputs`, look"


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.id)
def test_a_policy_has_examples_of_both_kinds_and_their_output(policy: Policy) -> None:
    examples = EXAMPLES[policy.id]

    assert {each.must_fail for each in examples} == {True, False}
    assert set(blocks_of(policy.id)) == {each.name for each in examples if each.must_fail}
