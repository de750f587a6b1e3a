"""From volumes and claims to the classes that make them."""

from __future__ import annotations

from infracheck.model.base.fact import Fact, Known, Unknown
from infracheck.model.entities.storage import PersistentVolume, PersistentVolumeClaim, StorageClass


def storage_class_of(entity: PersistentVolume | PersistentVolumeClaim) -> Fact[StorageClass]:
    """The StorageClass that it names; clusters bring classes of their own, so one that is not seen is unknown."""
    name = entity.storage_class_name
    found = entity.model.find("StorageClass", None, name) if name else None
    return Known(found) if isinstance(found, StorageClass) else Unknown("the StorageClass is not part of the scan")
