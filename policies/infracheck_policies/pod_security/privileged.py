"""Pod Security Standards, baseline: Privileged Containers."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Container, SecurityContext, Severity, Violation, policy


@policy("privileged-container", category="pod-security", severity=Severity.CRITICAL)
def privileged_container(container: Container) -> Iterator[Violation]:
    """A container is not privileged.

    A privileged container has all capabilities and access to all devices of its node: an attacker in it controls the
    node.
    Restricted field: securityContext.privileged of every container; allowed: unset, false. Pod Security Standards,
    baseline.

    Fix: Remove `privileged: true`, and add only the capabilities that the container needs.
    """
    if container.security_context.privileged:
        yield container.security_context.violation(
            f"container {container.name} is privileged (privileged: true)", at=SecurityContext.privileged
        )
