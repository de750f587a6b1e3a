"""Policies in several processes that share one model, and what travels between them."""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from infracheck.engine.declarations.declare import Policy
from infracheck.engine.finding import Finding, of_violation
from infracheck.engine.judge import Found, judge
from infracheck.model.base.violation import Violation
from infracheck.model.graph.model import Model


def judge_in_processes(model: Model, policies: Sequence[Policy], options: Mapping[str, Any], jobs: int) -> list[Found]:
    """What the policies find, each process with its share of them."""
    # neighbours in the catalogue cost alike: dealt out like cards, the shares are even
    shares = [policies[start::jobs] for start in range(jobs)]
    workers = [_start(model, share, options) for share in shares[1:]]
    found = judge(model, shares[0], options)
    for share, (process, pipe) in zip(shares[1:], workers, strict=True):
        found.extend(_hear(model, share, options, process, pipe))
    return found


def _start(model: Model, share: Sequence[Policy], options: Mapping[str, Any]) -> tuple[int, int]:
    reading, writing = os.pipe()
    process = os.fork()
    if process:
        os.close(writing)
        return process, reading
    status = 1
    try:
        os.close(reading)
        with os.fdopen(writing, "wb") as pipe:
            pickle.dump(list(_answers(model, share, options)), pipe, pickle.HIGHEST_PROTOCOL)
        status = 0
    finally:
        os._exit(status)


def _answers(model: Model, share: Sequence[Policy], options: Mapping[str, Any]) -> Iterator[tuple[int, Any]]:
    """What travels: the number of the policy and the plain tuple that it yielded, and what met a limit of the model."""
    for number, policy in enumerate(share):
        for found in judge(model, [policy], options):
            yield number, _said(found) if isinstance(found, Finding) else found
    for problem in model.limits:
        yield -1, problem


def _said(found: Finding) -> tuple[Any, ...]:
    """The fields of the violation that a finding was made from."""
    return found.message, found.span, found.resource, found.related, found.own_remedy


def _hear(
    model: Model, share: Sequence[Policy], options: Mapping[str, Any], process: int, pipe: int
) -> Iterator[Found]:
    with os.fdopen(pipe, "rb") as stream:
        heard = stream.read()
    _, status = os.waitpid(process, 0)
    if status != 0:
        # the worker was killed, by the system or by somebody: its share is asked again, here
        yield from judge(model, share, options)
        return
    rules = [each.rule for each in share]
    for number, found in pickle.loads(heard):  # noqa: S301  our own child wrote it
        yield of_violation(rules[number], Violation(*found)) if type(found) is tuple else found
