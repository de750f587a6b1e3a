"""What claims say of the volumes that they want."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import (
    Claim,
    Known,
    Metadata,
    PersistentVolumeClaim,
    Record,
    Severity,
    Violation,
    Workload,
    policy,
)

_NFS_PATH = "nfs.io/storage-path"
_NFS_PROVISIONER = "nfs-subdir-external-provisioner"


class NfsClasses(Record):
    """`classes`: the StorageClasses of the NFS subdirectory provisioner."""

    classes: tuple[str, ...] = ("nfs-client",)


@policy("claim-class", category="storage", severity=Severity.LOW, recommended=False)
def claim_class(claim: PersistentVolumeClaim) -> Iterator[Violation]:
    """A PersistentVolumeClaim names its StorageClass.

    Without a name the default class of the cluster applies, which is another one in each cluster and may be none at
    all; an empty name asks for a volume that somebody made by hand. A claim that names its volume passes. Kubernetes
    documentation, "Persistent Volumes", "Class".

    Fix: Set `storageClassName`.
    """
    if not claim.storage_class_name and not claim.claim.volume_name:
        message = f"PersistentVolumeClaim {claim.name} names no StorageClass"
        yield claim.claim.violation(message, at=Claim.storage_class_name)


@policy("claim-template-class", category="storage", severity=Severity.LOW, recommended=False)
def claim_template_class(workload: Workload) -> Iterator[Violation]:
    """A claim template of a StatefulSet names its StorageClass.

    Without a name the default class of the cluster applies, which is another one in each cluster and may be none at
    all. Kubernetes documentation, "Persistent Volumes", "Class".

    Fix: Set `storageClassName` in the template.
    """
    for template in workload.volume_claim_templates:
        if not template.storage_class_name:
            message = f"claim template {template.name} of {workload.kind} {workload.name} names no StorageClass"
            yield template.claim.violation(message, at=Claim.storage_class_name)


@policy("claim-template-mode", category="storage", severity=Severity.LOW, recommended=False)
def claim_template_mode(workload: Workload) -> Iterator[Violation]:
    """A claim template of a StatefulSet asks for a volume that one node mounts.

    Each pod gets a volume of its own, so nobody else needs it; with another access mode than `ReadWriteOnce` or
    `ReadWriteOncePod` a second pod may write to it, and most drivers offer no such volume. Kubernetes documentation,
    "Persistent Volumes", "Access Modes". KICS also reports a second template.

    Fix: Write `accessModes: [ReadWriteOnce]`.
    """
    for template in workload.volume_claim_templates:
        modes = template.claim.access_modes
        if not modes or not set(modes) <= {"ReadWriteOnce", "ReadWriteOncePod"}:
            asked = f"asks for {', '.join(modes)}" if modes else "asks for no access mode"
            message = f"claim template {template.name} of {workload.kind} {workload.name} {asked}"
            yield template.claim.violation(message, at=Claim.access_modes)


@policy("claim-mode", category="storage", severity=Severity.LOW, recommended=False)
def claim_mode(claim: PersistentVolumeClaim) -> Iterator[Violation]:
    """A PersistentVolumeClaim is mounted by one pod only.

    `ReadWriteOnce` limits a volume to one node, on which several pods may write to it; `ReadWriteOncePod` limits it to
    one pod. For teams whose programs must have their files to themselves. Kubernetes documentation, "Persistent
    Volumes", "Access Modes".

    Fix: Write `accessModes: [ReadWriteOncePod]`.
    """
    if claim.claim.access_modes != ("ReadWriteOncePod",):
        modes = ", ".join(claim.claim.access_modes) or "no access mode"
        message = f"PersistentVolumeClaim {claim.name} asks for {modes}, not for ReadWriteOncePod"
        yield claim.claim.violation(message, at=Claim.access_modes)


@policy("nfs-storage-path", category="storage", severity=Severity.MEDIUM, recommended=False)
def nfs_storage_path(claim: PersistentVolumeClaim, options: NfsClasses) -> Iterator[Violation]:
    """A claim to a folder of an NFS export names the folder.

    With an empty annotation `nfs.io/storage-path` the NFS subdirectory provisioner mounts the root of the export, where
    the folders of all other claims stand. This applies to the classes of option `classes`, and to those that the scan
    shows to be the provisioner's.

    Fix: Write the folder into the annotation, or remove the annotation.
    """
    if claim.annotations.get(_NFS_PATH) == "" and _is_of_nfs(claim, options):
        yield claim.violation(
            f"annotation {_NFS_PATH} of PersistentVolumeClaim {claim.name} is empty",
            at=claim.metadata.place(Metadata.annotations, _NFS_PATH),
        )


def _is_of_nfs(claim: PersistentVolumeClaim, options: NfsClasses) -> bool:
    match claim.storage_class:
        case Known(found):
            return _NFS_PROVISIONER in (found.provisioner or "")
    return claim.storage_class_name in options.classes
