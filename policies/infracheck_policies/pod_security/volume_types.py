"""Pod Security Standards, restricted: Volume Types."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Pod, Severity, Violation, policy

_ALLOWED = frozenset(
    (
        "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image", "persistentVolumeClaim", "projected",
        "secret",
    )
)  # fmt: skip


@policy("volume-type", category="pod-security", severity=Severity.LOW, recommended=False)
def volume_type(pod: Pod) -> Iterator[Violation]:
    """A pod mounts only volume types that the restricted standard allows.

    With volumes such as nfs or iscsi, anyone who can create a pod can reach any storage that the node can reach.
    Restricted fields: spec.volumes[*].*; allowed: configMap, csi, downwardAPI, emptyDir, ephemeral, image,
    persistentVolumeClaim, projected, secret. hostPath is reported by `host-path-volume`. Pod Security Standards,
    restricted.

    Fix: Use a PersistentVolumeClaim.
    """
    for volume in pod.volumes:
        for source in volume.source_types:
            if source not in _ALLOWED and source != "hostPath":
                yield volume.violation(
                    f"volume {volume.name} is of type {source}, which the restricted standard does not allow",
                    at=volume.place_of(source),
                )
