"""Admission plugins of the API server that Kubernetes has removed."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import ApiServer, Severity, Violation, policy
from infracheck_policies.control_plane.flags import lacks_plugin

_ENABLE = "enable-admission-plugins"
_POLICY, _DENY = "PodSecurityPolicy", "SecurityContextDeny"


@policy("admission-pod-security-policy", category="control-plane", severity=Severity.LOW, recommended=False)
def admission_pod_security_policy(server: ApiServer) -> Iterator[Violation]:
    """The API server enables the admission plugin PodSecurityPolicy.

    For clusters before Kubernetes 1.25, which removed the plugin: where it is not enabled, PodSecurityPolicies have no
    effect. Since 1.25 a namespace enforces a standard, as `privileged-namespace` requires. CIS Kubernetes Benchmark
    1.6, 1.2.16.

    Fix: Add `PodSecurityPolicy` to `--enable-admission-plugins`.
    """
    if lacks_plugin(server, _POLICY):
        yield server.violation(f"kube-apiserver does not enable admission plugin {_POLICY}", at=_ENABLE)


@policy("admission-context-deny", category="control-plane", severity=Severity.LOW, recommended=False)
def admission_context_deny(server: ApiServer) -> Iterator[Violation]:
    """The API server enables the admission plugin SecurityContextDeny or PodSecurityPolicy.

    For clusters before Kubernetes 1.30, which removed SecurityContextDeny: without either plugin a pod may choose its
    user. Since 1.25 a namespace enforces a standard, as `privileged-namespace` requires. CIS Kubernetes Benchmark 1.8,
    1.2.12.

    Fix: Add `SecurityContextDeny` to `--enable-admission-plugins`.
    """
    if lacks_plugin(server, _POLICY) and lacks_plugin(server, _DENY):
        message = f"kube-apiserver enables neither admission plugin {_DENY} nor {_POLICY}"
        yield server.violation(message, at=_ENABLE)
