"""Pod Security Standards, baseline: Privileged Containers."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Container, SecurityContext, Severity, Violation, policy


@policy(
    "privileged-container",
    category="pod-security",
    severity=Severity.CRITICAL,
    controls=(
        "pss:baseline", "pss:restricted", "cis-kubernetes-1.12:5.2.2", "nsa-1.2:privileged", "nist-800-53-r5:AC-6",
        "nist-800-53-r5:CM-7", "nist-800-190:4.4.3", "pci-dss-4.0:2.2.6", "owasp-k8s-2025:K01", "cwe:269",
    ),
    aliases=(
        "checkov:CKV_K8S_16", "gatekeeper:pod-security-policy/privileged-containers",
        "kics:dd29336b-fe57-445b-a26e-e6aa867ae609", "kube-linter:privileged-container",
        "kube-score:container-security-context-privileged", "kubescape:C-0057", "kubescape:rule-privileged-container",
        "kyverno:disallow-privileged-containers", "kyverno:disallow-privileged-containers/privileged-containers",
        "kyverno:podsecurity-subrule-baseline", "kyverno:podsecurity-subrule-baseline/baseline",
        "kyverno:podsecurity-subrule-restricted", "kyverno:podsecurity-subrule-restricted/restricted",
        "polaris:runAsPrivileged", "trivy:KSV-0017",
    ),
)  # fmt: skip
def privileged_container(container: Container) -> Iterator[Violation]:
    """A container is not privileged.

    A privileged container has all capabilities and access to all devices of its node: an attacker in it controls the
    node.
    Restricted field: securityContext.privileged of every container; allowed: unset, false. Pod Security Standards,
    baseline.

    Fix: Remove `privileged: true`, and add only the capabilities that the container needs.
    """
    if container.security_context.privileged:
        yield container.security_context.violation(
            f"container {container.name} is privileged (privileged: true)", at=SecurityContext.privileged
        )
