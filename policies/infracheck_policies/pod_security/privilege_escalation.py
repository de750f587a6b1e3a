"""Pod Security Standards, restricted: Privilege Escalation."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Container, SecurityContext, Severity, Violation, policy


@policy("privilege-escalation", category="pod-security", severity=Severity.MEDIUM, since="1.8")
def privilege_escalation(container: Container) -> Iterator[Violation]:
    """A container sets allowPrivilegeEscalation to false.

    Otherwise a process can gain more privileges than its parent, for example root through a setuid binary of the image.
    Restricted field: securityContext.allowPrivilegeEscalation of every container; allowed: false. Pod Security
    Standards, restricted; from Kubernetes 1.25 on not for os.name: windows. The CIS benchmark and kube-linter allow it
    to be unset; Kubernetes then allows privilege escalation, so it is reported here.

    Fix: Set `allowPrivilegeEscalation: false` in the container's securityContext.
    """
    context = container.security_context
    if context.allow_privilege_escalation is not False:
        value = (
            "sets allowPrivilegeEscalation to true"
            if context.allow_privilege_escalation
            else "does not set allowPrivilegeEscalation to false"
        )
        message = f"container {container.name} {value}"
        yield context.violation(message, at=SecurityContext.allow_privilege_escalation)


@policy("privilege-escalation", since="1.25")
def privilege_escalation_1_25(container: Container) -> Iterator[Violation]:
    """A container sets allowPrivilegeEscalation to false, unless it runs on Windows."""
    if not container.pod.is_windows:
        yield from privilege_escalation(container)
