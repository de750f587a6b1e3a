"""Amounts that are probably mistakes, CPU limits and unbounded emptyDir volumes."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Amounts, Container, Known, Record, Severity, Violation, VolumeMount, policy


class MemoryUnit(Record):
    """`least`: the smallest plausible amount of memory, in bytes."""

    least: int = 1024 * 1024


@policy(
    "memory-unit",
    category="resources",
    severity=Severity.MEDIUM,
)
def memory_unit(container: Container, options: MemoryUnit) -> Iterator[Violation]:
    """An amount of memory has a plausible unit.

    `512m` is half a byte and `512` is 512 bytes: as a request they reserve nothing, as a limit they prevent the
    container from starting. Kubernetes, "Resource Management for Pods and Containers", memory resource units.

    Fix: Write the intended unit, such as `512Mi`.
    """
    for kind, amounts in (("request", container.requests), ("limit", container.limits)):
        memory = amounts.memory
        if memory is not None and 0 < memory.amount < options.least:
            message = (
                f"the memory {kind} of container {container.name} is {memory}, which means {memory.amount:g} bytes"
            )
            yield amounts.violation(message, at=Amounts.memory)


class CpuUnit(Record):
    """`most`: the largest plausible number of cores."""

    most: int = 128


@policy(
    "cpu-unit",
    category="resources",
    severity=Severity.MEDIUM,
)
def cpu_unit(container: Container, options: CpuUnit) -> Iterator[Violation]:
    """An amount of CPU has a plausible unit.

    `500` is five hundred cores where `500m` was meant: as a request it fits on no node, as a limit it has no effect.

    Fix: Write the intended unit, such as `500m`.
    """
    for kind, amounts in (("request", container.requests), ("limit", container.limits)):
        cpu = amounts.cpu
        if cpu is not None and cpu.amount > options.most:
            message = f"the CPU {kind} of container {container.name} is {cpu}, which means {cpu.amount:g} cores"
            yield amounts.violation(message, at=Amounts.cpu)


@policy("cpu-throttling", category="resources", severity=Severity.LOW, recommended=False)
def cpu_throttling(container: Container) -> Iterator[Violation]:
    """A container sets no CPU limit.

    The kernel throttles a container at its limit even on an idle node; requests alone share a busy node fairly. The
    opposite of cpu-limit, for teams that set no CPU limits; not recommended by default.

    Fix: Remove `resources.limits.cpu`, and set `resources.requests.cpu`.
    """
    if container.limits.cpu is not None:
        yield container.limits.violation(
            f"container {container.name} sets a CPU limit of {container.limits.cpu}", at=Amounts.cpu
        )


@policy("empty-dir-size", category="resources", severity=Severity.LOW, recommended=False)
def empty_dir_size(container: Container) -> Iterator[Violation]:
    """An emptyDir volume that a container mounts has a size limit.

    Without a sizeLimit, a container without an ephemeral storage limit can fill the disk of its node. Volumes of medium
    Memory count as memory and are not checked. A limit is enough, since Kubernetes uses it as the request; kyverno
    requires both.

    Fix: Set `sizeLimit` on the emptyDir volume, or `resources.limits.ephemeral-storage` on the container.
    """
    match container.limit("ephemeral-storage"):
        case Known(None) if container.volume_mounts and not container.is_ephemeral:
            unbounded = container.pod.unbounded_names
            for mount in container.volume_mounts:
                if mount.name in unbounded:
                    message = f"container {container.name} mounts emptyDir volume {mount.name} without a size limit"
                    yield mount.violation(message, at=VolumeMount.name)
