"""Pod Security Standards, restricted: Capabilities."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Capabilities, Container, Severity, Violation, policy

_RESTRICTED = frozenset(
    (
        "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "SETFCAP", "SETGID", "SETPCAP",
        "SETUID", "SYS_CHROOT",
    )
)  # fmt: skip


@policy("undropped-capabilities", category="pod-security", severity=Severity.MEDIUM, since="1.22")
def undropped_capabilities(container: Container) -> Iterator[Violation]:
    """A container drops all capabilities.

    The default capabilities of runtimes are seldom needed, and NET_RAW or DAC_OVERRIDE help an attacker.
    Restricted field: securityContext.capabilities.drop of every container; allowed: any list that contains ALL. Pod
    Security Standards, restricted; from Kubernetes 1.25 on not for os.name: windows. Runtimes take `all` for ALL, but
    Pod Security admission compares letter by letter, and rejects the pod where the standard is enforced.

    Fix: Set `capabilities.drop: ["ALL"]` in the container's securityContext, and add NET_BIND_SERVICE if the container
    needs it.
    """
    capabilities = container.security_context.capabilities
    if "ALL" in capabilities.drop:
        return
    other = next((name for name in capabilities.drop if name.upper() == "ALL"), None)
    if other is None:
        message = f"container {container.name} does not drop ALL capabilities"
    else:
        message = f"container {container.name} drops {other}, which Pod Security admission does not take for ALL"
    yield capabilities.violation(message, at=Capabilities.drop)


@policy("undropped-capabilities", since="1.25")
def undropped_capabilities_1_25(container: Container) -> Iterator[Violation]:
    """A container drops all capabilities, unless it runs on Windows."""
    if not container.pod.is_windows:
        yield from undropped_capabilities(container)


@policy("default-capability", category="pod-security", severity=Severity.LOW, recommended=False, since="1.22")
def default_capability(container: Container) -> Iterator[Violation]:
    """A container adds no capability except NET_BIND_SERVICE.

    Restricted field: securityContext.capabilities.add of every container; allowed: unset, NET_BIND_SERVICE. This policy
    checks the default capabilities of runtimes; `dangerous-capability` reports the others. Pod Security Standards,
    restricted; from Kubernetes 1.25 on not for os.name: windows.

    Fix: Remove the capability from `capabilities.add`.
    """
    capabilities = container.security_context.capabilities
    for index, name in enumerate(capabilities.add):
        if name in _RESTRICTED:
            place = capabilities.place(Capabilities.add, index)
            yield capabilities.violation(f"container {container.name} adds capability {name}", at=place)


@policy("default-capability", since="1.25")
def default_capability_1_25(container: Container) -> Iterator[Violation]:
    """A container adds no capability except NET_BIND_SERVICE, unless it runs on Windows."""
    if not container.pod.is_windows:
        yield from default_capability(container)
