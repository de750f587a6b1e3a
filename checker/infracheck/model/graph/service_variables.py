"""What the variables stand for that the kubelet sets for each Service of a pod's namespace."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from infracheck.model.entities.network import Service

if TYPE_CHECKING:
    from infracheck.model.graph.model import Model

_NAME = re.compile(r"(\w+)_SERVICE_(HOST|PORT)")


def service_variable(model: Model, namespace: str | None, name: str) -> str | None:
    """The Service's name for `REDIS_SERVICE_HOST`, which is its address; its first port for `REDIS_SERVICE_PORT`.

    Kubernetes, "Accessing the Service", "Environment variables": none for what has no address of its own.
    """
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    by_name: dict[tuple[str, str], Service] = model.derive(_by_variable)
    service = by_name.get((namespace or "default", found[1]))
    if service is None or service.cluster_ip == "None" or service.type == "ExternalName":
        return None
    if found[2] == "HOST":
        return service.name
    port = service.ports[0].port if service.ports else None
    return None if port is None else str(port)


def _by_variable(model: Model) -> dict[tuple[str, str], Service]:
    return {
        (each.namespace or "default", each.name.upper().replace("-", "_")): each
        for each in model.all(Service)
        if each.name
    }
