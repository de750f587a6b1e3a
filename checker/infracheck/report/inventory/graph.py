"""The inventory as nodes and edges, for the formats that draw."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from infracheck.record import Record
from infracheck.report.inventory.branches_of_parts import KEPT
from infracheck.report.inventory.entities import Inventory

DRAWN = ("selects", "runs", "uses", "connects-to", "defines", "can-read", "runs-as")
_WIDEST = 100
_WORDS = re.compile(r"[^A-Za-z0-9]+")


class Node(Record):
    """Something to draw; `kind` says what it is, `namespace` where it stands."""

    id: str
    kind: str
    lines: tuple[str, ...]
    namespace: str | None


class Group(Record):
    """The nodes of a namespace; without a name, those that stand in none, the last group."""

    id: str
    name: str | None
    nodes: tuple[Node, ...]


class Edge(Record):
    """A tie between two nodes."""

    source: str
    label: str
    target: str


class Graph(Record):
    """What is drawn, in the order of the inventory."""

    groups: tuple[Group, ...]
    edges: tuple[Edge, ...]


def graph_of(inventory: Inventory) -> Graph:
    """The five entities with their relations, the Services before them, and who can read the Secrets."""
    readers = {each.source for each in inventory.relations if each.kind == "can-read"}
    relations = [
        each for each in inventory.relations
        if each.kind in DRAWN and (each.kind != "runs-as" or each.target in readers)
    ]  # fmt: skip
    found = list(_entities(inventory))
    known = {key for key, _ in found}
    for relation in relations:
        for end in (relation.source, relation.target):
            if end not in known:
                known.add(end)
                found.append((end, _outsider(end)))
    ids = _unique(key for key, _ in found)
    labels = _labels(inventory)
    edges = tuple(
        Edge(ids[each.source], labels.get((each.source, each.target), each.kind.replace("-", " ")), ids[each.target])
        for each in relations
    )
    nodes = [node._replace(id=ids[key], lines=tuple(_cut(line) for line in node.lines if line)) for key, node in found]
    return Graph(_groups(nodes), edges)


def _cut(text: str) -> str:
    return text if len(text) <= _WIDEST else text[: _WIDEST - 1] + "…"


def _groups(nodes: list[Node]) -> tuple[Group, ...]:
    members: dict[str | None, list[Node]] = {None: []}
    for node in nodes:
        members.setdefault(node.namespace, []).append(node)
    names = sorted(name for name in members if name is not None)
    ids = _unique(f"namespace {name}" for name in names)
    groups = [Group(ids[f"namespace {name}"], _cut(name), tuple(members[name])) for name in names]
    return (*groups, Group("", None, tuple(members[None])))


def _unique(keys: Iterable[str]) -> dict[str, str]:
    """An identifier of letters, digits and underscores for each id: the same as long as the names are."""
    ids: dict[str, str] = {}
    taken: set[str] = set()
    for key in keys:
        stem = text = _WORDS.sub("_", key).strip("_")[:80] or "node"
        number = 1
        while text.lower() in taken:
            number += 1
            text = f"{stem}_{number}"
        taken.add(text.lower())
        ids[key] = text
    return ids


def _entities(inventory: Inventory) -> Iterator[tuple[str, Node]]:
    for manifest in inventory.manifests:
        how_many = manifest.schedule or manifest.replica_count.text
        yield manifest.id, Node("", "manifest", (f"{manifest.kind} {manifest.name}", how_many), manifest.namespace)
    for image in inventory.images:
        base = () if image.base_image.value is None else (f"from {image.base_image.value}",)
        yield image.id, Node("", "image", (image.name, *base), None)
    for each in inventory.configurations:
        if each.kind == "ConfigMap":
            yield each.id, Node("", "configuration", (f"ConfigMap {each.name}", _counted(each.keys)), each.namespace)
    for secret in inventory.secrets:
        lines = (f"{secret.kind} {secret.name}", KEPT.get(secret.encrypted_data.storage, ""))
        yield secret.id, Node("", "secret", lines, secret.namespace)
    for dependency in inventory.dependencies:
        rating = dependency.ssl_config.value
        lines = (dependency.title, "TLS unknown" if rating is None else f"TLS {rating}")
        yield dependency.id, Node("", "dependency", lines, None)


def _counted(keys: tuple[str, ...]) -> str:
    return f"{len(keys)} keys" if len(keys) != 1 else "1 key"


def _outsider(text: str) -> Node:
    kind, _, rest = text.partition(" ")
    namespace, slash, named = rest.rpartition("/")
    return Node("", "service" if kind == "Service" else "reader", (f"{kind} {named}",), namespace if slash else None)


def _labels(inventory: Inventory) -> dict[tuple[str, str], str]:
    """How a reader comes by a Secret says more than that he does."""
    return {
        (reader.subject, secret.id): f"can read: {reader.how}"
        for secret in inventory.secrets
        for reader in secret.access_permissions
    }
