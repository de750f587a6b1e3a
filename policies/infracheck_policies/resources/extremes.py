"""Amounts that nobody can have meant, or that hurt."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Amounts, Container, Known, Record, Severity, Violation, VolumeMount, policy


class MemoryUnit(Record):
    """`least`: the smallest amount of memory, in bytes, that is taken for meant."""

    least: int = 1024 * 1024


@policy(
    "memory-unit",
    category="resources",
    severity=Severity.MEDIUM,
)
def memory_unit(container: Container, options: MemoryUnit) -> Iterator[Violation]:
    """An amount of memory has the unit that was meant.

    `512m` is half a byte and `512` is 512 bytes: as a request they reserve nothing, as a limit they keep the container
    from starting. Kubernetes, "Resource Management for Pods and Containers", memory resource units.
    """
    for kind, amounts in (("request", container.requests), ("limit", container.limits)):
        memory = amounts.memory
        if memory is not None and 0 < memory.amount < options.least:
            message = f"the memory {kind} of container {container.name}, {memory}, is {memory.amount:g} bytes"
            yield amounts.violation(message, at=Amounts.memory)


class CpuUnit(Record):
    """`most`: the largest number of cores that is taken for meant."""

    most: int = 128


@policy(
    "cpu-unit",
    category="resources",
    severity=Severity.MEDIUM,
)
def cpu_unit(container: Container, options: CpuUnit) -> Iterator[Violation]:
    """An amount of CPU has the unit that was meant.

    `500` is five hundred cores where `500m` was meant: as a request it fits on no node, as a limit it bounds nothing.
    """
    for kind, amounts in (("request", container.requests), ("limit", container.limits)):
        cpu = amounts.cpu
        if cpu is not None and cpu.amount > options.most:
            message = f"the CPU {kind} of container {container.name}, {cpu}, is {cpu.amount:g} cores"
            yield amounts.violation(message, at=Amounts.cpu)


@policy(
    "cpu-throttling",
    category="resources",
    severity=Severity.LOW,
    aliases=("kyverno:forbid-cpu-limits", "kyverno:forbid-cpu-limits/check-cpu-limits"),
    recommended=False,
)
def cpu_throttling(container: Container) -> Iterator[Violation]:
    """A container sets no CPU limit.

    The kernel throttles a container at its limit though the node be idle; requests alone share a busy node fairly.
    The opposite of cpu-limit, for those who decided so; not recommended by default.
    """
    if container.limits.cpu is not None:
        yield container.limits.violation(
            f"container {container.name} is throttled at {container.limits.cpu} CPU", at=Amounts.cpu
        )


@policy(
    "empty-dir-size",
    category="resources",
    severity=Severity.LOW,
    controls=("nist-800-53-r5:SC-5", "cwe:770"),
    aliases=("kyverno:require-emptydir-requests-and-limits",),
    recommended=False,
)
def empty_dir_size(container: Container) -> Iterator[Violation]:
    """What a container writes to an emptyDir volume is bounded.

    An emptyDir without a sizeLimit lets a container without a limit of ephemeral storage fill the disk of its node.
    Volumes of medium Memory count as memory and are left out. A limit is enough, since Kubernetes takes it for the
    request; kyverno wants both written.
    """
    match container.limit("ephemeral-storage"):
        case Known(None) if container.volume_mounts and not container.is_ephemeral:
            unbounded = container.pod.unbounded_names
            for mount in container.volume_mounts:
                if mount.name in unbounded:
                    message = f"container {container.name} may fill the disk through emptyDir volume {mount.name}"
                    yield mount.violation(message, at=VolumeMount.name)
