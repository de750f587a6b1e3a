"""What a platform allows within limits of its own."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Container, Pod, PodSecurityContext, Port, Record, Severity, Violation, policy

from .filesystem import runtime_socket


class PortRange(Record):
    """`lowest` and `highest`: the host ports that containers may use."""

    lowest: int = 5000
    highest: int = 6000


class GroupRanges(Record):
    """`ranges`: the supplemental groups that pods may have, such as `100-200`."""

    ranges: tuple[str, ...] = ("100-200", "500-600")


class SocketLabel(Record):
    """`label`: the label of pods that may mount the socket, with the value `true`."""

    label: str = "allow-docker"


@policy("host-port-range", category="isolation", severity=Severity.MEDIUM, recommended=False)
def host_port_range(container: Container, options: PortRange) -> Iterator[Violation]:
    """A container uses host ports of the allowed range only.

    For teams that allow host ports within a range: `host-port` reports all of them. Options `lowest` and `highest` set
    the range.

    Fix: Use a port of the range, or expose the container with a Service.
    """
    for port in container.ports:
        if port.host_port and not options.lowest <= port.host_port <= options.highest:
            allowed = f"{options.lowest} to {options.highest}"
            message = f"container {container.name} uses host port {port.host_port}, which is not one of {allowed}"
            yield port.violation(message, at=Port.host_port)


@policy("supplemental-group-range", category="users", severity=Severity.LOW, recommended=False)
def supplemental_group_range(pod: Pod, options: GroupRanges) -> Iterator[Violation]:
    """A pod's supplemental groups are of the allowed ranges.

    A group of the node may own files that the pod then reads. As PodSecurityPolicies did, option `ranges` sets which
    groups pods may have; `root-supplemental-group` reports group 0 alone.

    Fix: Remove the group, or use one of the ranges.
    """
    context = pod.security_context
    for index, group in enumerate(context.supplemental_groups):
        if group.isdecimal() and not any(_holds(each, int(group)) for each in options.ranges):
            message = f"supplemental group {group} is not one of {', '.join(options.ranges)}"
            yield context.violation(message, at=context.place(PodSecurityContext.supplemental_groups, index))


@policy("unlabelled-runtime-socket", category="isolation", severity=Severity.HIGH, recommended=False)
def unlabelled_runtime_socket(pod: Pod, options: SocketLabel) -> Iterator[Violation]:
    """A pod that mounts the socket of the container runtime has the label that allows it.

    For teams that give the socket to a few pods: `runtime-socket` reports all of them. Option `label` names the label,
    which has the value `true`.

    Fix: Remove the volume, or label the pod after a review.
    """
    if pod.labels.get(options.label) != "true":
        yield from runtime_socket(pod)


def _holds(written: str, group: int) -> bool:
    lowest, _, highest = written.partition("-")
    return lowest.isdecimal() and int(lowest) <= group <= int(highest if highest.isdecimal() else lowest)
