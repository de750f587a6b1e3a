"""Requests of a container in relation to its limits."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Amounts, Container, Known, Quantity, Record, Severity, Violation, policy


def _is_implied(container: Container, name: str) -> bool:
    if name not in container.limits.names or container.is_ephemeral:
        return False
    return name not in container.requests.names and name not in container.pod.resources.requests.names


@policy("implicit-cpu-request", category="resources", severity=Severity.LOW, recommended=False)
def implicit_cpu_request(container: Container) -> Iterator[Violation]:
    """A container that sets a CPU limit sets a CPU request too.

    Without a request the limit is requested, which is rarely intended: the node counts as full while it is idle. Not
    recommended by default, since the pod works and has more CPU reserved.

    Fix: Set `resources.requests.cpu` on the container.
    """
    if _is_implied(container, "cpu"):
        message = f"container {container.name} sets a CPU limit without a request, so all of it is requested"
        yield container.requests.violation(message, at=Amounts.cpu)


@policy("implicit-memory-request", category="resources", severity=Severity.LOW, recommended=False)
def implicit_memory_request(container: Container) -> Iterator[Violation]:
    """A container that sets a memory limit sets a memory request too.

    Without a request the limit is requested, which is rarely intended: the node counts as full while its memory is
    free. Not recommended by default, since the pod works and has more memory reserved.

    Fix: Set `resources.requests.memory` on the container.
    """
    if _is_implied(container, "memory"):
        message = f"container {container.name} sets a memory limit without a request, so all of it is requested"
        yield container.requests.violation(message, at=Amounts.memory)


@policy("implicit-ephemeral-storage-request", category="resources", severity=Severity.LOW, recommended=False)
def implicit_ephemeral_storage_request(container: Container) -> Iterator[Violation]:
    """A container that sets an ephemeral storage limit sets an ephemeral storage request too.

    Without a request the limit is requested, which is rarely intended: the node counts as full while its disk is free.
    Not recommended by default, since the pod works and has more storage reserved.

    Fix: Set `resources.requests.ephemeral-storage` on the container.
    """
    if _is_implied(container, "ephemeral-storage"):
        message = (
            f"container {container.name} sets an ephemeral storage limit without a request, so all of it is requested"
        )
        yield container.requests.violation(message, at=Amounts.ephemeral_storage)


@policy(
    "request-above-limit",
    category="resources",
    severity=Severity.MEDIUM,
)
def request_above_limit(container: Container) -> Iterator[Violation]:
    """A container requests no more than its limit.

    The API server rejects a pod that does, so the workload never starts. If a LimitRange sets the limit, this shows in
    the running cluster only: Kubernetes, "Limit Ranges", an inconsistency between request and default limit.

    Fix: Lower the request or raise the limit.
    """
    for name, at in (
        ("cpu", Amounts.cpu),
        ("memory", Amounts.memory),
        ("ephemeral-storage", Amounts.ephemeral_storage),
    ):
        match container.request(name), container.limit(name):
            case Known(Quantity() as request), Known(Quantity() as limit, because) if request.amount > limit.amount:
                if name != "cpu" and limit.amount < 1:
                    # less than a byte is a wrong unit: see memory-unit
                    continue
                message = f"container {container.name} requests {request} {name}, above its limit of {limit}"
                yield container.requests.violation(message, at=at, related=because)


def _overcommits(container: Container, name: str) -> bool:
    match container.request(name), container.limit(name):
        case Known(request), Known(limit) if not container.is_ephemeral:
            return (request.amount if request else 0.0) != (limit.amount if limit else 0.0)
    return False


@policy("cpu-overcommit", category="resources", severity=Severity.LOW, recommended=False)
def cpu_overcommit(container: Container) -> Iterator[Violation]:
    """A container's CPU limit equals its CPU request.

    With equal requests and limits of CPU and memory a pod has QoS class Guaranteed, and a share of the node that no
    other pod can use. Not recommended by default: CPU can be reclaimed at once, so most teams allow bursts.

    Fix: Set `resources.requests.cpu` and `resources.limits.cpu` to the same value.
    """
    if _overcommits(container, "cpu"):
        yield container.limits.violation(
            f"the CPU request and limit of container {container.name} differ", at=Amounts.cpu
        )


@policy("memory-overcommit", category="resources", severity=Severity.LOW, recommended=False)
def memory_overcommit(container: Container) -> Iterator[Violation]:
    """A container's memory limit equals its memory request.

    Memory cannot be reclaimed: when a node runs out of it, containers that use more than their request are killed
    first. Not recommended by default, since the memory that is reserved may be unused.

    Fix: Set `resources.requests.memory` and `resources.limits.memory` to the same value.
    """
    if _overcommits(container, "memory"):
        message = f"the memory request and limit of container {container.name} differ"
        yield container.limits.violation(message, at=Amounts.memory)


@policy("ephemeral-storage-overcommit", category="resources", severity=Severity.LOW, recommended=False)
def ephemeral_storage_overcommit(container: Container) -> Iterator[Violation]:
    """A container's ephemeral storage limit equals its ephemeral storage request.

    When the disk of a node is full, pods that use more than their request are evicted. Not recommended by default,
    since the storage that is reserved may be unused.

    Fix: Set the request and the limit of `ephemeral-storage` to the same value.
    """
    if _overcommits(container, "ephemeral-storage"):
        message = f"the ephemeral storage request and limit of container {container.name} differ"
        yield container.limits.violation(message, at=Amounts.ephemeral_storage)


class MemoryRatio(Record):
    """`most`: the largest ratio of a container's memory limit to its request."""

    most: float = 2.5


@policy("memory-ratio", category="resources", severity=Severity.LOW, recommended=False)
def memory_ratio(container: Container, options: MemoryRatio) -> Iterator[Violation]:
    """A container's memory limit is in proportion to its memory request.

    The higher the limit is above the request, the more the memory of the node can be overcommitted. Not recommended by
    default, since the right ratio depends on the load. Without a request the ratio is one, since Kubernetes uses the
    limit as the request.

    Fix: Raise `resources.requests.memory`, or lower `resources.limits.memory`.
    """
    match container.request("memory"), container.limit("memory"):
        case Known(Quantity() as request), Known(Quantity() as limit) if limit.amount > options.most * request.amount:
            ratio = f"more than {options.most:g} times its request of {request}"
            message = f"the memory limit of container {container.name} is {limit}, {ratio}"
            yield container.limits.violation(message, at=Amounts.memory)
