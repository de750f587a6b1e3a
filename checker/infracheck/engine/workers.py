"""Judging in several processes that share one model, where it pays."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from infracheck.engine.declarations.declare import Policy
from infracheck.engine.finding import Finding, of_violation
from infracheck.engine.judge import Found, judge
from infracheck.model.base.violation import Violation
from infracheck.model.graph.model import Model
from infracheck.source.text.fault import guarded

_WORTH_A_PROCESS = 60_000
"""So many questions (policies times subjects) take longer than starting a process and hearing its answers."""


def judge_with(model: Model, policies: Sequence[Policy], options: Mapping[str, Any], jobs: int) -> list[Found]:
    """What the policies find, asked in up to `jobs` processes; the answer is the same for any number."""
    # forking is what shares the trees: they cost more to send than to parse. macOS and Windows cannot do it safely
    if jobs < 2 or sys.platform != "linux" or _has_threads():
        return [*judge(model, policies, options), *model.limits]
    jobs = min(jobs, _questions(model, policies) // _WORTH_A_PROCESS + 1, os.cpu_count() or 1, len(policies))
    if jobs < 2:
        return [*judge(model, policies, options), *model.limits]
    # neighbours in the catalogue cost alike: dealt out like cards, the shares are even
    shares = [policies[start::jobs] for start in range(jobs)]
    workers = [_start(model, share, options) for share in shares[1:]]
    found = judge(model, shares[0], options)
    for share, (process, pipe) in zip(shares[1:], workers, strict=True):
        found.extend(_hear(model, share, options, process, pipe))
    return [*found, *model.limits]


def _has_threads() -> bool:
    """Whether other threads run: a fork would copy the locks that they hold, and nobody who releases them."""
    threading = sys.modules.get("threading")
    return threading is not None and threading.active_count() > 1


def _questions(model: Model, policies: Sequence[Policy]) -> int:
    subjects = {kind: len(list(guarded(model.all, kind, "modelling"))) for kind in {p.subject for p in policies}}
    return sum(subjects[policy.subject] for policy in policies)


def _start(model: Model, share: Sequence[Policy], options: Mapping[str, Any]) -> tuple[int, int]:
    reading, writing = os.pipe()
    process = os.fork()
    if process:
        os.close(writing)
        return process, reading
    status = 1
    try:
        import pickle

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
    import pickle

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
