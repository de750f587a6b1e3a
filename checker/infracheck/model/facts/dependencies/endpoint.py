"""The services that dependencies lead to, each once however many addresses name it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infracheck.knowledge.products.records.tls_rating import TlsRating
from infracheck.model.base.derived import found_by
from infracheck.model.base.fact import Fact, Known, Unknown
from infracheck.model.entities.dependency import SERVICE, Dependency, Location
from infracheck.model.entities.network import Service
from infracheck.model.facts.dependencies.host import followed
from infracheck.model.facts.dependencies.operated import database_behind

if TYPE_CHECKING:
    from infracheck.model.entities.workload import Workload
    from infracheck.model.facts.backups.backup import Backup
    from infracheck.model.graph.model import Model

_WORST_FIRST = (TlsRating.OFF, TlsRating.OPPORTUNISTIC, TlsRating.UNVERIFIED, TlsRating.VERIFIED)


class Endpoint:
    """A service at a host and a port, with every address in the files that leads there.

    `host` is the name in the cluster as `name.namespace`, however short the addresses are. `is_secret` is whether
    Secrets alone name it: then it is not shown.
    """

    __slots__ = ("dependencies", "host", "kind", "location", "model", "port")

    def __init__(self, model: Model, kind: str, host: str, port: int | None, location: Location) -> None:
        self.model = model
        self.kind = kind
        self.host = host
        self.port = port
        self.location = location
        self.dependencies: tuple[Dependency, ...] = ()

    def __repr__(self) -> str:
        # never the host: it may come from a secret
        return f"<Endpoint {self.kind}>"

    all_of = found_by("facts.dependencies.endpoint:endpoints_in")

    @property
    def is_secret(self) -> bool:
        """Whether only Secrets tell its host."""
        return all(each.is_secret for each in self.dependencies)

    @property
    def title(self) -> str:
        """The endpoint as a reader may see it."""
        if self.is_secret:
            return self.dependencies[0].title
        return f"{self.kind} at {self.host}"

    @property
    def vendor(self) -> str | None:
        """Who runs it, where the host tells."""
        return next((each.vendor for each in self.dependencies if each.vendor is not None), None)

    @property
    def workloads(self) -> tuple[Workload, ...]:
        """The workloads that reach it."""
        return tuple({id(each): each for found in self.dependencies for each in found.workloads}.values())

    @property
    def tls(self) -> Fact[TlsRating]:
        """The weakest protection that any of its addresses asks for; unknown where none tells."""
        known = [each.tls for each in self.dependencies if isinstance(each.tls, Known)]
        if not known:
            return self.dependencies[0].tls
        return min(known, key=lambda fact: _WORST_FIRST.index(fact.value))

    @property
    def service(self) -> Service | None:
        """The Service of the cluster that answers to the host, where the scan sees it."""
        name, _, namespace = self.host.partition(".")
        found = self.model.find("Service", namespace, name) if self.location is Location.IN_CLUSTER else None
        return found if isinstance(found, Service) else None

    @property
    def providers(self) -> tuple[Workload, ...]:
        """The workloads that its Service selects."""
        service = self.service
        return () if service is None else service.workloads

    @property
    def backup_policy(self) -> Fact[tuple[Backup, ...]]:
        """The backups that cover whatever serves it in the cluster."""
        database = database_behind(self.model, self.host) if self.location is Location.IN_CLUSTER else None
        if database is not None:
            return database.backups
        providers = self.providers
        if not providers:
            return Unknown("the server is not among the files")
        return providers[0].backups


def endpoints_in(model: Model) -> list[Endpoint]:
    """Every endpoint, in the order in which addresses name them first."""
    return list(dict.fromkeys(_by_dependency(model).values()))


def endpoint_of(dependency: Dependency) -> Endpoint:
    """The endpoint that an address leads to."""
    return _by_dependency(dependency.model)[dependency]


def _by_dependency(model: Model) -> dict[Dependency, Endpoint]:
    return model.derive(_group)


def _group(model: Model) -> dict[Dependency, Endpoint]:
    found: dict[tuple[str, str, int | None], Endpoint] = {}
    members: dict[Endpoint, list[Dependency]] = {}
    grouped: dict[Dependency, Endpoint] = {}
    dependencies = [(each, host_in_full(each), each.usual_port) for each in model.all(Dependency)]
    # an address that tells no product leads to what another one tells
    told = {(host, port): each.kind for each, host, port in dependencies if each.kind != SERVICE}
    for each, host, port in dependencies:
        kind = told.get((host, port), SERVICE) if each.kind == SERVICE else each.kind
        key = (kind, host, port)
        endpoint = found.get(key)
        if endpoint is None:
            endpoint = found[key] = Endpoint(model, kind, host, port, each.location)
        members.setdefault(endpoint, []).append(each)
        grouped[each] = endpoint
    for endpoint, addresses in members.items():
        endpoint.dependencies = tuple(addresses)
    return grouped


def host_in_full(dependency: Dependency) -> str:
    """The host so that two addresses of one service read alike: in the cluster `name.namespace`, else in lower case."""
    host, namespace = followed(dependency.model, dependency.host, dependency.namespace)
    if dependency.location is not Location.IN_CLUSTER:
        return host
    labels = host.removesuffix(".cluster.local").removesuffix(".svc").split(".")
    return f"{labels[0]}.{namespace or 'default'}" if len(labels) == 1 else ".".join(labels)
