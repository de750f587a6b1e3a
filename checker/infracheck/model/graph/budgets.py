"""From a disruption budget to the workloads whose pods it selects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infracheck.model.entities.governance import PodDisruptionBudget
from infracheck.model.entities.workload import Workload

if TYPE_CHECKING:
    from infracheck.model.graph.model import Model


def workloads_of(budget: PodDisruptionBudget) -> tuple[Workload, ...]:
    """The workloads whose pods a budget selects, in the order of the files."""
    return tuple(budget.model.derive(_by_budget).get(budget, ()))


def _by_budget(model: Model) -> dict[PodDisruptionBudget, list[Workload]]:
    # by way of the workloads, which find the few budgets that may select them by an index
    found: dict[PodDisruptionBudget, list[Workload]] = {}
    for workload in model.all(Workload):
        for budget in workload.disruption_budgets:
            found.setdefault(budget, []).append(workload)
    return found
