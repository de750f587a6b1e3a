"""The process of a container, its ports, its terminal and its sysctls."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Container, Pod, Port, Severity, Sysctl, Violation, policy

_FIRST_FREE_PORT = 1024


@policy("sudo-entrypoint", category="isolation", severity=Severity.MEDIUM)
def sudo_entrypoint(container: Container) -> Iterator[Violation]:
    """A container runs its command without sudo.

    A command that runs with sudo runs as root, whatever user the container has; sudo also requires privilege
    escalation.

    Fix: Remove sudo from the command, and give the container's user the permissions that it needs.
    """
    for index, word in enumerate(container.command):
        if "sudo" in word.replace("/", " ").split():
            place = container.place(Container.command, index)
            yield container.violation(f"container {container.name} runs its command with sudo", at=place)


@policy("open-terminal", category="isolation", severity=Severity.LOW, recommended=False)
def open_terminal(container: Container) -> Iterator[Violation]:
    """A container allocates neither standard input nor a terminal.

    Anyone who may attach to the container can then type into its main process. Ephemeral containers are meant for that.

    Fix: Remove `stdin` and `tty` from the container.
    """
    if container.is_ephemeral:
        return
    if container.stdin:
        yield container.violation(f"container {container.name} sets stdin to true", at=Container.stdin)
    if container.tty:
        yield container.violation(f"container {container.name} sets tty to true", at=Container.tty)


@policy("privileged-port", category="isolation", severity=Severity.LOW, recommended=False)
def privileged_port(container: Container) -> Iterator[Violation]:
    """A container listens on ports above 1023.

    For lower ports it must be root or have NET_BIND_SERVICE, unless the runtime sets ip_unprivileged_port_start to 0,
    as Docker and containerd 2 do.

    Fix: Listen on a port such as 8080, and map it with the `targetPort` of the Service.
    """
    for port in container.ports:
        if port.container_port is not None and 0 < port.container_port < _FIRST_FREE_PORT:
            message = f"container {container.name} listens on privileged port {port.container_port}"
            yield port.violation(message, at=Port.container_port)


@policy("sysctl-injection", category="isolation", severity=Severity.CRITICAL)
def sysctl_injection(pod: Pod) -> Iterator[Violation]:
    """The value of a pod's sysctl contains neither `+` nor `=`.

    CRI-O before 1.23.2 reads the rest as further kernel parameters of the node: with core_pattern, an attacker can run
    any program as root on the node (CVE-2022-0811). No sysctl that a pod may set has such a value.

    Fix: Remove the characters `+` and `=` from the value, and update CRI-O.
    """
    for sysctl in pod.security_context.sysctls:
        if any(mark in (sysctl.value or "") for mark in "+="):
            yield sysctl.violation(f"the value of sysctl {sysctl.name} contains + or =", at=Sysctl.value)


@policy("unnamed-port", category="network", severity=Severity.LOW, recommended=False)
def unnamed_port(container: Container) -> Iterator[Violation]:
    """A container names its ports.

    A Service, a probe or a network policy that names the port stays right when its number changes; service meshes tell
    the protocol by the name, such as `http-web` or `grpc`.

    Fix: Set `name` on the port.
    """
    for port in container.ports:
        if not port.name:
            number = "a port" if port.container_port is None else f"port {port.container_port}"
            yield port.violation(f"container {container.name} does not name {number}")
