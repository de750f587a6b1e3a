"""What a container may take from its node."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Amounts, Container, Severity, Violation, policy


@policy(
    "memory-limit",
    category="resources",
    severity=Severity.MEDIUM,
    controls=("nsa:resource-policies",),
    aliases=("checkov:CKV_K8S_13", "kube-linter:unset-memory-requirements", "trivy:KSV-0018"),
)
def memory_limit(container: Container) -> Iterator[Violation]:
    """A container sets a memory limit.

    Without one, a leak in this container starves every other pod on its node.
    """
    if container.limits.memory is None:
        yield container.limits.violation(f"container {container.name} sets no memory limit", at=Amounts.memory)
