"""Pod Security Standards, baseline: HostPath Volumes."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Pod, Severity, Violation, Volume, policy


@policy("host-path-volume", category="pod-security", severity=Severity.HIGH)
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
