"""PodSecurityPolicies by what they say of the kernel: seccomp profiles, sysctls."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import PodSecurityPolicy, Severity, Violation, policy

_SECCOMP = "seccomp.security.alpha.kubernetes.io/defaultProfileName"
_OF_RUNTIME = ("runtime/default", "docker/default")


@policy("psp-seccomp", category="pod-security", severity=Severity.LOW, recommended=False)
def psp_seccomp(security: PodSecurityPolicy) -> Iterator[Violation]:
    """A PodSecurityPolicy gives pods the seccomp profile of the container runtime.

    Without a default profile, containers may make every system call. Kubernetes ignores these objects since 1.25. CIS
    Kubernetes Benchmark 1.6, 5.7.2.

    Fix: Set the annotation `seccomp.security.alpha.kubernetes.io/defaultProfileName: runtime/default`.
    """
    profile = security.annotations.get(_SECCOMP)
    if profile not in _OF_RUNTIME:
        what = f"default seccomp profile {profile}" if profile else "no default seccomp profile"
        place = security.place(PodSecurityPolicy.annotations, _SECCOMP)
        yield security.violation(f"PodSecurityPolicy {security.name} sets {what}", at=place)


@policy("psp-unsafe-sysctl", category="pod-security", severity=Severity.MEDIUM, recommended=False)
def psp_unsafe_sysctl(security: PodSecurityPolicy) -> Iterator[Violation]:
    """A PodSecurityPolicy admits no unsafe sysctls.

    They are not isolated between pods, or affect their node. Kubernetes ignores these objects since 1.25. Kubernetes,
    "Using sysctls in a Kubernetes Cluster".

    Fix: Remove `allowedUnsafeSysctls`.
    """
    names = security.allowed_unsafe_sysctls
    if names:
        message = f"PodSecurityPolicy {security.name} admits unsafe sysctls: {', '.join(names)}"
        yield security.violation(message, at=PodSecurityPolicy.allowed_unsafe_sysctls)
