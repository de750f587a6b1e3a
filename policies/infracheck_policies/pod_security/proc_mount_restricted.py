"""Pod Security Standards, restricted: /proc Mount Type."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Container, SecurityContext, Severity, Violation, policy


@policy("user-namespace-proc-mount", category="pod-security", severity=Severity.LOW, recommended=False, since="1.35")
def user_namespace_proc_mount(container: Container) -> Iterator[Violation]:
    """A container mounts /proc with the default masks in a user namespace too.

    From Kubernetes 1.35 on the baseline standard allows any procMount in a pod with hostUsers: false; restricted does
    not. `proc-mount` checks all other pods.
    Restricted field: securityContext.procMount of every container; allowed: unset, Default. Pod Security Standards,
    restricted.

    Fix: Remove `procMount`, or set it to `Default`.
    """
    context = container.security_context
    if container.pod.host_users is False and context.proc_mount not in (None, "Default"):
        message = f"container {container.name} sets procMount to {context.proc_mount}"
        yield context.violation(message, at=SecurityContext.proc_mount)
