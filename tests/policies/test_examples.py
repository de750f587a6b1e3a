"""Every policy is right about every one of its examples, and has examples of both kinds."""

from __future__ import annotations

from pathlib import Path

import pytest

from infracheck.engine.examples import Example, examples_in
from infracheck.engine.load import load_pack
from infracheck.trial import try_example

FIXTURES = Path(__file__).parents[2] / "fixtures"
POLICIES = list(load_pack())
EXAMPLES = [example for policy in POLICIES for example in examples_in(str(FIXTURES), policy.id)]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: f"{e.policy_id}/{e.name}")
def test_an_example_gives_exactly_the_lines_it_says(example: Example) -> None:
    outcome = try_example(example)

    assert outcome.problems == ()
    assert (outcome.missed, outcome.noisy) == ((), ())


@pytest.mark.parametrize("policy", POLICIES, ids=lambda p: p.id)
def test_a_policy_has_examples_of_both_kinds(policy: object) -> None:
    kinds = {example.must_fail for example in EXAMPLES if example.policy_id == getattr(policy, "id", "")}

    assert kinds == {True, False}
