"""How much disruption a PodDisruptionBudget allows."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import PodDisruptionBudget, Record, Severity, Violation, policy


class BudgetPercentage(Record):
    """`away`: the percentage of the pods that may be away at least."""

    away: int = 50


@policy("budget-percentage", category="availability", severity=Severity.LOW, recommended=False)
def budget_percentage(budget: PodDisruptionBudget, options: BudgetPercentage) -> Iterator[Violation]:
    """A PodDisruptionBudget that sets a percentage lets half of the pods be away.

    The less may be away at once, the longer a drain of many nodes takes. Whether a service needs more of its pods than
    that, only its owner knows, so this is not recommended by default. Budgets with a number of pods are not checked.

    Fix: Set `maxUnavailable: 50%`, or `minAvailable: 50%`.
    """
    away, kept = budget.most_percentage, budget.least_percentage
    if away is not None and away < options.away:
        message = f"PodDisruptionBudget {budget.name} lets {away}% of the pods be away, fewer than {options.away}%"
        yield budget.violation(message, at=PodDisruptionBudget.max_unavailable)
    if kept is not None and kept > 100 - options.away:
        message = f"PodDisruptionBudget {budget.name} keeps {kept}% of the pods, more than {100 - options.away}%"
        yield budget.violation(message, at=PodDisruptionBudget.min_available)


@policy("unhealthy-pod-eviction", category="availability", severity=Severity.LOW, recommended=False, since="1.27")
def unhealthy_pod_eviction(budget: PodDisruptionBudget) -> Iterator[Violation]:
    """A PodDisruptionBudget says whether pods that are not ready may be evicted.

    By default (IfHealthyBudget) pods that crash or were never ready keep their node from being drained when too few
    others are ready. Kubernetes documentation, Specifying a Disruption Budget for your Application, "Unhealthy Pod
    Eviction Policy", recommends AlwaysAllow. The field is on by default since Kubernetes 1.27.

    Fix: Set `unhealthyPodEvictionPolicy: AlwaysAllow`.
    """
    if budget.unhealthy_pod_eviction_policy is None:
        yield budget.violation(
            f"PodDisruptionBudget {budget.name} sets no unhealthyPodEvictionPolicy",
            at=PodDisruptionBudget.unhealthy_pod_eviction_policy,
        )
