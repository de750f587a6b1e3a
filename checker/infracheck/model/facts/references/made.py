"""The Secrets and ConfigMaps that operators and charts of the scan make, by the rules that these name them by."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from infracheck.knowledge.kubernetes.object_makers import (
    COPIED,
    KAFKA_LOGINS,
    KAFKA_USER,
    MADE,
    MADE_BY_GROUP,
    ZALANDO_CLUSTER,
    ZALANDO_SUFFIX,
    ZALANDO_USERS,
)
from infracheck.model.base.field import present, text, text_map
from infracheck.model.base.view import View
from infracheck.model.entities.config_map import ConfigMap
from infracheck.model.entities.kubernetes import KubernetesObject
from infracheck.model.entities.secret import Secret
from infracheck.model.facts.references.releases import releases_in
from infracheck.record import Record
from infracheck.source.yaml.tree import Mapping, Scalar

if TYPE_CHECKING:
    from infracheck.model.facts.references.use import ObjectUse
    from infracheck.model.graph.model import Model

_ANYWHERE = None
_ANY_USER = "*"


class _MadeObjects(Record):
    """What is made, as kind, namespace and name, and the names that the objects of charts begin with."""

    names: set[tuple[str, str | None, str]]
    releases: set[tuple[str | None, str]]


def is_made(use: ObjectUse) -> bool:
    """Whether an operator or a chart of the scan makes, or may make, the object that a pod takes."""
    workload = use.pod.workload
    made = workload.model.derive(_made_in)
    namespaces = (_ANYWHERE, workload.namespace or "default")
    names = (use.name, f"{_ANY_USER}.{use.name.partition('.')[2]}")
    if any((use.kind, namespace, name) in made.names for namespace in namespaces for name in names):
        return True
    # charts call their objects after the release: shop, shop-redis
    parts = use.name.split("-")
    starts = ["-".join(parts[:count]) for count in range(1, len(parts) + 1)]
    return any((namespace, start) in made.releases for namespace in namespaces for start in starts)


def _made_in(model: Model) -> _MadeObjects:
    found = _MadeObjects(set(), set())
    for each in model.all(KubernetesObject):
        if isinstance(each, (ConfigMap, Secret)):
            if any(name.startswith(COPIED) for name in each.annotations):
                found.names.add((each.kind, _ANYWHERE, each.name))
        elif "." in each.group and each.node is not None:
            namespace = _namespace_of(each)
            found.names.update((kind, namespace, name) for kind, name in _made_by(each))
            found.releases.update(releases_in(each))
    return found


def _namespace_of(each: KubernetesObject) -> str | None:
    # whoever applies a file may say in which
    return _ANYWHERE if each.namespace is None else each.namespace


def _made_by(each: KubernetesObject) -> Iterator[tuple[str, str]]:
    """The kind and the name of each object that an operator makes for a resource."""
    key = (each.group, each.kind)
    if key == KAFKA_USER:
        if _KafkaUser(each.node, each).login in KAFKA_LOGINS:
            yield "Secret", each.name
    elif key == ZALANDO_CLUSTER:
        yield from (("Secret", name) for name in _secrets_of_cluster(_Cluster(each.node, each), each.name))
    else:
        made = MADE.get(key) or MADE_BY_GROUP.get(each.group)
        for kind, patterns in (("Secret", made.secrets), ("ConfigMap", made.config_maps)) if made is not None else ():
            yield from ((kind, name) for pattern in patterns if (name := _filled_in(pattern, each)))


def _filled_in(pattern: str, each: KubernetesObject) -> str | None:
    """A name with the fields of a resource in it; None where one of them is not written."""
    values = {field: _value(each, field) for field in re.findall(r"{([\w.]+)}", pattern)}
    if not all(values.values()):
        return None
    return re.sub(r"{([\w.]+)}", lambda match: values[match[1]] or "", pattern)


def _value(each: KubernetesObject, field: str) -> str | None:
    if field == "name":
        return each.name
    node = each.node
    *keys, last = field.split(".")
    for key in keys:
        inner = node.get(key) if node is not None else None
        node = inner if type(inner) is Mapping else None
    value = node.get(last) if node is not None else None
    return value.text if type(value) is Scalar else None


class _KafkaUser(View):
    """How a user of Kafka logs in."""

    __slots__ = ()

    login = text("spec/authentication/type")


class _Cluster(View):
    """The users of a PostgreSQL cluster of Zalando's operator."""

    __slots__ = ()

    databases = text_map("spec/databases")
    has_prepared = present("spec/preparedDatabases")

    @property
    def users(self) -> tuple[str, ...]:
        """Those that it lists."""
        spec = self.node.get("spec") if self.node is not None else None
        users = spec.get("users") if type(spec) is Mapping else None
        return tuple(users.values) if type(users) is Mapping else ()


def _secrets_of_cluster(cluster: _Cluster, name: str) -> Iterator[str]:
    """`user.cluster.credentials.postgresql.acid.zalan.do`, a dash for each underscore of the user.

    What users prepared databases get, the operator's own rules say.
    """
    users = {*cluster.users, *cluster.databases.values(), *ZALANDO_USERS}
    if cluster.has_prepared:
        users.add(_ANY_USER)
    yield from (f"{user.replace('_', '-')}.{name}{ZALANDO_SUFFIX}" for user in users)
