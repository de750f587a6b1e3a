"""Every policy asked about each of its subjects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from infracheck.engine.declare import Check, Policy
from infracheck.engine.finding import Finding, of_violation
from infracheck.model.model import Model
from infracheck.source.fault import Fault, guarded, place_of, trace_of


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
        subjects: list[Any] = []
        for each in guarded(model.all, kind, "modelling"):
            (found if type(each) is Fault else subjects).append(each)
        # one policy after the other: an interpreter is fastest on code that it has just run
        for policy, check in checks:
            for subject in subjects:
                try:
                    for violation in check(subject):
                        found.append(of_violation(policy, violation))  # noqa: PERF401  nearly all answer nothing
                except (Exception, SystemExit) as error:  # noqa: BLE001  a policy's fault must not end the scan
                    found.append(Fault(policy.id, place_of(subject), type(error).__name__, trace_of(error)))
    found.extend(model.faults)
    return found


def _with(check: Check, options: Any) -> Check:
    return lambda subject: check(subject, options)
