"""Databases that an operator runs from a custom resource, with the switches of their TLS and of their backups."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from infracheck.knowledge.products.records.tls_rating import TlsRating
from infracheck.model.base.derived import derived, found_by
from infracheck.model.base.fact import Fact, Known, Note, Unknown
from infracheck.model.base.field import is_null
from infracheck.model.entities.kubernetes import KubernetesObject
from infracheck.source.yaml.tree import Mapping, Node, Scalar, Sequence, entry_span

if TYPE_CHECKING:
    from infracheck.knowledge.products.records.operators import Operator
    from infracheck.model.facts.backups.backup import Backup
    from infracheck.model.facts.dependencies.listeners import Listener
    from infracheck.source.text.span import Span


class OperatedDatabase(KubernetesObject):
    """A custom resource from which an operator runs a database, a queue or a search engine."""

    __slots__ = ()

    all_of = found_by("facts.dependencies.operated:operated_databases_in")

    operator: Operator = derived("facts.dependencies.operated:operator_of")
    """What is known of its kind."""

    product: str = derived("facts.dependencies.operated:product_of")
    """What it serves: `PostgreSQL`, `Kafka`, …"""

    @property
    def plain_places(self) -> tuple[tuple[str, Span], ...]:
        """The fields that leave the server, or one of its listeners, without TLS: their paths, and where they stand."""
        found = []
        for switch in self.operator.plain:
            for holder, key, value in entries_at(self.node, switch.path):
                if type(value) is Scalar and value.text.lower() in switch.values and not _is_internal(holder):
                    found.append((switch.path.replace("/", "."), entry_span(key, value)))
        return tuple(found)

    open_places: tuple[tuple[str, Span], ...] = derived("facts.dependencies.doors:open_places")
    """The fields that open it to the outside of the cluster: their paths, and where they stand."""

    backups: Fact[tuple[Backup, ...]] = derived("facts.backups.cover:backups_of_database")
    """The backups that cover it; unknown where the scan sees no backup of anything."""

    keeps_data: bool = derived("facts.dependencies.operated:keeps_data")
    """Whether it keeps data that must survive."""

    listeners: tuple[Listener, ...] = derived("facts.dependencies.listeners:listeners_of")
    """The ports of a Kafka; nothing for other kinds, and where they are not told."""

    @property
    def tls(self) -> Fact[TlsRating]:
        """Off where a field says so; else clients decide."""
        plain = self.plain_places
        if plain and not self.operator.listeners:
            return Known(TlsRating.OFF, (Note(f"{plain[0][0]} disables TLS of the server", plain[0][1]),))
        return Unknown("the server offers TLS, and clients decide whether to use it")


def _is_internal(holder: Mapping) -> bool:
    # Strimzi: a listener of one of these types is for the cluster alone
    kind = holder.get("type")
    return type(kind) is Scalar and kind.text in ("internal", "cluster-ip")


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
