"""Which pods give way to others."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Pod, Record, Severity, Violation, policy


class PriorityClass(Record):
    """`accepted`: the names of the classes that may be used; any where none is named."""

    accepted: tuple[str, ...] = ()


@policy("priority-class", category="availability", severity=Severity.LOW, recommended=False)
def priority_class(pod: Pod, options: PriorityClass) -> Iterator[Violation]:
    """A pod names its priority class.

    When a cluster is full, pods of a lower priority are evicted for those of a higher one, and without a class a pod
    has the priority of the cluster's default class, or 0. Kubernetes documentation, Pod Priority and Preemption.

    Fix: Set `priorityClassName` to a PriorityClass of the cluster.
    """
    name, named = pod.priority_class_name, f"{pod.workload.kind} {pod.workload.name}"
    if not name:
        yield pod.violation(f"{named} names no priority class", at=Pod.priority_class_name)
    elif options.accepted and name not in options.accepted:
        yield pod.violation(f"{named} names priority class {name}, which is not accepted", at=Pod.priority_class_name)
