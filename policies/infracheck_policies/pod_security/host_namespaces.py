"""Pod Security Standards, baseline: Host Namespaces."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Pod, Severity, Violation, policy


@policy(
    "host-network",
    category="pod-security",
    severity=Severity.HIGH,
    controls=(
        "pss:baseline", "pss:restricted", "cis-kubernetes-1.12:5.2.5", "nsa-1.2:host-features",
        "nist-800-53-r5:CM-7", "nist-800-53-r5:SC-39", "nist-800-190:4.4.3", "owasp-k8s-2025:K01", "cwe:653",
    ),
    aliases=(
        "checkov:CKV_K8S_19", "kics:6b6bdfb3-c3ae-44cb-88e4-7405c1ba2c8a", "kube-linter:host-network",
        "kubescape:C-0041", "kubescape:host-network-access", "kyverno:disallow-host-namespaces",
        "kyverno:disallow-host-namespaces/host-namespaces", "kyverno:podsecurity-subrule-baseline",
        "kyverno:podsecurity-subrule-baseline/baseline", "kyverno:podsecurity-subrule-restricted",
        "kyverno:podsecurity-subrule-restricted/restricted", "polaris:hostNetworkSet", "trivy:KSV-0009",
    ),
)  # fmt: skip
def host_network(pod: Pod) -> Iterator[Violation]:
    """A pod does not use the host network.

    On the host network a pod can reach services that listen on localhost of the node and watch the traffic of the node,
    and NetworkPolicies do not apply to it.
    Restricted field: spec.hostNetwork; allowed: unset, false. Pod Security Standards, baseline.

    Fix: Remove `hostNetwork: true`, and expose the pod with a Service.
    """
    if pod.host_network:
        message = f"{pod.workload.kind} {pod.workload.name} uses the host network (hostNetwork: true)"
        yield pod.violation(message, at=Pod.host_network)


@policy(
    "host-pid",
    category="pod-security",
    severity=Severity.HIGH,
    controls=(
        "pss:baseline", "pss:restricted", "cis-kubernetes-1.12:5.2.3", "nsa-1.2:host-features",
        "nist-800-53-r5:CM-7", "nist-800-53-r5:SC-39", "nist-800-190:4.4.3", "owasp-k8s-2025:K01", "cwe:653",
    ),
    aliases=(
        "checkov:CKV_K8S_17", "gatekeeper:pod-security-policy/host-namespaces",
        "kics:302736f4-b16c-41b8-befe-c0baffa0bd9d", "kube-linter:host-pid", "kubescape:C-0038", "kubescape:C-0275",
        "kubescape:host-pid-ipc-privileges", "kubescape:host-pid-privileges", "kyverno:disallow-host-namespaces",
        "kyverno:disallow-host-namespaces/host-namespaces", "kyverno:podsecurity-subrule-baseline",
        "kyverno:podsecurity-subrule-baseline/baseline", "kyverno:podsecurity-subrule-restricted",
        "kyverno:podsecurity-subrule-restricted/restricted", "polaris:hostPIDSet", "trivy:KSV-0010",
    ),
)  # fmt: skip
def host_pid(pod: Pod) -> Iterator[Violation]:
    """A pod does not use the host PID namespace.

    A pod that sees the processes of the node can read their environment and files, and signal or trace them.
    Restricted field: spec.hostPID; allowed: unset, false. Pod Security Standards, baseline.

    Fix: Remove `hostPID: true`.
    """
    if pod.host_pid:
        message = f"{pod.workload.kind} {pod.workload.name} uses the host PID namespace (hostPID: true)"
        yield pod.violation(message, at=Pod.host_pid)


@policy(
    "host-ipc",
    category="pod-security",
    severity=Severity.HIGH,
    controls=(
        "pss:baseline", "pss:restricted", "cis-kubernetes-1.12:5.2.4", "nsa-1.2:host-features",
        "nist-800-53-r5:CM-7", "nist-800-53-r5:SC-39", "nist-800-190:4.4.3", "owasp-k8s-2025:K01", "cwe:653",
    ),
    aliases=(
        "checkov:CKV_K8S_18", "gatekeeper:pod-security-policy/host-namespaces",
        "kics:cd290efd-6c82-4e9d-a698-be12ae31d536", "kube-linter:host-ipc", "kubescape:C-0038", "kubescape:C-0276",
        "kubescape:host-ipc-privileges", "kubescape:host-pid-ipc-privileges", "kyverno:disallow-host-namespaces",
        "kyverno:disallow-host-namespaces/host-namespaces", "kyverno:podsecurity-subrule-baseline",
        "kyverno:podsecurity-subrule-baseline/baseline", "kyverno:podsecurity-subrule-restricted",
        "kyverno:podsecurity-subrule-restricted/restricted", "polaris:hostIPCSet", "trivy:KSV-0008",
    ),
)  # fmt: skip
def host_ipc(pod: Pod) -> Iterator[Violation]:
    """A pod does not use the host IPC namespace.

    In the IPC namespace of the node a pod can read and change the shared memory of other processes.
    Restricted field: spec.hostIPC; allowed: unset, false. Pod Security Standards, baseline.

    Fix: Remove `hostIPC: true`.
    """
    if pod.host_ipc:
        message = f"{pod.workload.kind} {pod.workload.name} uses the host IPC namespace (hostIPC: true)"
        yield pod.violation(message, at=Pod.host_ipc)
