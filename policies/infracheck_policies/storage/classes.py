"""How StorageClasses make volumes, and what becomes of these."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Known, PersistentVolume, Severity, StorageClass, Violation, policy

# Azure Storage, Compute Engine and DigitalOcean encrypt all that is stored, whatever a class says
_ENCRYPTING = ("azure", "csi.storage.gke.io", "kubernetes.io/gce-pd", "dobs.csi.digitalocean.com")


@policy("kept-volume", category="storage", severity=Severity.LOW, recommended=False)
def kept_volume(storage_class: StorageClass) -> Iterator[Violation]:
    """A StorageClass deletes a volume with its claim.

    With `reclaimPolicy: Retain` the volume and its data stay behind, and whoever may make a PersistentVolume binds it
    anew in another namespace. For clusters with several tenants; where the data must outlive its claim, leave this
    policy out. Without the field Kubernetes deletes. Kubernetes documentation, "Storage Classes", "Reclaim policy".

    Fix: Set `reclaimPolicy: Delete`.
    """
    if storage_class.reclaim_policy not in (None, "Delete"):
        yield storage_class.violation(
            f"reclaimPolicy of StorageClass {storage_class.name} is {storage_class.reclaim_policy}, not Delete",
            at=StorageClass.reclaim_policy,
        )


@policy("unencrypted-volume", category="storage", severity=Severity.MEDIUM, recommended=False)
def unencrypted_volume(volume: PersistentVolume) -> Iterator[Violation]:
    """The StorageClass of a PersistentVolume encrypts its volumes.

    Otherwise whoever gets hold of the disk or of a snapshot reads the data. A class encrypts by a parameter such as
    `encrypted: "true"` of the EBS driver; the storage of Azure, Google and DigitalOcean is always encrypted. An account
    of AWS may encrypt by default, which no manifest shows. A class that is not part of the scan is not judged.

    Fix: Set the parameter with which the driver encrypts, such as `encrypted: "true"`, in a new StorageClass.
    """
    match volume.storage_class:
        case Known(found) if not _encrypts(found):
            yield volume.violation(
                f"PersistentVolume {volume.name} is of StorageClass {found.name}, which does not encrypt",
                at=PersistentVolume.storage_class_written,
            )


def _encrypts(found: StorageClass) -> bool:
    if any(word in (found.provisioner or "") for word in _ENCRYPTING):
        return True
    # `encrypted` of EBS and Ceph, with a prefix at Linode; `secure` of Portworx
    return any(
        name.rpartition("/")[2].lower() in ("encrypted", "encryption", "secure") and value.lower() == "true"
        for name, value in found.parameters.items()
    )
