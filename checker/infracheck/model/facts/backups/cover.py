"""What backups cover: the workloads and the operators' databases that keep data."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import TYPE_CHECKING

from infracheck.model.base.fact import Fact, Known, Note, Unknown
from infracheck.model.facts.backups.backup import Backup, Scope
from infracheck.model.facts.backups.reach import leads_to
from infracheck.model.facts.runtime.exposure import keeps_data, product_of
from infracheck.model.graph.link import MOST_LINKS

if TYPE_CHECKING:
    from infracheck.model.entities.kubernetes import KubernetesObject
    from infracheck.model.entities.operated_database import OperatedDatabase
    from infracheck.model.entities.workload import Workload
    from infracheck.model.graph.model import Model


def covers(backup: Backup, workload: Workload) -> bool:
    """Whether a backup covers what a workload keeps."""
    scope = backup.scope
    if scope.cluster is not None or not _reaches(backup, workload):
        return False
    if scope.opt_in is not None and scope.opt_in not in workload.pod.annotations:
        return False
    if scope.products is not None:
        return any(product_of(each) in scope.products for each in workload.containers)
    return scope.claims is None or not scope.claims.isdisjoint(claims_of(workload))


def covers_database(backup: Backup, database: OperatedDatabase) -> bool:
    """Whether a backup covers an operator's database."""
    scope, namespace = backup.scope, database.namespace or "default"
    if scope.cluster is not None:
        return scope.cluster == (namespace, database.kind, database.name)
    if scope.opt_in is not None or scope.claims is not None or not _reaches(backup, database):
        return False
    return scope.products is None or database.product in scope.products


def _reaches(backup: Backup, owner: KubernetesObject) -> bool:
    """Whether it gets there: by the hosts that it names, where they tell, else by the namespace."""
    if backup.scope.hosts is not None:
        told = leads_to(backup, owner)
        if told is not None:
            return told
    return _holds(backup.scope, owner.namespace or "default")


def _holds(scope: Scope, namespace: str) -> bool:
    if namespace in scope.excluded:
        return False
    names = scope.namespaces
    return names is None or namespace in names or "*" in names


def claims_of(workload: Workload) -> frozenset[str]:
    """The names of the claims that a workload's pods mount; of a template `name-workload-` begins them."""
    named = {each.claim_name for each in workload.pod.volumes if each.claim_name}
    for each in workload.volume_claim_templates:
        start = f"{each.name or ''}-{workload.name}"
        named.update(f"{start}-{ordinal}" for ordinal in range(max(1, min(workload.replicas or 1, 9))))
    return frozenset(named)


def keeps_state(workload: Workload) -> str | None:
    """The product whose data a workload keeps on volumes that survive its pods; None where it keeps none."""
    if workload.is_job or not (workload.volume_claim_templates or any(v.claim_name for v in workload.pod.volumes)):
        return None
    for each in workload.pod.main_containers:
        product = product_of(each)
        if product is not None and keeps_data(product):
            return product
    return None


def backups_of(workload: Workload) -> Fact[tuple[Backup, ...]]:
    """The backups that cover a workload; unknown where the scan sees no backup at all: they live elsewhere then."""
    return _known(workload, None, lambda each: covers(each, workload))


def backups_of_database(database: OperatedDatabase) -> Fact[tuple[Backup, ...]]:
    """The backups that cover an operator's database."""
    cluster = (database.namespace or "default", database.kind, database.name)
    return _known(database, cluster, lambda each: covers_database(each, database))


_Cluster = tuple[str, str, str]


def _known(
    owner: KubernetesObject, cluster: _Cluster | None, covers: Callable[[Backup], bool]
) -> Fact[tuple[Backup, ...]]:
    model = owner.model
    backups = model.all(Backup)
    if not backups:
        return Unknown("the scan holds no backup")
    # those of this cluster of an operator, in the order of the files with those that name no cluster
    by_cluster = model.derive(_by_cluster)
    named = by_cluster.get(cluster, ()) if cluster is not None else ()
    candidates = sorted((*by_cluster.get(None, ()), *named))
    covering = (backups[number] for number in candidates if covers(backups[number]))
    found = tuple(islice(covering, MOST_LINKS))
    if len(found) == MOST_LINKS and next(covering, None) is not None:
        model.limit(f"more than {MOST_LINKS} backups cover one object; the others are not linked to it", owner.span)
    return Known(found, tuple(Note(f"{each.title} covers it", each.span) for each in found))


def _by_cluster(model: Model) -> dict[_Cluster | None, list[int]]:
    found: dict[_Cluster | None, list[int]] = {}
    for number, each in enumerate(model.all(Backup)):
        found.setdefault(each.scope.cluster, []).append(number)
    return found
