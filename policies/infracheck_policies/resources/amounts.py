"""Requests and limits that a container sets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from infracheck import Amounts, Container, Known, Quantity, Severity, Violation, policy

if TYPE_CHECKING:
    from infracheck import Fact


def _lack(container: Container, fact: Fact[Quantity | None], what: str) -> str | None:
    if container.is_ephemeral:  # the API allows no resources for them
        return None
    match fact:
        case Known(None):
            return f"container {container.name} sets no {what}"
        case Known(Quantity(amount=0)):
            return f"container {container.name} sets its {what} to 0, which means none"
    return None


@policy("cpu-request", category="resources", severity=Severity.MEDIUM)
def cpu_request(container: Container) -> Iterator[Violation]:
    """A container requests CPU.

    The scheduler places pods by their requests: a container without one gets only the CPU that others leave, which is
    almost none on a busy node.

    If no request is written, the limit is the request; the LimitRange of the namespace and the resources of the pod
    count. Init containers are checked too, since the pod waits for them; polaris and kubescape skip them. If another
    tool requires a written request, its id selects implicit-cpu-request as well.

    Fix: Set `resources.requests.cpu` on the container, such as `100m`.
    """
    lack = _lack(container, container.request("cpu"), "CPU request")
    if lack is not None:
        yield container.requests.violation(lack, at=Amounts.cpu)


@policy("cpu-limit", category="resources", severity=Severity.LOW, recommended=False)
def cpu_limit(container: Container) -> Iterator[Violation]:
    """A container sets a CPU limit.

    A limit bounds the CPU that a runaway process uses on its node.

    Not recommended by default, since many teams set none on purpose: with requests the kernel shares a busy node
    fairly, whereas a limit slows a container down on an idle one. For those teams there is cpu-throttling. The
    LimitRange of the namespace and the resources of the pod count.

    Fix: Set `resources.limits.cpu` on the container.
    """
    lack = _lack(container, container.limit("cpu"), "CPU limit")
    if lack is not None:
        yield container.limits.violation(lack, at=Amounts.cpu)


@policy("memory-request", category="resources", severity=Severity.MEDIUM)
def memory_request(container: Container) -> Iterator[Violation]:
    """A container requests memory.

    The scheduler places pods by their requests: pods without a memory request can overcommit a node until the kernel
    kills some of them, these first.

    If no request is written, the limit is the request; the LimitRange of the namespace and the resources of the pod
    count. Init containers are checked too, since the pod waits for them; polaris and kubescape skip them. If another
    tool requires a written request, its id selects implicit-memory-request as well.

    Fix: Set `resources.requests.memory` on the container, such as `128Mi`.
    """
    lack = _lack(container, container.request("memory"), "memory request")
    if lack is not None:
        yield container.requests.violation(lack, at=Amounts.memory)


@policy("memory-limit", category="resources", severity=Severity.MEDIUM)
def memory_limit(container: Container) -> Iterator[Violation]:
    """A container sets a memory limit.

    Without one, a memory leak in this container can use all the memory of its node and affect every other pod there.

    The LimitRange of the namespace and the resources of the pod count. Init containers are checked too, since they run
    on the same node; polaris and kubescape skip them.

    Fix: Set `resources.limits.memory` on the container, such as `256Mi`.
    """
    lack = _lack(container, container.limit("memory"), "memory limit")
    if lack is not None:
        yield container.limits.violation(lack, at=Amounts.memory)


@policy("ephemeral-storage-request", category="resources", severity=Severity.LOW, recommended=False)
def ephemeral_storage_request(container: Container) -> Iterator[Violation]:
    """A container requests ephemeral storage.

    Logs, the writable layer and emptyDir volumes use the disk of the node; with requests the scheduler knows how much
    of it is reserved.

    If no request is written, the limit is the request; the LimitRange of the namespace and the resources of the pod
    count. Not recommended by default: few clusters run out of disk before memory.

    Fix: Set `resources.requests.ephemeral-storage` on the container, such as `1Gi`.
    """
    lack = _lack(container, container.request("ephemeral-storage"), "ephemeral storage request")
    if lack is not None:
        yield container.requests.violation(lack, at=Amounts.ephemeral_storage)


@policy("ephemeral-storage-limit", category="resources", severity=Severity.LOW, recommended=False)
def ephemeral_storage_limit(container: Container) -> Iterator[Violation]:
    """A container sets an ephemeral storage limit.

    Without one, logs and temporary files can fill the disk of the node, and the kubelet evicts other pods too.

    The LimitRange of the namespace and the resources of the pod count. Not recommended by default: few clusters run out
    of disk before memory.

    Fix: Set `resources.limits.ephemeral-storage` on the container, such as `2Gi`.
    """
    lack = _lack(container, container.limit("ephemeral-storage"), "ephemeral storage limit")
    if lack is not None:
        yield container.limits.violation(lack, at=Amounts.ephemeral_storage)
