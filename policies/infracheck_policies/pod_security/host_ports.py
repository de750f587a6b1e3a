"""Pod Security Standards, baseline: Host Ports."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Container, Port, Severity, Violation, policy


@policy("host-port", category="pod-security", severity=Severity.MEDIUM)
def host_port(container: Container) -> Iterator[Violation]:
    """A container uses no host port.

    Host ports bypass network policies and restrict the pod to nodes where the port is free.
    Restricted field: ports[*].hostPort of every container; allowed: unset, 0. Pod Security Standards, baseline.

    Fix: Remove `hostPort`, and expose the container with a Service.
    """
    for port in container.ports:
        if port.host_port:
            message = f"container {container.name} uses host port {port.host_port}"
            yield port.violation(message, at=Port.host_port)
