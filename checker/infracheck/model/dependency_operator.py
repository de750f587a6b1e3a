"""Databases that an operator runs from a custom resource, with the switches of their TLS and of their backups."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from infracheck.model.dependency import Dependency, Location, TlsRating
from infracheck.model.fact import Fact, Known, Note, Unknown
from infracheck.model.field import is_null
from infracheck.model.kubernetes import KubernetesObject
from infracheck.source.tree import Mapping, Node, Scalar, Sequence, entry_span

if TYPE_CHECKING:
    from infracheck.model.backup import Backup
    from infracheck.model.dependency_listeners import Listener
    from infracheck.model.dependency_operators import Operator
    from infracheck.model.model import Model
    from infracheck.source.span import Span


class OperatedDatabase(KubernetesObject):
    """A custom resource from which an operator runs a database, a queue or a search engine."""

    __slots__ = ()

    @classmethod
    def all_of(cls, model: Model) -> list[OperatedDatabase]:
        """Every resource of a kind that the table knows."""
        from infracheck.model.dependency_operators import KINDS  # late: a table only for those who ask

        known = (each for each in model.all(KubernetesObject) if each.kind in KINDS)
        return model.gather(known, lambda each: filter(None, (_made(each),)))

    @property
    def operator(self) -> Operator:
        """What is known of its kind."""
        from infracheck.model.dependency_operators import BY_KIND

        return BY_KIND[self.group, self.kind]

    @property
    def product(self) -> str:
        """What it serves: `PostgreSQL`, `Kafka`, …"""
        return self.operator.product

    @property
    def plain_places(self) -> tuple[tuple[str, Span], ...]:
        """The fields that leave the server, or one of its listeners, without TLS: their paths, and where they stand."""
        found = []
        for switch in self.operator.plain:
            for holder, key, value in entries_at(self.node, switch.path):
                if type(value) is Scalar and value.text.lower() in switch.values and not _is_internal(holder):
                    found.append((switch.path.replace("/", "."), entry_span(key, value)))
        return tuple(found)

    @property
    def open_places(self) -> tuple[tuple[str, Span], ...]:
        """The fields that open it to the outside of the cluster: their paths, and where they stand."""
        from infracheck.model.dependency_doors import open_places  # late: only for those who ask

        return tuple(open_places(self))

    @property
    def backups(self) -> Fact[tuple[Backup, ...]]:
        """The backups that cover it; unknown where the scan sees no backup of anything."""
        from infracheck.model.backup import backups_of_database

        return backups_of_database(self)

    @property
    def keeps_data(self) -> bool:
        """Whether it keeps data that must survive."""
        from infracheck.model.exposure import keeps_data

        return keeps_data(self.product)

    @property
    def listeners(self) -> tuple[Listener, ...]:
        """The ports of a Kafka; nothing for other kinds, and where they are not told."""
        from infracheck.model.dependency_listeners import listeners_of

        return listeners_of(self)

    @property
    def tls(self) -> Fact[TlsRating]:
        """Off where a field says so; else clients decide."""
        plain = self.plain_places
        if plain and self.kind != "Kafka":
            return Known(TlsRating.OFF, (Note(f"{plain[0][0]} leaves the server without TLS", plain[0][1]),))
        return Unknown("the server speaks TLS, and clients decide how they use it")


def _is_internal(holder: Mapping) -> bool:
    # Strimzi: a listener of one of these types is for the cluster alone
    kind = holder.get("type")
    return type(kind) is Scalar and kind.text in ("internal", "cluster-ip")


def _made(each: KubernetesObject) -> OperatedDatabase | None:
    from infracheck.model.dependency_operators import BY_KIND

    if (each.group, each.kind) not in BY_KIND or each.node is None:
        return None
    made = OperatedDatabase(each.node, each.document, each.kind, each.version)
    made.model = each.model
    return made


def entries_at(node: Node | None, path: str) -> Iterator[tuple[Mapping, Scalar, Node]]:
    """The entries at a path, each with the mapping that holds it; `*` goes through the items of a list."""
    yield from _entries_at(node, path.split("/"))


def _entries_at(node: Node | None, keys: list[str]) -> Iterator[tuple[Mapping, Scalar, Node]]:
    first, *rest = keys
    if first == "*":
        for item in node.items if type(node) is Sequence else ():
            yield from _entries_at(item, rest)
        return
    value = node.values.get(first) if type(node) is Mapping else None
    if value is None:
        return
    if rest:
        yield from _entries_at(value, rest)
    elif type(node) is Mapping and not is_null(value):
        yield node, node.key(first), value


def databases_of(model: Model) -> list[Dependency]:
    """The databases that operators run in the cluster, as dependencies: of a Kafka, each of its listeners."""
    named = (each for each in model.all(OperatedDatabase) if each.name)
    return model.gather(named, lambda each: _dependencies(model, each))


def _dependencies(model: Model, database: OperatedDatabase) -> Iterator[Dependency]:
    from infracheck.model.dependency_knowledge import DEFAULT_PORTS

    listeners = database.listeners
    for each in listeners:
        yield _dependency(model, database, each.service, each.port, each.tls)
    if not listeners:
        service = database.operator.services[0].format(database.name)
        yield _dependency(model, database, service, DEFAULT_PORTS.get(database.product), database.tls)


def _dependency(
    model: Model, database: OperatedDatabase, service: str, port: int | None, tls: Fact[TlsRating]
) -> Dependency:
    return Dependency(
        database.product,
        f"{service}.{database.namespace or 'default'}.svc",
        port,
        model=model,
        name=database.name,
        namespace=database.namespace,
        origin=database.place(KubernetesObject.name_written),
        resource=database.resource,
        tls=tls,
        location=Location.IN_CLUSTER,
        credentials=Unknown("the operator makes its users"),
    )


def database_behind(model: Model, host: str) -> OperatedDatabase | None:
    """The operator's resource whose Service answers to `name.namespace`, where the scan sees it."""
    by_service: dict[tuple[str, str], OperatedDatabase] = model.derive("operated databases", lambda: _by_service(model))
    name, _, namespace = host.partition(".")
    return by_service.get((name, namespace.partition(".")[0] or "default"))


def _by_service(model: Model) -> dict[tuple[str, str], OperatedDatabase]:
    found: dict[tuple[str, str], OperatedDatabase] = {}
    for each in model.all(OperatedDatabase):
        own = (pattern.format(each.name) for pattern in each.operator.services)
        names = (*own, *(listener.service for listener in each.listeners))
        for name in names:
            found.setdefault((name, each.namespace or "default"), each)
    return found
