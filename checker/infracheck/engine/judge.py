"""Every policy asked about each of its subjects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from infracheck.engine.budget import MOST_IN_A_FILE, Budget
from infracheck.engine.declare import Check, Policy
from infracheck.engine.finding import Fault, Finding, of_violation
from infracheck.model.model import Model
from infracheck.source.problem import Problem
from infracheck.source.span import Span

Found: TypeAlias = Finding | Fault | Problem
"""What judging leads to; a problem says what was not judged, since there is too much of it."""


def judge(model: Model, policies: Sequence[Policy], options: Mapping[str, Any]) -> list[Found]:
    """What the policies find in a model; one that crashes is a fault, and the others go on.

    `options` holds, by policy id, the options of those that take any and are not left at their defaults.
    """
    asked: dict[type, list[tuple[Policy, Check]]] = {}
    for policy in policies:
        check = policy.check_for(model.kubernetes_version)
        if check is not None:
            if policy.options is not None:
                check = _with(check, options.get(policy.id) or policy.options())
            asked.setdefault(policy.subject, []).append((policy, check))
    found: list[Found] = []
    for kind, checks in asked.items():
        subjects: Sequence[Any] = model.all(kind)
        # one policy after the other: an interpreter is fastest on code that it has just run
        for policy, check in checks:
            found.extend(_answers(policy, check, subjects))
    return found


def _answers(policy: Policy, check: Check, subjects: Sequence[Any]) -> Sequence[Found]:
    """What one policy finds, as far as its budget goes."""
    found: list[Finding | Fault] = []
    budget: Budget[Finding | Fault] | None = None
    for some in _portions(subjects):
        for subject in some if budget is None else _affordable(some, budget):
            try:
                for violation in check(subject):
                    found.append(of_violation(policy, violation))  # noqa: PERF401  nearly all answer nothing
            except Exception as error:  # noqa: BLE001  the one place where a policy's fault must not end the scan
                found.append(Fault(policy.id, _place(subject), type(error).__name__, _trace(error)))
        if budget is not None or len(found) > MOST_IN_A_FILE:
            budget = budget or Budget(policy.id)
            budget.take(found)
            found = []
    return found if budget is None else [*budget.kept, *budget.problems]


def _portions(subjects: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """The subjects, so many at a time that a budget is looked at before much is spent."""
    if len(subjects) <= MOST_IN_A_FILE:
        yield subjects
        return
    for start in range(0, len(subjects), MOST_IN_A_FILE):
        yield subjects[start : start + MOST_IN_A_FILE]


def _affordable(subjects: Sequence[Any], budget: Budget[Finding | Fault]) -> Iterator[Any]:
    if not budget.is_spent:
        yield from (each for each in subjects if not budget.is_spent_in(_place(each).path))


def _with(check: Check, options: Any) -> Check:
    return lambda subject: check(subject, options)


def _place(subject: Any) -> Span:
    span = getattr(subject, "span", None)
    return span if isinstance(span, Span) else Span("", 1, 1, 1, 1)


def _trace(error: Exception) -> str:
    """Where it crashed, without a value: an exception's text may hold a secret."""
    steps, trace = [], error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        steps.append(f"{code.co_filename}:{trace.tb_lineno} in {code.co_name}")
        trace = trace.tb_next
    return "\n".join(steps)
