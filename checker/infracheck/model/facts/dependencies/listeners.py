"""The listeners of a Kafka that Strimzi runs: each a port of its own, with TLS or without."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from infracheck.knowledge.products.records.tls_rating import TlsRating
from infracheck.model.base.fact import Fact, Known, Note, Unknown
from infracheck.model.entities.operated_database import entries_at
from infracheck.record import Record
from infracheck.source.text.numerals import port_number
from infracheck.source.yaml.tree import Mapping, Scalar, Sequence

if TYPE_CHECKING:
    from infracheck.model.entities.operated_database import OperatedDatabase

_INTERNAL = ("internal", "cluster-ip")


class Listener(Record):
    """A port at which brokers listen: the Service in front of it, and what TLS it speaks."""

    service: str
    port: int
    type: str
    tls: Fact[TlsRating]


def listeners_of(database: OperatedDatabase) -> tuple[Listener, ...]:
    """The listeners for clients in the cluster, or those for others where there is none; nothing for other kinds.

    Strimzi, `GenericKafkaListener`: `internal` ones stand behind the bootstrap Service of the cluster, others each
    behind one of its own name.
    """
    found = tuple(_all_of(database))
    return tuple(each for each in found if each.type in _INTERNAL) or found


def _all_of(database: OperatedDatabase) -> Iterator[Listener]:
    path = database.operator.listeners
    for _, _, value in entries_at(database.node, path) if path else ():
        for item in value.items if type(value) is Sequence else ():
            if type(item) is Mapping and (made := _made(database.name, item)) is not None:
                yield made


def _made(cluster: str, item: Mapping) -> Listener | None:
    name, port, kind = (item.text(key) for key in ("name", "port", "type"))
    number = port_number(port)
    if number is None:
        return None
    service = f"{cluster}-kafka-bootstrap" if kind == "internal" else f"{cluster}-kafka-{name}-bootstrap"
    return Listener(service, number, kind, _tls(item, name))


def _tls(item: Mapping, name: str) -> Fact[TlsRating]:
    value = item.values.get("tls")
    if type(value) is Scalar and value.text.lower() == "false":
        return Known(TlsRating.OFF, (Note(f"listener {name} has no TLS", item.entry_span("tls")),))
    return Unknown("the server offers TLS, and clients decide whether to use it")
