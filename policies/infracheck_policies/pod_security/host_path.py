"""Pod Security Standards, baseline: HostPath Volumes."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Pod, Severity, Violation, Volume, policy


@policy(
    "host-path-volume",
    category="pod-security",
    severity=Severity.HIGH,
    controls=(
        "pss:baseline", "pss:restricted", "cis-kubernetes-1.12:5.2.11", "nsa-1.2:host-features",
        "nist-800-53-r5:CM-7", "nist-800-53-r5:SI-7", "nist-800-190:4.5.5", "owasp-k8s-2025:K01", "cwe:653", "cwe:668",
    ),
    aliases=(
        "kics:aa8f7a35-9923-4cad-bd61-a19b7f6aac91", "kubescape:C-0048", "kubescape:alert-any-hostpath",
        "kyverno:disallow-host-path", "kyverno:disallow-host-path/host-path", "kyverno:podsecurity-subrule-baseline",
        "kyverno:podsecurity-subrule-baseline/baseline", "kyverno:podsecurity-subrule-restricted",
        "kyverno:podsecurity-subrule-restricted/restricted", "kyverno:restrict-volume-types",
        "kyverno:restrict-volume-types/restricted-volumes", "polaris:hostPathSet", "trivy:KSV-0023",
    ),
)  # fmt: skip
def host_path_volume(pod: Pod) -> Iterator[Violation]:
    """A pod mounts no hostPath volume.

    A hostPath volume exposes the files of the node to the pod, and may let the pod change the node.
    Restricted field: spec.volumes[*].hostPath; allowed: unset. Pod Security Standards, baseline.

    Fix: Use a PersistentVolumeClaim, a ConfigMap or an emptyDir instead of the hostPath volume.
    """
    for volume in pod.volumes:
        if volume.has_host_path:
            path = volume.host_path.path if volume.host_path else None
            message = f"volume {volume.name or '(unnamed)'} mounts {path or 'a path'} of the node (hostPath)"
            yield volume.violation(message, at=Volume.has_host_path)
