"""Pod Security Standards, baseline: Host Ports."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Container, Port, Severity, Violation, policy


@policy(
    "host-port",
    category="pod-security",
    severity=Severity.MEDIUM,
    controls=(
        "pss:baseline", "pss:restricted", "cis-kubernetes-1.12:5.2.12", "nsa-1.2:host-features", "nist-800-53-r5:CM-7",
        "nist-800-190:4.4.3", "owasp-k8s-2025:K01", "cwe:653",
    ),
    aliases=(
        "checkov:CKV_K8S_26", "kics:2b1836f1-dcce-416e-8e16-da8c71920633", "kubescape:C-0044",
        "kubescape:container-hostPort", "kyverno:disallow-host-ports", "kyverno:disallow-host-ports/host-ports-none",
        "kyverno:podsecurity-subrule-baseline", "kyverno:podsecurity-subrule-baseline/baseline",
        "kyverno:podsecurity-subrule-restricted", "kyverno:podsecurity-subrule-restricted/restricted",
        "polaris:hostPortSet", "trivy:KSV-0024",
    ),
)  # fmt: skip
def host_port(container: Container) -> Iterator[Violation]:
    """A container uses no host port.

    Host ports bypass network policies and restrict the pod to nodes where the port is free.
    Restricted field: ports[*].hostPort of every container; allowed: unset, 0. Pod Security Standards, baseline.

    Fix: Remove `hostPort`, and expose the container with a Service.
    """
    for port in container.ports:
        if port.host_port:
            message = f"container {container.name} uses host port {port.host_port}"
            yield port.violation(message, at=Port.host_port)
