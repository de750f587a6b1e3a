"""Pod Security Standards, restricted: Running as Non-root."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import AnySecurityContext, Pod, Severity, Violation, policy


@policy("run-as-non-root", category="pod-security", severity=Severity.MEDIUM, recommended=False)
def run_as_non_root(pod: Pod) -> Iterator[Violation]:
    """A container sets runAsNonRoot to true, or its pod does.

    With runAsNonRoot the kubelet does not start a container that would run as root.
    Restricted fields: securityContext.runAsNonRoot of the pod and of every container; allowed: true; unset in a
    container where the pod sets it, and in the pod where every container does; from Kubernetes 1.35 on anything in a
    pod with hostUsers: false. Pod Security Standards, restricted. The standard requires this field; `possible-root`,
    which is recommended by default, accepts a runAsUser or the USER of the image instead.

    Fix: Set `runAsNonRoot: true` in the pod's securityContext.
    """
    for bearer, context in pod.security_contexts:
        if context.run_as_non_root is False:
            yield context.violation(f"{bearer} sets runAsNonRoot to false", at=AnySecurityContext.run_as_non_root)
    for container in pod.containers if pod.security_context.run_as_non_root is None else ():
        own = container.security_context
        if own.run_as_non_root is None:
            message = f"container {container.name} does not set runAsNonRoot to true"
            yield own.violation(message, at=AnySecurityContext.run_as_non_root)


@policy("run-as-non-root", since="1.35")
def run_as_non_root_1_35(pod: Pod) -> Iterator[Violation]:
    """A container sets runAsNonRoot to true, unless its pod has a user namespace."""
    # KEP-127: with hostUsers false, root in the pod is an unprivileged user of the node
    if pod.host_users is not False:
        yield from run_as_non_root(pod)
