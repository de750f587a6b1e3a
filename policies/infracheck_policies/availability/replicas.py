"""How many pods a workload runs."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Note, Record, Severity, Violation, Workload, policy


@policy("single-replica", category="availability", severity=Severity.LOW, recommended=False)
def single_replica(workload: Workload) -> Iterator[Violation]:
    """A Deployment runs at least two pods.

    The service of a single pod is away whenever the pod is: while it starts again, while its node is drained or has
    failed. A Deployment without `replicas` runs one. Not checked where an autoscaler of the scan scales it, or where a
    kustomization may set its replicas.

    Fix: Set `spec.replicas` to 2 or more.
    """
    yield from _few(workload, 2)


@policy("service-replicas", category="availability", severity=Severity.LOW, recommended=False)
def service_replicas(workload: Workload) -> Iterator[Violation]:
    """A Deployment that a Service selects runs at least two pods.

    A narrower form of single-replica: only Deployments that a scanned Service sends traffic to are checked.

    Fix: Set `spec.replicas` to 2 or more.
    """
    if services := workload.pod.services:
        senders = tuple(Note(f"Service {each.name} sends traffic to it", each.span) for each in services[:3])
        yield from _few(workload, 2, senders)


class ReplicaMinimum(Record):
    """`least`: the fewest replicas that a workload may have."""

    least: int = 3


@policy("replica-minimum", category="availability", severity=Severity.LOW, recommended=False)
def replica_minimum(workload: Workload, options: ReplicaMinimum) -> Iterator[Violation]:
    """A workload runs at least three pods.

    With three, two are left while one is updated or its node is drained. Deployments, StatefulSets and their like are
    checked; without `replicas` they run one pod. Not checked where an autoscaler of the scan scales them.

    Fix: Raise `spec.replicas`.
    """
    if workload.is_replicated and not workload.owners:
        yield from _fewer(workload, options.least)


class ReplicaMaximum(Record):
    """`most`: the most replicas that a workload may have."""

    most: int = 50


@policy("replica-maximum", category="availability", severity=Severity.LOW, recommended=False)
def replica_maximum(workload: Workload, options: ReplicaMaximum) -> Iterator[Violation]:
    """A workload runs at most fifty pods.

    More are rarely meant, and may take what other teams need. How many are enough, only an administrator knows, so this
    is not recommended by default.

    Fix: Lower `spec.replicas`.
    """
    if workload.is_replicated and workload.replicas is not None and workload.replicas > options.most:
        message = f"{workload.kind} {workload.name} runs {workload.replicas} replicas, more than {options.most}"
        yield workload.violation(message, at=Workload.replicas)


def _few(workload: Workload, least: int, related: tuple[Note, ...] = ()) -> Iterator[Violation]:
    if workload.kind == "Deployment":
        yield from _fewer(workload, least, related)


def _fewer(workload: Workload, least: int, related: tuple[Note, ...] = ()) -> Iterator[Violation]:
    # apps/v1: replicas defaults to 1; what is written and no number, whoever fills it in knows
    number = workload.replicas if workload.has_replicas else 1
    if number is None or number >= least or workload.autoscalers or workload.is_counted_elsewhere:
        return
    said = f"{number} replica{'s' * (number != 1)}" if workload.has_replicas else "one replica, the default"
    message = f"{workload.kind} {workload.name} runs {said}, fewer than {least}"
    yield workload.violation(message, at=Workload.replicas, related=related)
