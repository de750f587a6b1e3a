"""Pod Security Standards, restricted: Running as Non-root user."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import AnySecurityContext, Pod, Severity, Violation, policy


@policy("root-uid", category="pod-security", severity=Severity.HIGH, since="1.23")
def root_uid(pod: Pod) -> Iterator[Violation]:
    """A pod does not set runAsUser to 0.

    Root in a container is root for the kernel: a process that escapes from the container is root on the node.
    Restricted fields: securityContext.runAsUser of the pod and of every container; allowed: unset, any but 0; from
    Kubernetes 1.35 on anything in a pod with hostUsers: false. Pod Security Standards, restricted. Some other tools
    allow user 0 together with runAsNonRoot: true; such a container does not start, which `refused-user` reports too.

    Fix: Set `runAsUser` to a number other than 0, such as `10001`.
    """
    for bearer, context in pod.security_contexts:
        if context.run_as_user == 0:
            yield context.violation(f"{bearer} sets runAsUser to 0", at=AnySecurityContext.run_as_user)


@policy("root-uid", since="1.35")
def root_uid_1_35(pod: Pod) -> Iterator[Violation]:
    """A pod does not set runAsUser to 0, unless it has a user namespace."""
    # KEP-127: with hostUsers false, root in the pod is an unprivileged user of the node
    if pod.host_users is not False:
        yield from root_uid(pod)
