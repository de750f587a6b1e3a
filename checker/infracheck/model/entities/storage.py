"""Storage: classes, volumes, and the claims that bind them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infracheck.model.base.derived import derived
from infracheck.model.base.field import optional, part, text, text_map, texts
from infracheck.model.base.view import View
from infracheck.model.entities.kubernetes import KubernetesObject

if TYPE_CHECKING:
    from infracheck.model.base.fact import Fact

# Kubernetes reads it before the field
_CLASS = "volume.beta.kubernetes.io/storage-class"


class HostPath(View):
    """A path of the node."""

    __slots__ = ()

    path = text("path")
    type = text("type")


class StorageClass(KubernetesObject):
    """How volumes are made for claims."""

    __slots__ = ()

    provisioner = text("provisioner")
    reclaim_policy = text("reclaimPolicy")
    parameters = text_map("parameters")


class PersistentVolume(KubernetesObject):
    """A volume of the cluster."""

    __slots__ = ()

    storage_class_written = text("spec/storageClassName")
    reclaim_policy = text("spec/persistentVolumeReclaimPolicy")
    host_path = optional("spec/hostPath", HostPath)

    @property
    def storage_class_name(self) -> str | None:
        """The class that it names, by the field or by the annotation that came before it."""
        return self.annotations.get(_CLASS, self.storage_class_written)

    storage_class: Fact[StorageClass] = derived("graph.volumes:storage_class_of")
    """Its StorageClass, where the scan sees it."""


class Claim(View):
    """What a claim asks of a volume."""

    __slots__ = ()

    storage_class_name = text("storageClassName")
    volume_name = text("volumeName")
    access_modes = texts("accessModes")


class ClaimTemplate(View):
    """A claim that a StatefulSet makes for each of its pods."""

    __slots__ = ()

    name = text("metadata/name")
    annotations = text_map("metadata/annotations")
    claim = part("spec", Claim)

    @property
    def storage_class_name(self) -> str | None:
        """The class that it names, by the field or by the annotation that came before it; empty asks for none."""
        return self.annotations.get(_CLASS, self.claim.storage_class_name)


class PersistentVolumeClaim(KubernetesObject):
    """A claim to a volume."""

    __slots__ = ()

    claim = part("spec", Claim)

    storage_class: Fact[StorageClass] = derived("graph.volumes:storage_class_of")
    """Its StorageClass, where it names one that the scan sees."""

    @property
    def storage_class_name(self) -> str | None:
        """The class that it names, by the field or by the annotation that came before it; empty asks for none."""
        return self.annotations.get(_CLASS, self.claim.storage_class_name)
