"""The databases of operators in a model: their resources, and the Services by which pods reach them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from infracheck.knowledge.products.lookup import OPERATED_KINDS, OPERATORS
from infracheck.knowledge.products.records.operators import Operator
from infracheck.knowledge.products.records.product import Product
from infracheck.knowledge.products.records.tls_rating import TlsRating
from infracheck.model.base.fact import Fact, Unknown
from infracheck.model.entities.dependency import Dependency, Location
from infracheck.model.entities.kubernetes import KubernetesObject
from infracheck.model.entities.operated_database import OperatedDatabase

if TYPE_CHECKING:
    from infracheck.model.graph.model import Model


def operated_databases_in(model: Model) -> list[OperatedDatabase]:
    """Every resource of a kind that the table of operators knows."""
    known = (each for each in model.all(KubernetesObject) if each.kind in OPERATED_KINDS)
    return model.gather(known, lambda each: filter(None, (_made(each),)))


def operator_of(database: OperatedDatabase) -> Operator:
    """What is known of a resource's kind."""
    return OPERATORS[database.group, database.kind][0]


def product_of(database: OperatedDatabase) -> str:
    """The product that a resource's kind runs."""
    return _product(database).name


def keeps_data(database: OperatedDatabase) -> bool:
    """Whether a database keeps data that must survive."""
    return _product(database).is_store


def _product(database: OperatedDatabase) -> Product:
    return OPERATORS[database.group, database.kind][1]


def _made(each: KubernetesObject) -> OperatedDatabase | None:
    if (each.group, each.kind) not in OPERATORS or each.node is None:
        return None
    made = OperatedDatabase(each.node, each.document, each.kind, each.version)
    made.model = each.model
    return made


def databases_of(model: Model) -> list[Dependency]:
    """The databases that operators run in the cluster, as dependencies: of a Kafka, each of its listeners."""
    named = (each for each in model.all(OperatedDatabase) if each.name)
    return model.gather(named, lambda each: _dependencies(model, each))


def _dependencies(model: Model, database: OperatedDatabase) -> Iterator[Dependency]:
    listeners = database.listeners
    for each in listeners:
        yield _dependency(model, database, each.service, each.port, each.tls)
    if not listeners:
        service = database.operator.services[0].format(database.name)
        yield _dependency(model, database, service, _product(database).port, database.tls)


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
        credentials=Unknown("the operator creates its users"),
    )


def database_behind(model: Model, host: str) -> OperatedDatabase | None:
    """The operator's resource whose Service answers to `name.namespace`, where the scan sees it."""
    by_service: dict[tuple[str, str], OperatedDatabase] = model.derive(_by_service)
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
