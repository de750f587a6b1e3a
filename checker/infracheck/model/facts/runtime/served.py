"""Whether the Kubernetes of the scan serves an object's API version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infracheck.knowledge.kubernetes.api_versions import ApiLifecycle, lifecycle_of

if TYPE_CHECKING:
    from infracheck.model.entities.kubernetes import KubernetesObject


def removed_api_of(entity: KubernetesObject) -> ApiLifecycle | None:
    """The lifecycle of its API version, where that is served no more."""
    found = lifecycle_of(entity.version, entity.kind)
    return found if found is not None and _is_past(entity, found.removed) else None


def deprecated_api_of(entity: KubernetesObject) -> ApiLifecycle | None:
    """The lifecycle of its API version, where that is deprecated and still served."""
    found = lifecycle_of(entity.version, entity.kind)
    if found is None or _is_past(entity, found.removed):
        return None
    return found if _is_past(entity, found.deprecated) else None


def _is_past(entity: KubernetesObject, release: int | None) -> bool:
    version = entity.model.kubernetes_version
    return release is not None and (version.major, version.minor) >= (1, release)
