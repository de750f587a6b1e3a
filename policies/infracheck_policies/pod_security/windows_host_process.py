"""Pod Security Standards, baseline: HostProcess."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Pod, Severity, Violation, Windows, policy


@policy(
    "windows-host-process",
    category="pod-security",
    severity=Severity.CRITICAL,
    controls=(
        "pss:baseline", "pss:restricted", "cis-kubernetes-1.12:5.2.10", "nsa-1.2:host-features",
        "nist-800-53-r5:AC-6", "nist-800-53-r5:CM-7", "nist-800-190:4.4.3", "owasp-k8s-2025:K01", "cwe:269",
    ),
    aliases=(
        "gatekeeper:pod-security-policy/host-process", "kyverno:disallow-host-process",
        "kyverno:disallow-host-process/host-process-containers", "kyverno:podsecurity-subrule-baseline",
        "kyverno:podsecurity-subrule-baseline/baseline", "kyverno:podsecurity-subrule-restricted",
        "kyverno:podsecurity-subrule-restricted/restricted", "polaris:hostProcess", "trivy:KSV-0103",
    ),
)  # fmt: skip
def windows_host_process(pod: Pod) -> Iterator[Violation]:
    """A Windows pod runs no HostProcess container.

    A HostProcess container runs directly on the node and can have the rights of its administrator.
    Restricted fields: securityContext.windowsOptions.hostProcess of the pod and of every container; allowed: unset,
    false. Pod Security Standards, baseline.

    Fix: Remove `hostProcess: true` from `windowsOptions`.
    """
    for bearer, context in pod.security_contexts:
        windows = context.windows_options
        if windows.host_process:
            yield windows.violation(f"{bearer} sets windowsOptions.hostProcess to true", at=Windows.host_process)
