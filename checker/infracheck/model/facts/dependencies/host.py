"""Where a host stands: in the pod, in the cluster, in a private network or outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infracheck.model.entities.dependency import Location
from infracheck.model.entities.kubernetes import KubernetesObject
from infracheck.model.entities.network import Service

if TYPE_CHECKING:
    from infracheck.model.graph.model import Model


_PRIVATE_SUFFIXES = (
    ".internal", ".local", ".corp", ".consul", ".lan", ".intranet", ".home.arpa", ".private", ".localdomain",
)  # fmt: skip


def location_of(model: Model, host: str, namespace: str | None) -> Location:
    """Where a host stands, an ExternalName Service followed to where it points."""
    name, namespace = followed(model, host, namespace)
    if service_at(model, name, namespace) is not None:
        return Location.IN_CLUSTER
    if ":" in name or name.replace(".", "").isdigit():
        return _location_of_address(name)
    if name == "localhost" or name.endswith(".localhost"):
        return Location.LOCAL
    if "." not in name or name.endswith((".svc", ".cluster.local")):
        return Location.IN_CLUSTER
    if ".svc." in name:
        return Location.IN_CLUSTER
    if name.endswith(_PRIVATE_SUFFIXES):
        return Location.PRIVATE
    rest = name.partition(".")[2]
    # `service.namespace`, where the end is no public one
    if "." not in rest and (_is_namespace(model, rest) or (len(rest) > 2 and rest not in _PUBLIC_ENDS)):
        return Location.IN_CLUSTER
    if _is_namespace(model, rest.partition(".")[2]):
        # a pod of a headless Service: pod.service.namespace
        return Location.IN_CLUSTER
    return Location.EXTERNAL


_PUBLIC_ENDS = frozenset(
    (
        "academy", "agency", "app", "bank", "biz", "blog", "cloud", "club", "codes", "com", "company", "dev", "digital",
        "edu", "email", "energy", "engineering", "eus", "finance", "global", "goog", "gov", "group", "health", "host",
        "info", "int", "live", "media", "mil", "mobi", "name", "net", "network", "online", "org", "page", "pro", "run",
        "sh", "shop", "site", "software", "solutions", "space", "store", "studio", "systems", "team", "tech", "today",
        "tools", "website", "works", "world", "xyz", "zone",
    )
)  # fmt: skip


def followed(model: Model, host: str, namespace: str | None) -> tuple[str, str | None]:
    """A host in lower case and the namespace where it is looked up, after the ExternalName Services on the way."""
    name = host.lower().rstrip(".")
    for _ in range(4):
        service = service_at(model, name, namespace)
        if service is None or service.type != "ExternalName" or not service.external_name:
            break
        name, namespace = service.external_name.lower().rstrip("."), service.namespace
    return name, namespace


def service_at(model: Model, name: str, namespace: str | None) -> Service | None:
    """The Service of the scan that a host names: `name`, `name.namespace` or longer."""
    labels = name.split(".")
    if len(labels) > 2 and labels[2] != "svc":
        return None
    found = model.find("Service", labels[1] if len(labels) > 1 else namespace, labels[0])
    return found if isinstance(found, Service) else None


def _is_namespace(model: Model, name: str) -> bool:
    names: frozenset[str] = model.derive(_namespaces)
    return name in names


def _namespaces(model: Model) -> frozenset[str]:
    seen = {each.namespace for each in model.all(KubernetesObject) if each.namespace}
    return frozenset(seen | {each.name for each in model.all(KubernetesObject) if each.kind == "Namespace"})


def _location_of_address(text: str) -> Location:
    # late: few hosts are addresses, and reading one takes the standard library's module, in 2 ms
    from infracheck.model.base.ip_address import is_local, is_private, parsed

    address = parsed(text)
    if address is None:
        return Location.PRIVATE
    if is_local(address):
        return Location.LOCAL
    return Location.PRIVATE if is_private(address) else Location.EXTERNAL
