"""PodSecurityPolicies that admit privileges."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import IdStrategy, PodSecurityPolicy, Severity, Violation, policy
from infracheck_policies.legacy.admitting import admitting


@policy("psp-privileged", category="pod-security", severity=Severity.HIGH, recommended=False)
def psp_privileged(security: PodSecurityPolicy) -> Iterator[Violation]:
    """A PodSecurityPolicy denies privileged containers.

    They are not isolated from their node at all. One policy of the scan that denies them suffices, as the benchmark
    requires. Kubernetes ignores these objects since 1.25. CIS Kubernetes Benchmark 1.6, 5.2.1.

    Fix: Set `privileged: false`.
    """
    yield from admitting(security, _privileged, "admits privileged containers", PodSecurityPolicy.privileged)


@policy("psp-privilege-escalation", category="pod-security", severity=Severity.MEDIUM, recommended=False)
def psp_privilege_escalation(security: PodSecurityPolicy) -> Iterator[Violation]:
    """A PodSecurityPolicy denies privilege escalation.

    A process may otherwise gain rights by setuid programs. It is admitted unless `allowPrivilegeEscalation` is false.
    One policy of the scan that denies it suffices, as the benchmark requires. Kubernetes ignores these objects since
    1.25. CIS Kubernetes Benchmark 1.6, 5.2.5.

    Fix: Set `allowPrivilegeEscalation: false`.
    """
    place = PodSecurityPolicy.allow_privilege_escalation
    yield from admitting(security, _escalation, "admits privilege escalation", place)


@policy("psp-root", category="pod-security", severity=Severity.MEDIUM, recommended=False)
def psp_root(security: PodSecurityPolicy) -> Iterator[Violation]:
    """A PodSecurityPolicy denies containers that run as root.

    The rule of `runAsUser` must be `MustRunAsNonRoot`, or `MustRunAs` with ranges above 0. One policy of the scan that
    denies root suffices, as the benchmark requires. Kubernetes ignores these objects since 1.25. CIS Kubernetes
    Benchmark 1.6, 5.2.6.

    Fix: Set `runAsUser.rule: MustRunAsNonRoot`.
    """
    if _root(security) and not security.is_denied_elsewhere(_root):
        message = f"PodSecurityPolicy {security.name} admits containers that run as root"
        yield security.run_as_user.violation(message, at=IdStrategy.rule)


def _privileged(security: PodSecurityPolicy) -> bool:
    return bool(security.privileged)


def _escalation(security: PodSecurityPolicy) -> bool:
    return security.allow_privilege_escalation is not False


def _root(security: PodSecurityPolicy) -> bool:
    users = security.run_as_user
    if users.rule == "MustRunAs":
        return any(not each.min for each in users.ranges) or not users.ranges
    return users.rule != "MustRunAsNonRoot"
