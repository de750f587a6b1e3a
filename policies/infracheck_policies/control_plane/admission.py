"""What the API server checks before it stores an object."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import ApiServer, Severity, Violation, policy

_ENABLE = "enable-admission-plugins"
_DISABLE = "disable-admission-plugins"


def _is_missing(server: ApiServer, plugin: str) -> bool:
    """Whether a plugin that is off by default stays off."""
    plugins = server.admission
    return plugins is not None and plugin not in plugins


def _is_disabled(server: ApiServer, plugin: str) -> bool:
    """Whether a plugin that is on by default is switched off."""
    return plugin in (server.words(_DISABLE) or ())


@policy(
    "admission-event-rate",
    category="control-plane",
    severity=Severity.LOW,
    controls=("cis-kubernetes-1.12:1.2.9", "nist-800-53-r5:SC-5", "cwe:770"),
    aliases=(
        "kics:e0099af2-fe17-411f-9991-0de28fe15f3c",
        "kubescape:ensure-that-the-admission-control-plugin-EventRateLimit-is-set",
        "trivy:KCV-0010",
    ),
    recommended=False,
)
def admission_event_rate(server: ApiServer) -> Iterator[Violation]:
    """The API server limits the rate of events.

    The plugin `EventRateLimit` keeps a workload from flooding it. CIS Kubernetes Benchmark 1.12, 1.2.9.
    """
    if _is_missing(server, "EventRateLimit"):
        yield server.violation("kube-apiserver does not limit the rate of events", at=_ENABLE)


@policy(
    "admission-always-admit",
    category="control-plane",
    severity=Severity.HIGH,
    controls=("cis-kubernetes-1.12:1.2.10", "nist-800-53-r5:CM-7"),
    aliases=(
        "checkov:CKV_K8S_79",
        "kics:ce30e584-b33f-4c7d-b418-a3d7027f8f60",
        "kubescape:ensure-that-the-admission-control-plugin-AlwaysAdmit-is-not-set",
        "trivy:KCV-0011",
    ),
)
def admission_always_admit(server: ApiServer) -> Iterator[Violation]:
    """The API server does not run the plugin AlwaysAdmit.

    It lets every request through and is there for tests alone. CIS Kubernetes Benchmark 1.12, 1.2.10.
    """
    if "AlwaysAdmit" in (server.admission or ()):
        at = _ENABLE if server.is_given(_ENABLE) else "admission-control"
        yield server.violation("kube-apiserver runs the plugin AlwaysAdmit", at=at)


@policy(
    "admission-pull-always",
    category="control-plane",
    severity=Severity.LOW,
    controls=("cis-kubernetes-1.12:1.2.11", "nist-800-53-r5:CM-6"),
    aliases=(
        "checkov:CKV_K8S_80",
        "kics:a77f4d07-c6e0-4a48-8b35-0eeb51576f4f",
        "kubescape:ensure-that-the-admission-control-plugin-AlwaysPullImages-is-set",
        "trivy:KCV-0012",
    ),
    recommended=False,
)
def admission_pull_always(server: ApiServer) -> Iterator[Violation]:
    """The API server makes every pod pull its images.

    Without the plugin `AlwaysPullImages` a pod may start a private image that another has left on the node, without the
    credentials for it. CIS Kubernetes Benchmark 1.12, 1.2.11.
    """
    if _is_missing(server, "AlwaysPullImages"):
        yield server.violation("kube-apiserver does not make every pod pull its images", at=_ENABLE)


@policy(
    "admission-service-account",
    category="control-plane",
    severity=Severity.MEDIUM,
    controls=("cis-kubernetes-1.12:1.2.12", "nist-800-53-r5:AC-6"),
    aliases=(
        "checkov:CKV_K8S_82",
        "kics:9587c890-0524-40c2-9ce2-663af7c2f063",
        "kubescape:ensure-that-the-admission-control-plugin-ServiceAccount-is-set",
        "trivy:KCV-0014",
    ),
)
def admission_service_account(server: ApiServer) -> Iterator[Violation]:
    """The API server runs the plugin ServiceAccount.

    It gives each pod an account and checks that the one it names exists. It is on by default, so a list of plugins need
    not name it; checkov's CKV_K8S_82 asks for that. CIS Kubernetes Benchmark 1.12, 1.2.12.
    """
    if _is_disabled(server, "ServiceAccount"):
        yield server.violation("kube-apiserver switches the plugin ServiceAccount off", at=_DISABLE)


@policy(
    "admission-namespace-lifecycle",
    category="control-plane",
    severity=Severity.MEDIUM,
    controls=("cis-kubernetes-1.12:1.2.13", "nist-800-53-r5:CM-6"),
    aliases=(
        "checkov:CKV_K8S_83",
        "kics:1ffe7bf7-563b-4b3d-a71d-ba6bd8d49b37",
        "kubescape:ensure-that-the-admission-control-plugin-NamespaceLifecycle-is-set",
        "trivy:KCV-0015",
    ),
)
def admission_namespace_lifecycle(server: ApiServer) -> Iterator[Violation]:
    """The API server runs the plugin NamespaceLifecycle.

    It refuses objects in namespaces that do not exist or that are being deleted. It is on by default, so a list of
    plugins need not name it; checkov's CKV_K8S_83 asks for that. CIS Kubernetes Benchmark 1.12, 1.2.13.
    """
    if _is_disabled(server, "NamespaceLifecycle"):
        yield server.violation("kube-apiserver switches the plugin NamespaceLifecycle off", at=_DISABLE)


@policy(
    "admission-node-restriction",
    category="control-plane",
    severity=Severity.MEDIUM,
    controls=("cis-kubernetes-1.12:1.2.14", "nist-800-53-r5:AC-6"),
    aliases=(
        "checkov:CKV_K8S_85",
        "kics:33fc6923-6553-4fe6-9d3a-4efa51eb874b",
        "kubescape:ensure-that-the-admission-control-plugin-NodeRestriction-is-set",
        "trivy:KCV-0016",
    ),
)
def admission_node_restriction(server: ApiServer) -> Iterator[Violation]:
    """The API server lets a kubelet change only its own node and its own pods.

    Without the plugin `NodeRestriction` whoever takes one node can relabel every other. It is off by default, so a
    server that enables no plugin fails too, which checkov's CKV_K8S_85 passes. CIS Kubernetes Benchmark 1.12, 1.2.14.
    """
    if _is_missing(server, "NodeRestriction"):
        yield server.violation("kube-apiserver lets a kubelet change any node", at=_ENABLE)


@policy(
    "admission-external-ips",
    category="control-plane",
    severity=Severity.MEDIUM,
    controls=("cis-kubernetes-1.12:1.2.3", "nist-800-53-r5:SC-7"),
    aliases=("kubescape:ensure-that-the-api-server-DenyServiceExternalIPs-is-set",),
    recommended=False,
)
def admission_external_ips(server: ApiServer) -> Iterator[Violation]:
    """The API server refuses Services with external IPs.

    Whoever may write such a Service can take over the traffic to that address (CVE-2020-8554). CIS Kubernetes Benchmark
    1.12, 1.2.3; older editions asked for the opposite, and trivy's KCV-0003 still does.
    """
    if _is_missing(server, "DenyServiceExternalIPs"):
        yield server.violation("kube-apiserver takes Services with external IPs", at=_ENABLE)
