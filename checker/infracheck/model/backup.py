"""Backups that run on a schedule: what they cover, how often they run, and how long what they keep is kept."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from infracheck.model.duration import Duration
from infracheck.model.fact import Fact, Known, Note, Unknown
from infracheck.model.link import MOST_LINKS
from infracheck.model.violation import Resource, Violation
from infracheck.record import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from infracheck.model.dependency_operator import OperatedDatabase
    from infracheck.model.kubernetes import KubernetesObject
    from infracheck.model.manifest import Workload
    from infracheck.model.model import Model
    from infracheck.source.span import Span


class Scope(Record):
    """What a backup covers; None leaves that side open.

    `namespaces` by name, `*` for all; `products` are what a dump tool reads, `hosts` where it reads them, in whatever
    namespace that stands; `claims` are the volumes by their claims, `cluster` the operator's resource that it is of
    (then nothing else is covered), `opt_in` an annotation that pods must bear.
    """

    namespaces: frozenset[str] | None = None
    excluded: frozenset[str] = frozenset()
    products: frozenset[str] | None = None
    hosts: frozenset[str] | None = None
    claims: frozenset[str] | None = None
    cluster: tuple[str, str, str] | None = None
    opt_in: str | None = None


class Backup:
    """A schedule by which something is backed up.

    `how` names its kind (`Velero Schedule`), `schedule` is its cron text, `kept` how long a backup is kept where a
    duration says so, `suspended_at` where it is switched off, `lost` the tool of a dump that goes with its pod, and
    where it is written.
    """

    __slots__ = ("how", "kept", "kept_at", "lost", "name", "resource", "schedule", "scope", "span", "suspended_at")

    def __init__(
        self,
        how: str,
        name: str,
        resource: Resource,
        span: Span,
        scope: Scope,
        *,
        schedule: str | None = None,
        suspended_at: Span | None = None,
        kept: Duration | None = None,
        kept_at: Span | None = None,
        lost: tuple[str, Span] | None = None,
    ) -> None:
        self.how = how
        self.name = name
        self.resource = resource
        self.span = span
        self.scope = scope
        self.schedule = schedule
        self.suspended_at = suspended_at
        self.kept = kept
        self.kept_at = kept_at
        self.lost = lost

    def __repr__(self) -> str:
        return f"<Backup {self.how} {self.span.path}:{self.span.line}>"

    @classmethod
    def all_of(cls, model: Model) -> list[Backup]:
        """Every backup schedule of the model."""
        from infracheck.model.backup_find import backups_in  # late: only for those who ask

        return list(backups_in(model))

    @property
    def is_suspended(self) -> bool:
        """Whether it is switched off."""
        return self.suspended_at is not None

    @property
    def title(self) -> str:
        """The backup as a message names it."""
        return f"{self.how} {self.name}"

    def covers(self, workload: Workload) -> bool:
        """Whether it covers what a workload keeps."""
        scope = self.scope
        if scope.cluster is not None or not self._reaches(workload):
            return False
        if scope.opt_in is not None and scope.opt_in not in workload.pod.annotations:
            return False
        if scope.products is not None:
            from infracheck.model.exposure import product_of  # late: a table only for those who ask

            return any(product_of(each) in scope.products for each in workload.containers)
        return scope.claims is None or not scope.claims.isdisjoint(claims_of(workload))

    def covers_database(self, database: OperatedDatabase) -> bool:
        """Whether it covers an operator's database."""
        scope, namespace = self.scope, database.namespace or "default"
        if scope.cluster is not None:
            return scope.cluster == (namespace, database.kind, database.name)
        if scope.opt_in is not None or scope.claims is not None or not self._reaches(database):
            return False
        return scope.products is None or database.product in scope.products

    def _reaches(self, owner: KubernetesObject) -> bool:
        """Whether it gets there: by the hosts that it names, where they tell, else by the namespace."""
        if self.scope.hosts is not None:
            from infracheck.model.backup_reach import leads_to  # late: few backups are dumps

            told = leads_to(self, owner)
            if told is not None:
                return told
        return _holds(self.scope, owner.namespace or "default")

    def violation(self, message: str, *, at: Span | None = None, related: tuple[Note, ...] = ()) -> Violation:
        """A violation at the schedule, or at another place of it."""
        return Violation(message, self.span if at is None else at, self.resource, related)


def _holds(scope: Scope, namespace: str) -> bool:
    if namespace in scope.excluded:
        return False
    names = scope.namespaces
    return names is None or namespace in names or "*" in names


def claims_of(workload: Workload) -> frozenset[str]:
    """The names of the claims that a workload's pods mount; of a template `name-workload-` begins them."""
    named = {each.claim_name for each in workload.pod.volumes if each.claim_name}
    for each in workload.volume_claim_templates:
        node = each.node.get("metadata") if each.node is not None else None
        name = getattr(getattr(node, "get", lambda key: None)("name"), "text", "")
        named.update(f"{name}-{workload.name}-{ordinal}" for ordinal in range(max(1, min(workload.replicas or 1, 9))))
    return frozenset(named)


def keeps_state(workload: Workload) -> str | None:
    """The product whose data a workload keeps on volumes that survive its pods; None where it keeps none."""
    if workload.is_job or not (workload.volume_claim_templates or any(v.claim_name for v in workload.pod.volumes)):
        return None
    from infracheck.model.exposure import keeps_data, product_of

    for each in workload.pod.main_containers:
        product = product_of(each)
        if product is not None and keeps_data(product):
            return product
    return None


def backups_of(workload: Workload) -> Fact[tuple[Backup, ...]]:
    """The backups that cover a workload; unknown where the scan sees no backup at all: they live elsewhere then."""
    return _known(workload, None, lambda each: each.covers(workload))


def backups_of_database(database: OperatedDatabase) -> Fact[tuple[Backup, ...]]:
    """The backups that cover an operator's database."""
    cluster = (database.namespace or "default", database.kind, database.name)
    return _known(database, cluster, lambda each: each.covers_database(database))


_Cluster = tuple[str, str, str]


def _known(
    owner: KubernetesObject, cluster: _Cluster | None, covers: Callable[[Backup], bool]
) -> Fact[tuple[Backup, ...]]:
    model = owner.model
    backups = model.all(Backup)
    if not backups:
        return Unknown("the scan sees no backup of anything")
    # those of one cluster of an operator, in the order of the files with those that speak of none
    of: dict[_Cluster | None, list[int]] = model.derive("backups by cluster", lambda: _by_cluster(backups))
    asked = sorted((*of.get(None, ()), *of.get(cluster, ()))) if cluster is not None else of.get(None, ())
    covering = (backups[number] for number in asked if covers(backups[number]))
    found = tuple(islice(covering, MOST_LINKS))
    if len(found) == MOST_LINKS and next(covering, None) is not None:
        model.limit(f"more than {MOST_LINKS} backups cover one object; the others are not tied to it", owner.span)
    return Known(found, tuple(Note(f"{each.title} covers it", each.span) for each in found))


def _by_cluster(backups: Sequence[Backup]) -> dict[_Cluster | None, list[int]]:
    found: dict[_Cluster | None, list[int]] = {}
    for number, each in enumerate(backups):
        found.setdefault(each.scope.cluster, []).append(number)
    return found
