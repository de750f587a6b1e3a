"""Every policy asked about each of its subjects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from infracheck.engine.declare import Check, Policy
from infracheck.engine.finding import Fault, Finding, of_violation
from infracheck.model.model import Model
from infracheck.source.span import Span


def judge(model: Model, policies: Sequence[Policy], options: Mapping[str, Any]) -> list[Finding | Fault]:
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
    found: list[Finding | Fault] = []
    for kind, checks in asked.items():
        subjects: Sequence[Any] = model.all(kind)
        # one policy after the other: an interpreter is fastest on code that it has just run
        for policy, check in checks:
            for subject in subjects:
                try:
                    for violation in check(subject):
                        found.append(of_violation(policy, violation))  # noqa: PERF401  nearly all answer nothing
                except Exception as error:  # noqa: BLE001  the one place where a policy's fault must not end the scan
                    found.append(Fault(policy.id, _place(subject), type(error).__name__, _trace(error)))
    return found


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
