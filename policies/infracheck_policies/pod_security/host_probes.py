"""Pod Security Standards, baseline: Host Probes and Lifecycle Hooks."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Container, Handler, HttpGet, Severity, TcpSocket, Violation, policy


@policy("probe-host", category="pod-security", severity=Severity.MEDIUM, since="1.34")
def probe_host(container: Container) -> Iterator[Violation]:
    """A container's probes and lifecycle hooks set no host.

    The kubelet sends these requests from the node: with a host, a pod can make the node connect to other systems.
    Restricted fields: host of httpGet and of tcpSocket, in livenessProbe, readinessProbe, startupProbe,
    lifecycle.postStart and lifecycle.preStop of every container; allowed: unset, "". 127.0.0.1 is the node, and not
    allowed. Pod Security Standards, baseline, from Kubernetes 1.34 on.

    Fix: Remove `host` from the handler; the kubelet then uses the IP address of the pod.
    """
    lifecycle = container.lifecycle
    for handler in (*container.probes, lifecycle.post_start, lifecycle.pre_stop):
        if handler is not None:
            yield from _hosts(container, handler)


def _hosts(container: Container, handler: Handler) -> Iterator[Violation]:
    request = handler.http_get
    if request is not None and request.host:
        yield request.violation(
            f"container {container.name} has an httpGet handler with host {request.host}", at=HttpGet.host
        )
    connection = handler.tcp_socket
    if connection is not None and connection.host:
        message = f"container {container.name} has a tcpSocket handler with host {connection.host}"
        yield connection.violation(message, at=TcpSocket.host)
