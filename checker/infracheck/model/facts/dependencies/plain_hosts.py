"""Addresses without a scheme that tells the product: `catalog:3550`, `ORDER_QUEUE_HOSTNAME`, `proxy://collector:2878`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from infracheck.knowledge.products.address_names import (
    capitals,
    is_about_host,
    is_about_self,
    is_stem_of_others,
    stem_of,
)
from infracheck.knowledge.products.lookup import BY_NAME, DISTINCTIVE_PORTS, IMAGES, KINDS, SHARED_SCHEMES
from infracheck.model.entities.dependency import SERVICE, Location
from infracheck.model.facts.dependencies.address import Address, host_and_port
from infracheck.model.facts.dependencies.group import Grouped, names_group, password_of, settings_for
from infracheck.model.facts.dependencies.host import location_of, service_at
from infracheck.model.facts.dependencies.switches import text_of
from infracheck.model.facts.runtime.exposure import product_of, workloads_behind
from infracheck.record import Record
from infracheck.source.text.numerals import port_number

if TYPE_CHECKING:
    from infracheck.model.entities.network import Service
    from infracheck.model.entities.variable import Variable
    from infracheck.model.entities.workload import Workload
    from infracheck.model.facts.dependencies.switches import Variables
    from infracheck.model.graph.model import Model

_CLUSTER_ENDS = (".svc", ".svc.cluster.local")
_LONGEST = 1024
# of gRPC, "Name Resolution": what follows a third slash is the host
_RESOLVERS = ("dns", "passthrough", "xds")


class Scene(Record):
    """Where a setting is read: by which workload, if any, in which namespace."""

    model: Model
    namespace: str | None
    workload: Workload | None


class PlainHost(Record):
    """A host that a setting names, with its port and the product that serves it, `service` where nothing tells."""

    kind: str
    host: str
    port: int | None
    scheme: str = ""


def plain_hosts_in(variables: Mapping[str, Variable], scene: Scene) -> Iterator[Grouped]:
    """The addresses among variables that no scheme and no product's name gives away."""
    for name, variable in variables.items():
        if may_be_plain(variable.shape):
            found = plain_host(name, variable, variables, scene)
            if found is not None and not names_group(name):
                yield grouped(found, variable, variables)


def leads_into_cluster(address: Address, name: str, scene: Scene) -> bool:
    """Whether a web address calls a Service of the scan or of a whole name: then it is more than a name."""
    if is_about_self(capitals(name)):
        return False
    service = service_at(scene.model, address.host.lower(), scene.namespace)
    if service is None:
        return address.host.lower().endswith(_CLUSTER_ENDS)
    return _is_told(service, address.port, scene)


def grouped(found: PlainHost, variable: Variable, beside: Variables) -> Grouped:
    """A host with what the settings beside it say of TLS and of the password."""
    stem = stem_of(capitals(variable.name))
    tls, decisive = settings_for(found.kind, beside, stem, found.port)
    address = Address(found.kind, found.host, found.port, False, tls, found.scheme)
    return Grouped(address, decisive or variable, variable, password_of(beside, stem))


def may_be_plain(text: str) -> bool:
    """Whether a look at a text is worth the while: most values are no hosts at all."""
    return bool(text) and len(text) < _LONGEST and " " not in text and "\n" not in text and not text.isdigit()


def plain_host(name: str, variable: Variable, beside: Variables, scene: Scene) -> PlainHost | None:
    """The host that a setting names without telling what is spoken there; None for what is no such address.

    A name that says address is enough for `host:port`; a Service of the scan, or a whole name of the cluster, is enough
    where a name says nothing. What a program says of itself is no dependency.
    """
    upper = capitals(name)
    place = _place(variable.text or "")
    if place is None or is_about_self(upper):
        return None
    scheme, host, port = place
    is_named = is_about_host(upper)
    if not (is_named or port is not None or scheme or host.endswith(_CLUSTER_ENDS)):
        return None
    stem = stem_of(upper)
    if port is None and is_named:
        port = _port_beside(stem, beside)
    service = service_at(scene.model, host, scene.namespace)
    if not _is_told(service, port, scene) if service else not _is_named(is_named, stem, host, port):
        return None
    if location_of(scene.model, host, scene.namespace) is Location.LOCAL:
        return None
    return PlainHost(_kind(service, host, port), host, port, scheme)


def _place(text: str) -> tuple[str, str, int | None] | None:
    """Scheme, host and port of the first address; None with a login, or where the scheme tells the product."""
    scheme, found, rest = text.strip().partition("://")
    if not found:
        scheme, rest = "", scheme
    elif scheme.lower() in KINDS or scheme.lower() in SHARED_SCHEMES or "+" in scheme:
        return None
    elif rest.startswith("/") and scheme.lower() not in _RESOLVERS:
        # a path, or the key of a store
        return None
    # DNS tells no case apart
    place = host_and_port(rest.lstrip("/").partition(",")[0].partition("/")[0].lower())
    if place is None or not _reads_like_host(place[0]):
        return None
    return scheme.lower(), *place


def _reads_like_host(host: str) -> bool:
    return any(each.isalpha() for each in host) or host.count(".") == 3


def _is_told(service: Service, port: int | None, scene: Scene) -> bool:
    """Whether a Service of the scan is what is meant: its port agrees, and it does not lead back to the workload."""
    if scene.workload is not None and scene.workload in workloads_behind(service):
        return False
    return port is None or not service.ports or any(each.port == port for each in service.ports)


def _is_named(is_named: bool, stem: str, host: str, port: int | None) -> bool:
    """Whether a host that no Service of the scan bears is an address all the same."""
    if host.endswith(_CLUSTER_ENDS):
        return True
    return is_named and port is not None and is_stem_of_others(stem)


def _port_beside(stem: str, beside: Variables) -> int | None:
    found = text_of(beside, f"{stem}_PORT", f"{stem}PORT", f"{stem}_PORT_NUMBER", f"{stem}_SERVICE_PORT")
    return None if found is None else port_number(found[0])


def _kind(service: Service | None, host: str, port: int | None) -> str:
    """The product that serves a host: by the pods behind it, by its port, or by its own name; else `service`."""
    for workload in workloads_behind(service) if service is not None else ():
        for container in workload.containers:
            if (product := product_of(container)) is not None:
                return product
    ports = [each.port for each in service.ports] if service is not None and port is None else [port]
    told = {DISTINCTIVE_PORTS[each] for each in ports if each is not None and each in DISTINCTIVE_PORTS}
    if len(told) == 1:
        return told.pop()
    words = host.partition(".")[0].split("-")
    product = next((IMAGES[word] for word in words if word in IMAGES), None)
    if product is None or port not in (BY_NAME[product].port, *BY_NAME[product].tls_ports):
        return SERVICE
    return product
