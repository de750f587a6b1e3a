"""PodDisruptionBudgets, and the pods that they protect."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Known, Note, PodDisruptionBudget, Severity, Violation, Workload, policy


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


@policy("blocking-budget", category="availability", severity=Severity.MEDIUM)
def blocking_budget(budget: PodDisruptionBudget) -> Iterator[Violation]:
    """A PodDisruptionBudget lets pods be evicted.

    With `maxUnavailable` 0, `minAvailable` 100%, or a `minAvailable` of all the pods that the workload runs, no pod may
    be evicted, so that a node with one of them cannot be drained, and upgrades of the cluster stop there. Kubernetes
    documentation, Specifying a Disruption Budget for your Application. Percentages are rounded up, as the disruption
    controller does. What an autoscaler scales is compared with its `maxReplicas`; where the files do not tell the
    number of pods, and where a kustomization patches the budget, nothing is reported.

    Fix: Set `maxUnavailable: 1`, and run at least two replicas.
    """
    if budget.is_patched:
        return
    about = f"of PodDisruptionBudget {budget.name} lets no pod be evicted"
    if budget.has_max_unavailable:
        if budget.refuses_all:
            message = f"maxUnavailable {budget.max_unavailable} {about}"
            yield budget.violation(message, at=PodDisruptionBudget.max_unavailable)
        return
    if budget.refuses_all:
        yield budget.violation(f"minAvailable {budget.min_available} {about}", at=PodDisruptionBudget.min_available)
        return
    facts = [workload.most_pods for workload in budget.workloads]
    known = [fact for fact in facts if isinstance(fact, Known)]
    pods = sum(fact.value for fact in known)
    kept = budget.kept(pods)
    if len(known) == len(facts) and kept is not None and 0 < pods <= kept:
        names = " and ".join(f"{each.kind} {each.name}" for each in budget.workloads[:3])
        yield budget.violation(
            f"minAvailable {budget.min_available} {about}: {names} run{'s' * (len(facts) == 1)} {pods} at most",
            at=PodDisruptionBudget.min_available,
            related=tuple(note for fact in known for note in fact.because)[:3],
        )


@policy("budget-bound", category="availability", severity=Severity.MEDIUM)
def budget_bound(budget: PodDisruptionBudget) -> Iterator[Violation]:
    """A PodDisruptionBudget sets one of minAvailable and maxUnavailable.

    The API server rejects a budget with both. With neither, the disruption controller expects no pods at all and lets
    none be evicted. Not reported where a kustomization patches the budget.

    Fix: Keep `maxUnavailable`, such as 1, or `minAvailable`.
    """
    if budget.is_patched:
        return
    if budget.has_min_available and budget.has_max_unavailable:
        message = f"PodDisruptionBudget {budget.name} sets both minAvailable and maxUnavailable"
        yield budget.violation(message, at=PodDisruptionBudget.max_unavailable)
    elif not budget.has_min_available and not budget.has_max_unavailable:
        yield budget.violation(f"PodDisruptionBudget {budget.name} sets neither minAvailable nor maxUnavailable")


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
    kept = budget.kept(lowest.least_replicas) if lowest is not None else None
    if lowest is not None and kept is not None and kept > lowest.least_replicas:
        named = f"{lowest.kind} {lowest.name}"
        yield budget.violation(
            f"minAvailable {budget.min_available} of PodDisruptionBudget {budget.name} is above "
            f"{lowest.least_replicas}, the fewest replicas that {named} sets",
            at=PodDisruptionBudget.min_available,
            related=(Note(f"{named} scales what the budget selects", lowest.span),),
        )
