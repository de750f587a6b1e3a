"""What a container starts, and what it lets itself be reached by."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Container, Pod, Port, Severity, Sysctl, Violation, policy

_FIRST_FREE_PORT = 1024


@policy(
    "sudo-entrypoint",
    category="isolation",
    severity=Severity.MEDIUM,
    controls=("nsa-1.2:privilege-escalation", "nist-800-53-r5:AC-6(10)", "nist-800-190:4.4.3", "cwe:250", "cwe:269"),
    aliases=("kubescape:C-0062", "kubescape:sudo-in-container-entrypoint"),
)
def sudo_entrypoint(container: Container) -> Iterator[Violation]:
    """A container starts its program without sudo.

    What sudo starts runs as root, whatever user the container has; it also needs privilege escalation to work at all.
    """
    for index, word in enumerate(container.command):
        if "sudo" in word.replace("/", " ").split():
            place = container.place(Container.command, index)
            yield container.violation(f"container {container.name} starts through sudo", at=place)


@policy(
    "open-terminal",
    category="isolation",
    severity=Severity.LOW,
    controls=("nist-800-53-r5:CM-7",),
    aliases=("gatekeeper:general/disallowinteractive",),
    recommended=False,
)
def open_terminal(container: Container) -> Iterator[Violation]:
    """A container keeps neither a terminal nor its standard input open.

    Whoever may attach to it then types into its main process. Ephemeral containers are there for that.
    """
    if container.is_ephemeral:
        return
    if container.stdin:
        yield container.violation(f"container {container.name} keeps its standard input open", at=Container.stdin)
    if container.tty:
        yield container.violation(f"container {container.name} keeps a terminal open", at=Container.tty)


@policy(
    "privileged-port",
    category="isolation",
    severity=Severity.LOW,
    controls=("nist-800-53-r5:CM-7",),
    aliases=("kube-linter:privileged-ports", "trivy:KSV-0117"),
    recommended=False,
)
def privileged_port(container: Container) -> Iterator[Violation]:
    """A container listens above port 1023.

    On the lower ones it needs to be root or to have NET_BIND_SERVICE, unless the runtime sets
    ip_unprivileged_port_start to 0, as Docker and containerd 2 do.
    """
    for port in container.ports:
        if port.container_port is not None and 0 < port.container_port < _FIRST_FREE_PORT:
            message = f"container {container.name} listens on port {port.container_port}"
            yield port.violation(message, at=Port.container_port)


@policy(
    "sysctl-injection",
    category="isolation",
    severity=Severity.CRITICAL,
    controls=("nist-800-53-r5:SI-10", "nist-800-190:4.4.3", "owasp-k8s-2025:K01", "cwe:88"),
    aliases=("kyverno:prevent-cr8escape", "kyverno:prevent-cr8escape/restrict-sysctls-cr8escape"),
)
def sysctl_injection(pod: Pod) -> Iterator[Violation]:
    """The value of a pod's kernel parameter holds neither `+` nor `=`.

    CRI-O up to 1.23.1 takes what follows for further parameters, of the node's own kernel: core_pattern among them runs
    any program as root on the node (CVE-2022-0811). No parameter that a pod may set has such a value.
    """
    for sysctl in pod.security_context.sysctls:
        if any(mark in (sysctl.value or "") for mark in "+="):
            yield sysctl.violation(f"the value of {sysctl.name} holds further parameters", at=Sysctl.value)
