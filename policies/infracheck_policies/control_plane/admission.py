"""The admission plugins of the API server."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import ApiServer, Severity, Violation, policy
from infracheck_policies.control_plane.flags import lacks_plugin

_ENABLE = "enable-admission-plugins"
_DISABLE = "disable-admission-plugins"


def _is_disabled(server: ApiServer, plugin: str) -> bool:
    """Whether a plugin that is enabled by default is disabled."""
    return plugin in (server.words(_DISABLE) or ())


@policy("admission-event-rate", category="control-plane", severity=Severity.LOW, recommended=False)
def admission_event_rate(server: ApiServer) -> Iterator[Violation]:
    """The API server limits the rate of events.

    The plugin `EventRateLimit` prevents a workload from flooding the API server with events. CIS Kubernetes Benchmark
    1.12, 1.2.9.

    Fix: Add `EventRateLimit` to `--enable-admission-plugins` and configure it by `--admission-control-config-file`.
    """
    if lacks_plugin(server, "EventRateLimit"):
        yield server.violation("kube-apiserver does not enable admission plugin EventRateLimit", at=_ENABLE)


@policy("admission-always-admit", category="control-plane", severity=Severity.HIGH)
def admission_always_admit(server: ApiServer) -> Iterator[Violation]:
    """The API server does not enable the admission plugin AlwaysAdmit.

    The plugin admits every request and is meant for tests only. CIS Kubernetes Benchmark 1.12, 1.2.10.

    Fix: Remove `AlwaysAdmit` from `--enable-admission-plugins`.
    """
    if "AlwaysAdmit" in (server.admission or ()):
        at = _ENABLE if server.is_given(_ENABLE) else "admission-control"
        yield server.violation("kube-apiserver enables admission plugin AlwaysAdmit", at=at)


@policy("admission-pull-always", category="control-plane", severity=Severity.LOW, recommended=False)
def admission_pull_always(server: ApiServer) -> Iterator[Violation]:
    """The API server enables the admission plugin AlwaysPullImages.

    Without it a pod can start a private image that another pod has left on the node, without credentials for its
    registry. CIS Kubernetes Benchmark 1.12, 1.2.11.

    Fix: Add `AlwaysPullImages` to `--enable-admission-plugins`.
    """
    if lacks_plugin(server, "AlwaysPullImages"):
        yield server.violation("kube-apiserver does not enable admission plugin AlwaysPullImages", at=_ENABLE)


@policy("admission-service-account", category="control-plane", severity=Severity.MEDIUM)
def admission_service_account(server: ApiServer) -> Iterator[Violation]:
    """The API server does not disable the admission plugin ServiceAccount.

    The plugin assigns a service account to each pod and checks that the one it names exists. It is enabled by default,
    so a list of plugins need not name it; checkov's CKV_K8S_82 requires that. CIS Kubernetes Benchmark 1.12, 1.2.12.

    Fix: Remove `ServiceAccount` from `--disable-admission-plugins`.
    """
    if _is_disabled(server, "ServiceAccount"):
        yield server.violation("kube-apiserver disables admission plugin ServiceAccount", at=_DISABLE)


@policy("admission-namespace-lifecycle", category="control-plane", severity=Severity.MEDIUM)
def admission_namespace_lifecycle(server: ApiServer) -> Iterator[Violation]:
    """The API server does not disable the admission plugin NamespaceLifecycle.

    The plugin rejects objects in namespaces that do not exist or that are being deleted. It is enabled by default, so a
    list of plugins need not name it; checkov's CKV_K8S_83 requires that. CIS Kubernetes Benchmark 1.12, 1.2.13.

    Fix: Remove `NamespaceLifecycle` from `--disable-admission-plugins`.
    """
    if _is_disabled(server, "NamespaceLifecycle"):
        yield server.violation("kube-apiserver disables admission plugin NamespaceLifecycle", at=_DISABLE)


@policy("admission-node-restriction", category="control-plane", severity=Severity.MEDIUM)
def admission_node_restriction(server: ApiServer) -> Iterator[Violation]:
    """The API server enables the admission plugin NodeRestriction.

    The plugin limits a kubelet to its own node and its own pods; without it an attacker who controls one node can
    relabel every other. It is disabled by default, so a server that enables no plugin fails too, which checkov's
    CKV_K8S_85 passes. CIS Kubernetes Benchmark 1.12, 1.2.14.

    Fix: Add `NodeRestriction` to `--enable-admission-plugins`.
    """
    if lacks_plugin(server, "NodeRestriction"):
        yield server.violation("kube-apiserver does not enable admission plugin NodeRestriction", at=_ENABLE)


@policy("admission-external-ips", category="control-plane", severity=Severity.MEDIUM, recommended=False)
def admission_external_ips(server: ApiServer) -> Iterator[Violation]:
    """The API server enables the admission plugin DenyServiceExternalIPs.

    Anyone who can write a Service with external IPs can intercept the traffic to these addresses (CVE-2020-8554). CIS
    Kubernetes Benchmark 1.12, 1.2.3; older editions required the opposite, and trivy's KCV-0003 still does.

    Fix: Add `DenyServiceExternalIPs` to `--enable-admission-plugins`.
    """
    if lacks_plugin(server, "DenyServiceExternalIPs"):
        yield server.violation("kube-apiserver does not enable admission plugin DenyServiceExternalIPs", at=_ENABLE)


@policy("admission-external-ips-blocked", category="control-plane", severity=Severity.LOW, recommended=False)
def admission_external_ips_blocked(server: ApiServer) -> Iterator[Violation]:
    """The API server does not enable the admission plugin DenyServiceExternalIPs.

    For clusters whose Services need external IPs: the plugin rejects them. CIS Kubernetes Benchmark 1.6, 1.2.4; newer
    editions require the opposite, as `admission-external-ips` does.

    Fix: Remove `DenyServiceExternalIPs` from `--enable-admission-plugins`.
    """
    if "DenyServiceExternalIPs" in (server.admission or ()):
        yield server.violation("kube-apiserver enables admission plugin DenyServiceExternalIPs", at=_ENABLE)


@policy("admission-image-policy", category="control-plane", severity=Severity.LOW, recommended=False)
def admission_image_policy(server: ApiServer) -> Iterator[Violation]:
    """The API server enables the admission plugin ImagePolicyWebhook.

    The plugin asks a service whether an image may run, by the file that `--admission-control-config-file` names. An
    admission webhook that judges images does the same, and is not checked here. Kubernetes, "Admission Control in
    Kubernetes".

    Fix: Add `ImagePolicyWebhook` to `--enable-admission-plugins` and set `--admission-control-config-file`.
    """
    if lacks_plugin(server, "ImagePolicyWebhook"):
        yield server.violation("kube-apiserver does not enable admission plugin ImagePolicyWebhook", at=_ENABLE)
    elif server.admission is not None and not server.is_given("admission-control-config-file"):
        message = "admission plugin ImagePolicyWebhook has no configuration: --admission-control-config-file is not set"
        yield server.violation(message, at=_ENABLE)
