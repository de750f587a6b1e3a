"""Every policy asked about each of its subjects."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol, TypeAlias, runtime_checkable

from infracheck.engine.budget import MOST_IN_A_FILE, FindingBudget
from infracheck.engine.declarations.complaint import code_of, shown_path
from infracheck.engine.declarations.contract import check_violation, checking_result, is_generator
from infracheck.engine.declarations.declare import Policy
from infracheck.engine.finding import Finding, of_violation
from infracheck.engine.rules.rule import Rule
from infracheck.errors import MisuseError
from infracheck.model.graph.model import Model
from infracheck.source.text.fault import Fault, guarded, place_of, trace_of
from infracheck.source.text.problem import Problem

Call: TypeAlias = Callable[[Any], Iterable[Any]]
Found: TypeAlias = Finding | Fault | Problem
"""What judging leads to; a problem says what was not judged, since there is too much of it."""


@runtime_checkable
class ByFile(Protocol):
    """Options that are not the same for all files."""

    def at(self, path: str) -> Any:
        """The options for what stands in a file."""


def judge(model: Model, policies: Sequence[Policy], options: Mapping[str, Any]) -> list[Found]:
    """What the policies find in a model; one that crashes is a fault, and the others go on.

    `options` holds, by policy id, the options of those that take any and are not left at their defaults.
    """
    asked: dict[type, list[tuple[Policy, Call]]] = {}
    for policy in policies:
        check = _call_of(policy, model, options)
        if check is not None:
            asked.setdefault(policy.subject, []).append((policy, check))
    found: list[Found] = []
    for kind, checks in asked.items():
        subjects: list[Any] = []
        for each in guarded(model.all, kind, "modelling"):
            (found if type(each) is Fault else subjects).append(each)
        # one policy after the other: an interpreter is fastest on code that it has just run
        for policy, check in checks:
            found.extend(_answers(policy, check, subjects))
    found.extend(model.faults)
    return found


def _answers(policy: Policy, check: Call, subjects: Sequence[Any]) -> Sequence[Found]:
    """What one policy finds, as far as its budget goes."""
    rule: Rule | None = None
    found: list[Finding | Fault] = []
    budget: FindingBudget[Finding | Fault] | None = None
    for some in _portions(subjects):
        for subject in some if budget is None else _affordable(some, budget):
            try:
                for violation in check(subject):
                    check_violation(violation)
                    # put together for a policy that finds something: most find nothing
                    rule = rule or policy.rule
                    found.append(of_violation(rule, violation))
            # the one place where a policy's fault must not end the scan; `sys.exit` in a policy is such a fault
            except (Exception, SystemExit) as error:  # noqa: BLE001
                found.append(_fault(policy, subject, error))
        if budget is not None or len(found) > MOST_IN_A_FILE:
            budget = budget or FindingBudget(policy.id)
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


def _affordable(subjects: Sequence[Any], budget: FindingBudget[Finding | Fault]) -> Iterator[Any]:
    if not budget.is_spent:
        yield from (each for each in subjects if not budget.is_spent_in(place_of(each).path))


def _call_of(policy: Policy, model: Model, options: Mapping[str, Any]) -> Call | None:
    function = policy.check_for(model.kubernetes_version)
    if function is None:
        return None
    call: Callable[..., Iterable[Any]] = function if is_generator(function) else checking_result(function)
    return call if policy.options is None else _with(call, options.get(policy.id) or policy.options())


def _with(check: Callable[..., Iterable[Any]], options: Any) -> Call:
    if isinstance(options, ByFile):
        return lambda subject: check(subject, options.at(place_of(subject).path))
    return lambda subject: check(subject, options)


def _fault(policy: Policy, subject: Any, error: BaseException) -> Fault:
    # an exception's text may hold a secret; that of a misuse names types and fields
    what = error.what if isinstance(error, MisuseError) else type(error).__name__
    return Fault(policy.id, place_of(subject), f"{what} ({_line(policy, error)})", trace_of(error))


def _line(policy: Policy, error: BaseException) -> str:
    """The last line of the policy's own file that an exception passed through, else that of its function."""
    own = code_of(policy.versions[0].check).co_filename
    place, trace = policy.where, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == own:
            place = f"{shown_path(own)}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place
