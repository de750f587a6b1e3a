"""The quality of service that a pod gets by its requests and limits."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Container, Known, Pod, Quantity, Record, Severity, Violation, policy


class MostContainers(Record):
    """`most`: how many containers a pod may have, init containers not counted."""

    most: int = 4


@policy("best-effort-pod", category="resources", severity=Severity.MEDIUM, recommended=False)
def best_effort_pod(pod: Pod) -> Iterator[Violation]:
    """A pod has a request or a limit of CPU or memory.

    A pod without any is of the class BestEffort: where a node runs short of memory, it is killed first. One container
    with one amount is enough for Burstable; the resources of the pod and LimitRanges count. `cpu-request`,
    `memory-request` and their like check each container. Kubernetes documentation, "Pod Quality of Service Classes".

    Fix: Set `resources.requests` on a container.
    """
    containers = [each for each in pod.containers if not each.is_ephemeral]
    if containers and all(_asks_nothing(each) for each in containers):
        message = f"{pod.workload.kind} {pod.workload.name} has no requests and no limits: its pods are killed first"
        yield pod.violation(message)


def _asks_nothing(container: Container) -> bool:
    for amount in (each(name) for each in (container.request, container.limit) for name in ("cpu", "memory")):
        match amount:
            case Known(None) | Known(Quantity(amount=0)):
                continue
        return False
    return True


@policy("container-count", category="resources", severity=Severity.LOW, recommended=False)
def container_count(pod: Pod, options: MostContainers) -> Iterator[Violation]:
    """A pod has few containers.

    Containers of one pod are scaled, moved and restarted together, and share its address: what need not stand together
    belongs into pods of its own. Option `most` sets how many a pod may have; init containers do not count.

    Fix: Move containers to a workload of their own.
    """
    count = len(pod.main_containers)
    if count > options.most:
        message = f"{pod.workload.kind} {pod.workload.name} has {count} containers, more than {options.most}"
        yield pod.main_containers[options.most].violation(message)
