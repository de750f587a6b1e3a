"""Whether pods have a PodDisruptionBudget, and how much disruption it allows."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Note, PodDisruptionBudget, Record, Severity, Violation, Workload, policy


@policy("disruption-budget", category="availability", severity=Severity.MEDIUM, recommended=False)
def disruption_budget(workload: Workload) -> Iterator[Violation]:
    """A workload of several replicas has a PodDisruptionBudget.

    Without one, a drain may evict all of its pods at the same time. Kubernetes documentation, Disruptions, "Pod
    disruption budgets". A budget must be among the scanned files. Not checked where the workload sets fewer than two
    replicas and no autoscaler scales it: a budget for a single pod would keep its node from being drained.

    Fix: Add a PodDisruptionBudget with `maxUnavailable: 1` whose selector matches the labels of the pods, in the
    namespace of the workload.
    """
    if workload.kind not in _BUDGETED or workload.owners:
        return
    if workload.may_run_several and not workload.disruption_budgets:
        yield workload.violation(f"no PodDisruptionBudget selects the pods of {workload.kind} {workload.name}")


_BUDGETED = ("Deployment", "StatefulSet", "DeploymentConfig", "Rollout")


@policy("budget-above-autoscaler", category="availability", severity=Severity.MEDIUM, recommended=False)
def budget_above_autoscaler(budget: PodDisruptionBudget) -> Iterator[Violation]:
    """The minAvailable of a PodDisruptionBudget is not above the minReplicas of the autoscaler.

    As long as the autoscaler keeps fewer pods than the budget wants, no pod may be evicted: at times of little load,
    when nodes are drained. `blocking-budget` reports what is so at any load.

    Fix: Set `maxUnavailable: 1` instead of `minAvailable`, or raise `minReplicas`.
    """
    scaling = (autoscaler for workload in budget.workloads for autoscaler in workload.autoscalers)
    bounded = (autoscaler for autoscaler in scaling if not autoscaler.has_open_bound)
    lowest = min(bounded, key=lambda each: each.least_replicas, default=None)
    if lowest is None:
        return
    kept = budget.kept(lowest.least_replicas)
    if kept is not None and kept > lowest.least_replicas:
        named = f"{lowest.kind} {lowest.name}"
        yield budget.violation(
            f"minAvailable {budget.min_available} of PodDisruptionBudget {budget.name} is above "
            f"{lowest.least_replicas}, the fewest replicas that {named} sets",
            at=PodDisruptionBudget.min_available,
            related=(Note(f"{named} scales what the budget selects", lowest.span),),
        )


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
