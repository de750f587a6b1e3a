"""What becomes of findings on their way to a report."""

from __future__ import annotations

import itertools

from infracheck.engine.finding import Finding, identify
from infracheck.engine.rules.rule import Severity
from infracheck.model.base.violation import Resource
from infracheck.settle import _once
from infracheck.source.text.span import Span


def finding(resource: Resource | None, line: int = 3, message: str = "m") -> Finding:
    return Finding("some-policy", Severity.LOW, message, Span("a.yaml", line, 1, line, 9), resource=resource)


def test_what_several_objects_share_is_said_once_and_always_of_the_same_one() -> None:
    objects = [Resource("Pod", None, "b"), Resource("Pod", "shop", "a"), None]

    for order in itertools.permutations(objects):
        (kept,) = _once([finding(each) for each in order])

        assert kept.resource is None


def test_an_object_without_a_namespace_comes_before_one_that_has_one() -> None:
    objects = [Resource("Pod", "shop", "a"), Resource("Pod", None, "a")]

    for order in itertools.permutations(objects):
        assert _once([finding(each) for each in order])[0].resource == objects[1]


def test_a_fingerprint_survives_moved_lines_and_tells_repetitions_apart() -> None:
    pod, other = Resource("Pod", None, "a"), Resource("Pod", None, "b")
    before = [finding(pod, 3), finding(pod, 5), finding(other, 7), finding(pod, 9, "n")]
    after = [finding(pod, 13), finding(pod, 15), finding(other, 17), finding(pod, 19, "n")]
    identify(before)
    identify(after)

    prints = [each.fingerprint for each in before]
    assert prints == [each.fingerprint for each in after]
    assert len(set(prints)) == 4
