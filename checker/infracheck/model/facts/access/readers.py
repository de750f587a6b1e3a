"""Who can read a Secret: straight by a role, or by what a role lets one do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infracheck.model.base.fact import Note
from infracheck.model.facts.access.roles import Grant, Right, grants_of, rights_of
from infracheck.record import Record

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from infracheck.model.entities.rbac import AnyRole, Subject
    from infracheck.model.entities.secret import AnySecret
    from infracheck.model.graph.model import Model

_MOST_READERS = 500
"""The most readers of one Secret that are listed; the repositories measured have 10 at most."""
_MOST_WAYS = 100_000
"""Pairs of a subject and a way to Secrets, or to a Secret by its name."""
_EXEC = "by running commands in pods"
_RBAC = "rbac.authorization.k8s.io"
_POD_MAKERS = (
    ("", "pods"), ("apps", "deployments"), ("apps", "statefulsets"), ("apps", "daemonsets"), ("apps", "replicasets"),
    ("batch", "jobs"), ("batch", "cronjobs"), ("", "replicationcontrollers"),
)  # fmt: skip


class Reader(Record):
    """Someone who can read a Secret; `how` is the verbs (`get, list`), or the way round (`by creating pods`)."""

    kind: str
    namespace: str | None
    name: str
    how: str
    because: tuple[Note, ...]

    @property
    def is_direct(self) -> bool:
        """Whether a role says so, and not only what the role lets one do."""
        return not self.how.startswith("by ")


class Way(Record):
    """How a role reaches Secrets: the nearest way comes first; `names` empty is every Secret."""

    how: str
    right: Right
    names: tuple[str, ...] = ()


def readers_of(secret: AnySecret) -> tuple[Reader, ...]:
    """Everyone who can read a Secret, each by the nearest way, those by a role first."""
    namespace = None if secret.is_cluster_scoped else secret.namespace or "default"
    is_seen = any(use.pod is not None for use in secret.uses)
    return readers_of_name(secret.model, namespace, secret.secret_name, is_seen=is_seen)


def readers_of_name(model: Model, namespace: str | None, name: str, *, is_seen: bool) -> tuple[Reader, ...]:
    """Everyone who can read a Secret of a name; `is_seen` is whether a pod gets to see it."""
    index: _Index = model.derive(_Index)
    found = index.readers(namespace, name)
    if is_seen:
        return found
    return tuple(reader for reader in found if reader.how != _EXEC)


class _Index:
    """The readers of the whole cluster's Secrets, of a namespace's, and of single ones."""

    __slots__ = ("_common", "_left", "_model", "_of_all", "_of_one", "grants")

    def __init__(self, model: Model) -> None:
        self.grants = grants_of(model)
        self._of_all: dict[str | None, dict[tuple[str, str | None, str], Reader]] = {}
        self._of_one: dict[tuple[str | None, str], list[Reader]] = {}
        self._common: dict[str | None, tuple[Reader, ...]] = {}
        self._model = model
        self._left = _MOST_WAYS
        for namespace, grants in self.grants.by_namespace.items():
            found = self._of_all.setdefault(namespace, {})
            for grant in grants:
                for way in ways_to_secrets(grant):
                    if self._left <= 0:
                        return
                    self._keep(found, grant, way)

    def _keep(self, found: dict[tuple[str, str | None, str], Reader], grant: Grant, way: Way) -> None:
        subjects = grant.binding.subjects
        self._left -= len(subjects) * max(1, len(way.names))
        if self._left <= 0:
            said = (
                f"roles and bindings grant more than {_MOST_WAYS:,} ways to read Secrets; the others are not evaluated"
            )
            self._model.limit(said, grant.binding.span)
            return
        for subject in subjects:
            reader = _reader(grant, subject, way)
            for name in way.names:
                self._of_one.setdefault((grant.namespace, name), []).append(reader)
            if not way.names:
                _nearest(found, reader)

    def readers(self, namespace: str | None, name: str) -> tuple[Reader, ...]:
        own = [reader for key in {(None, name), (namespace, name)} for reader in self._of_one.get(key, ())]
        common = self._readers_of_all(namespace)
        if not own:
            return common
        found = {reader[:3]: reader for reader in common}
        for reader in own:
            _nearest(found, reader)
        return self._in_order(found.values())

    def _readers_of_all(self, namespace: str | None) -> tuple[Reader, ...]:
        """Those who can read every Secret of a namespace, found once for all of these."""
        if namespace not in self._common:
            found = dict(self._of_all.get(None, {}))
            for reader in self._of_all.get(namespace, {}).values() if namespace is not None else ():
                _nearest(found, reader)
            self._common[namespace] = self._in_order(found.values())
        return self._common[namespace]

    def _in_order(self, readers: Collection[Reader]) -> tuple[Reader, ...]:
        found = sorted(readers, key=lambda each: (not each.is_direct, each.kind, each[1] or "", each.name))
        if len(found) > _MOST_READERS:
            said = f"more than {_MOST_READERS} accounts, users and groups can read a Secret; the others are left out"
            self._model.limit(said, found[_MOST_READERS].because[0].span)
        return tuple(found[:_MOST_READERS])


def _nearest(found: dict[tuple[str, str | None, str], Reader], reader: Reader) -> None:
    known = found.get(reader[:3])
    if known is None or _farness(reader) < _farness(known):
        found[reader[:3]] = reader


def _farness(reader: Reader) -> int:
    return 0 if reader.is_direct else 2 if reader.how == _EXEC else 1


def _reader(grant: Grant, subject: Subject, way: Way) -> Reader:
    is_account = subject.kind == "ServiceAccount"
    namespace = subject.namespace or grant.namespace if is_account else None
    return Reader(subject.kind or "", namespace, subject.name or "", way.how, grant.because(subject, way.right))


def ways_to_secrets(grant: Grant) -> tuple[Way, ...]:
    """How the role that a binding gives reaches Secrets, the nearest ways first; the last need the whole cluster."""
    ways = _ways_of(grant)
    return ways if grant.namespace is None else tuple(way for way in ways if way.how not in _CLUSTER_WIDE)


_CLUSTER_WIDE = frozenset(("by impersonating users", "by proxy of nodes"))


def _ways_of(grant: Grant) -> tuple[Way, ...]:
    if grant.role is not None:
        return grant.role.remember(_ways_of_role)
    # a role of Kubernetes' own: the same for all who bind it
    return grant.binding.model.derive(_ways_of_built_in, grant.rights)


def _ways_of_role(role: AnyRole) -> tuple[Way, ...]:
    return tuple(_ways(rights_of(role)))


def _ways_of_built_in(_: Model, rights: tuple[Right, ...]) -> tuple[Way, ...]:
    return tuple(_ways(rights))


def _ways(rights: tuple[Right, ...]) -> Iterator[Way]:
    for right in rights:
        verbs = [verb for verb in ("get", "list", "watch") if right.allows(verb, "", "secrets")]
        if verbs:
            yield Way(", ".join(verbs), right, right.names)
    seen: set[str] = set()
    for right in rights:
        for how in _ways_round(right):
            if how not in seen:
                seen.add(how)
                yield Way(how, right)


def _ways_round(right: Right) -> Iterator[str]:
    """What lets one come by any Secret in reach although no rule says `secrets`."""
    if right.names:
        # it reaches only what bears these names, and `create` knows no names
        return
    if any(right.allows("create", group, resource) for group, resource in _POD_MAKERS):
        yield "by creating pods"
    for verbs, group, resources, how in _WAYS_ROUND:
        if any(right.allows(verb, group, resource) for verb in verbs for resource in resources):
            yield how


_WAYS_ROUND = (
    (("create",), "", ("serviceaccounts/token",), "by issuing tokens"),
    (("impersonate",), "", ("serviceaccounts",), "by impersonating service accounts"),
    (("impersonate",), "", ("users", "groups"), "by impersonating users"),
    (("escalate",), _RBAC, ("roles", "clusterroles"), "by widening roles"),
    (("bind",), _RBAC, ("roles", "clusterroles"), "by binding roles"),
    (("get", "create"), "", ("nodes/proxy",), "by proxy of nodes"),
    (("create", "get"), "", ("pods/exec",), _EXEC),
)
