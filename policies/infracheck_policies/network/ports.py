"""Ports of containers and Services, and the names that pods resolve by themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator

from infracheck import Container, Pod, Port, Service, ServicePort, Severity, Violation, policy


@policy("container-ssh-port", category="network", severity=Severity.MEDIUM, recommended=False)
def container_ssh_port(container: Container) -> Iterator[Violation]:
    """A container does not serve SSH.

    An SSH server gives access that neither RBAC nor the audit log sees, with keys that are rarely rotated. Port 22 of
    TCP is told; `ssh-port` checks Dockerfiles.

    Fix: Remove the port and the server; use `kubectl exec` or `kubectl debug`.
    """
    for port in container.ports:
        if port.container_port == 22 and port.protocol in (None, "TCP"):
            yield port.violation(f"container {container.name} serves port 22 (SSH)", at=Port.container_port)


@policy("service-ssh-port", category="network", severity=Severity.MEDIUM, recommended=False)
def service_ssh_port(service: Service) -> Iterator[Violation]:
    """A Service does not lead to SSH in pods.

    An SSH server gives access that neither RBAC nor the audit log sees, and a Service lets the whole cluster try its
    keys. The ports 22 and 2222 are told, of the Service or of the pods; Services without a selector lead to no pods and
    pass.

    Fix: Remove the port and the server; use `kubectl exec` or `kubectl debug`.
    """
    for port in service.ports if service.selector else ():
        number = next((each for each in (port.port, port.target_port) if each in (22, 2222)), None)
        if number is not None and port.protocol in (None, "TCP"):
            yield port.violation(f"Service {service.name} leads to port {number} (SSH)", at=ServicePort.port)


@policy("port-name", category="network", severity=Severity.MEDIUM, recommended=False)
def port_name(container: Container) -> Iterator[Violation]:
    """Ports of a container have a number, and names that are valid and differ.

    The API server rejects others: a name has at most 15 of `a-z`, `0-9` and single dashes between them, one letter at
    least, and each stands once in a container (RFC 6335, IANA service names).

    Fix: Shorten or correct `name`, and set `containerPort`.
    """
    seen: set[str] = set()
    for port in container.ports:
        if port.container_port is None:
            yield port.violation(f"a port of container {container.name} has no containerPort", at=Port.container_port)
        if port.name and not _is_port_name(port.name):
            yield port.violation(f"{port.name} is no valid name of a port", at=Port.name)
        if port.name in seen:
            yield port.violation(f"two ports of container {container.name} are called {port.name}", at=Port.name)
        seen.update((port.name,) if port.name else ())


@policy("target-port-name", category="network", severity=Severity.MEDIUM, recommended=False)
def target_port_name(service: Service) -> Iterator[Violation]:
    """The targetPort of a Service is a port's number or a valid name of one.

    The API server rejects others: a number is from 1 to 65535, a name has at most 15 of `a-z`, `0-9` and single dashes
    between them, one letter at least.

    Fix: Write the number, or the name of the container's port, in `targetPort`.
    """
    for port in service.ports:
        target = port.target_port
        # Kubernetes takes 0 for a field that is not written
        valid = 0 <= target <= 65535 if isinstance(target, int) else target is None or _is_port_name(target)
        if not valid:
            yield port.violation(
                f"targetPort {target} of Service {service.name} is neither a port's number nor a valid name",
                at=ServicePort.target_port,
            )


def _is_port_name(name: str) -> bool:
    return len(name) <= 15 and re.fullmatch(r"(?=.*[a-z])[a-z0-9]+(?:-[a-z0-9]+)*", name) is not None


@policy("host-aliases", category="network", severity=Severity.LOW, recommended=False)
def host_aliases(pod: Pod) -> Iterator[Violation]:
    """A pod leaves /etc/hosts to the cluster's DNS.

    `hostAliases` override names for this pod alone: the address stays when the service moves, and a name may be led
    elsewhere.

    Fix: Remove `hostAliases` and make a Service, of type ExternalName or with an EndpointSlice for an address outside.
    """
    if pod.has_host_aliases:
        workload = pod.workload
        yield pod.violation(f"{workload.kind} {workload.name} sets hostAliases", at=Pod.has_host_aliases)
