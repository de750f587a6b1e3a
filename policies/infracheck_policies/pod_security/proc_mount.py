"""Pod Security Standards, baseline: /proc Mount Type."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Container, SecurityContext, Severity, Violation, policy


@policy("proc-mount", category="pod-security", severity=Severity.HIGH)
def proc_mount(container: Container) -> Iterator[Violation]:
    """A container mounts /proc with the default masks.

    The masks hide the parts of /proc through which a container could read or change the kernel of the node.
    Restricted field: securityContext.procMount of every container; allowed: unset, Default; from Kubernetes 1.35 on
    anything in a pod with hostUsers: false. Pod Security Standards, baseline.

    Fix: Remove `procMount`, or set it to `Default`.
    """
    context = container.security_context
    if context.proc_mount not in (None, "Default"):
        message = f"container {container.name} sets procMount to {context.proc_mount}"
        yield context.violation(message, at=SecurityContext.proc_mount)


@policy("proc-mount", since="1.35")
def proc_mount_1_35(container: Container) -> Iterator[Violation]:
    """A container mounts /proc with the default masks, unless its pod has a user namespace."""
    # KEP-127: in a user namespace /proc shows and changes nothing that the node owns
    if container.pod.host_users is not False:
        yield from proc_mount(container)
