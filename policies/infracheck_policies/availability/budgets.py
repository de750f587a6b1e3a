"""PodDisruptionBudgets that let no pod be evicted."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Known, PodDisruptionBudget, Severity, Violation, policy


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
        names = ", ".join(f"{each.kind} {each.name}" for each in budget.workloads[:3])
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
