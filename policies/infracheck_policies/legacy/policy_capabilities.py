"""PodSecurityPolicies that admit capabilities."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import PodSecurityPolicy, Severity, Violation, policy
from infracheck_policies.legacy.admitting import admitting


@policy("psp-added-capability", category="pod-security", severity=Severity.MEDIUM, recommended=False)
def psp_added_capability(security: PodSecurityPolicy) -> Iterator[Violation]:
    """A PodSecurityPolicy admits no added capabilities.

    Those that a container has by default suffice for nearly all. One policy of the scan that admits none suffices, as
    the benchmark requires. Kubernetes ignores these objects since 1.25. CIS Kubernetes Benchmark 1.6, 5.2.8.

    Fix: Remove `allowedCapabilities`.
    """
    what = f"admits added capabilities: {', '.join(security.allowed_capabilities)}"
    yield from admitting(security, _added, what, PodSecurityPolicy.allowed_capabilities)


@policy("psp-required-drop", category="pod-security", severity=Severity.LOW, recommended=False)
def psp_required_drop(security: PodSecurityPolicy) -> Iterator[Violation]:
    """A PodSecurityPolicy requires that capabilities are dropped.

    Without `requiredDropCapabilities` every container keeps the default ones. One policy of the scan that requires it
    suffices, as the benchmark requires. Kubernetes ignores these objects since 1.25. CIS Kubernetes Benchmark 1.6,
    5.2.9.

    Fix: Set `requiredDropCapabilities: [ALL]`.
    """
    place = PodSecurityPolicy.required_drop_capabilities
    yield from admitting(security, _keeps_all, "requires no capability to be dropped", place)


@policy("psp-net-raw", category="pod-security", severity=Severity.LOW, recommended=False)
def psp_net_raw(security: PodSecurityPolicy) -> Iterator[Violation]:
    """A PodSecurityPolicy requires that NET_RAW is dropped.

    With the capability a container can forge packets of other pods. One policy of the scan that requires it suffices,
    as the benchmark requires. Kubernetes ignores these objects since 1.25. CIS Kubernetes Benchmark 1.6, 5.2.7.

    Fix: Set `requiredDropCapabilities: [ALL]`.
    """
    place = PodSecurityPolicy.required_drop_capabilities
    yield from admitting(security, _keeps_net_raw, "does not require NET_RAW to be dropped", place)


def _added(security: PodSecurityPolicy) -> bool:
    return bool(security.allowed_capabilities)


def _keeps_all(security: PodSecurityPolicy) -> bool:
    return not security.required_drop_capabilities


def _keeps_net_raw(security: PodSecurityPolicy) -> bool:
    return not any(name in ("ALL", "NET_RAW") for name in security.required_drop_capabilities)
