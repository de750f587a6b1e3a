"""SecurityContextConstraints of OpenShift that admit privileges."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import SecurityContextConstraints, Severity, Violation, policy


@policy("scc-privileged", category="pod-security", severity=Severity.HIGH, recommended=False)
def scc_privileged(constraints: SecurityContextConstraints) -> Iterator[Violation]:
    """SecurityContextConstraints deny privileged containers.

    They are not isolated from their node at all, for every user and group that may use these constraints. OpenShift,
    "Managing security context constraints", allowPrivilegedContainer.

    Fix: Set `allowPrivilegedContainer: false`.
    """
    if constraints.allow_privileged_container:
        yield constraints.violation(
            f"SecurityContextConstraints {constraints.name} admit privileged containers",
            at=SecurityContextConstraints.allow_privileged_container,
        )
