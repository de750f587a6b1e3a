"""The schedules of backups: of Velero, of operators, of tools for volumes, of CronJobs that run a dump."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from infracheck.knowledge.products.dump_tools import ANY_FILES
from infracheck.model.base.duration import DAY, Duration
from infracheck.model.entities.container import Container
from infracheck.model.entities.kubernetes import KubernetesObject
from infracheck.model.entities.operated_database import OperatedDatabase, entries_at
from infracheck.model.entities.workload import Workload
from infracheck.model.facts.backups.backup import Backup, Scope
from infracheck.model.facts.backups.dumps import dump_in, dumped_by
from infracheck.model.facts.backups.reach import copied_by, hosts_of
from infracheck.source.text.numerals import natural
from infracheck.source.yaml.tree import TRUE, Mapping, Scalar, Sequence, entry_span

if TYPE_CHECKING:
    from infracheck.knowledge.products.records.operators import BackupField
    from infracheck.model.graph.model import Model
    from infracheck.source.text.span import Span


def backups_in(model: Model) -> Iterator[Backup]:
    """Every schedule of a backup, those of operators' resources among them."""
    yield from model.gather((each for each in model.all(KubernetesObject) if each.kind in _MAKERS), _of_resource)
    yield from model.gather((each for each in model.all(Workload) if each.kind == "CronJob"), _of_cron_jobs)
    yield from model.gather(model.all(OperatedDatabase), _of_databases)


def _of_resource(each: KubernetesObject) -> Iterator[Backup]:
    groups, make = _MAKERS[each.kind]
    if each.group in groups:
        yield from make(each)


def _of_cron_jobs(workload: Workload) -> Iterator[Backup]:
    backup = _of_cron_job(workload)
    if backup is not None:
        yield backup


def _of_databases(database: OperatedDatabase) -> Iterator[Backup]:
    for field in database.operator.backups:
        yield from _of_database(database, field)


def _text(each: KubernetesObject, path: str) -> tuple[str, Span] | None:
    for _, key, value in entries_at(each.node, path):
        if type(value) is Scalar:
            return value.text, entry_span(key, value)
    return None


def _texts(each: KubernetesObject, path: str) -> frozenset[str]:
    for _, _, value in entries_at(each.node, path):
        if type(value) is Sequence:
            return frozenset(item.text for item in value.items if type(item) is Scalar)
    return frozenset()


def _made(
    each: KubernetesObject, how: str, scope: Scope, schedule: str, suspend: str = "", kept: str = ""
) -> Iterator[Backup]:
    """The backup of an object with the schedule at a path; none where it has no schedule."""
    told = _text(each, schedule)
    if told is None or not told[0].strip():
        return
    off = _text(each, suspend) if suspend else None
    keeping = _text(each, kept) if kept else None
    yield Backup(
        how, each.name, each.resource, told[1], scope,
        schedule=told[0],
        suspended_at=off[1] if off is not None and off[0] in TRUE else None,
        kept=_duration(keeping[0]) if keeping is not None else None,
        kept_at=keeping[1] if keeping is not None else None,
    )  # fmt: skip


_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}


def _duration(text: str) -> Duration | None:
    """A duration of Go's, or `30d`, `4w`, `3m`-like ones of Barman's, where `m` means months."""
    plain = text.strip()
    days = _DAYS.get(plain[-1:])
    number = natural(plain[:-1]) if days is not None else None
    if days is not None and number is not None:
        return Duration(plain, number * days * DAY)
    return Duration.parse(plain)


def _of_velero(each: KubernetesObject) -> Iterator[Backup]:
    names = _texts(each, "spec/template/includedNamespaces")
    snapshots = _text(each, "spec/template/snapshotVolumes")
    files = _text(each, "spec/template/defaultVolumesToFsBackup") or _text(each, "spec/template/defaultVolumesToRestic")
    without = snapshots is not None and snapshots[0].lower() == "false" and not (files and files[0] in TRUE)
    scope = Scope(
        names or None,
        _texts(each, "spec/template/excludedNamespaces"),
        opt_in="backup.velero.io/backup-volumes" if without else None,
    )
    yield from _made(each, "Velero Schedule", scope, "spec/schedule", "spec/paused", "spec/template/ttl")


def _of_cnpg(each: KubernetesObject) -> Iterator[Backup]:
    cluster = _text(each, "spec/cluster/name")
    namespace = each.namespace or "default"
    scope = Scope(cluster=(namespace, "Cluster", cluster[0] if cluster is not None else ""))
    for made in _made(each, "ScheduledBackup", scope, "spec/schedule", "spec/suspend"):
        found = each.model.find("Cluster", each.namespace, cluster[0]) if cluster is not None else None
        kept = _text(found, "spec/backup/retentionPolicy") if found is not None else None
        if kept is not None:
            made.kept, made.kept_at = _duration(kept[0]), kept[1]
        yield made


def _of_mariadb(each: KubernetesObject) -> Iterator[Backup]:
    name = _text(each, "spec/mariaDbRef/name")
    scope = Scope(cluster=(each.namespace or "default", "MariaDB", name[0] if name is not None else ""))
    yield from _made(each, "MariaDB Backup", scope, "spec/schedule/cron", "spec/schedule/suspend", "spec/maxRetention")


def _of_k8up(each: KubernetesObject) -> Iterator[Backup]:
    scope = Scope(frozenset((each.namespace or "default",)))
    yield from _made(each, "K8up Schedule", scope, "spec/backup/schedule")


def _of_volsync(each: KubernetesObject) -> Iterator[Backup]:
    claim = _text(each, "spec/sourcePVC")
    scope = Scope(frozenset((each.namespace or "default",)), claims=frozenset((claim[0],) if claim is not None else ()))
    yield from _made(each, "ReplicationSource", scope, "spec/trigger/schedule", "spec/paused")


def _of_longhorn(each: KubernetesObject) -> Iterator[Backup]:
    task = _text(each, "spec/task")
    # a snapshot stays on the disks that it is of: Longhorn, "Recurring Snapshots and Backups"
    if task is not None and task[0] in ("backup", "backup-force-create"):
        yield from _made(each, "Longhorn RecurringJob", Scope(), "spec/cron")


def _of_kasten(each: KubernetesObject) -> Iterator[Backup]:
    actions = {value.text for _, _, value in entries_at(each.node, "spec/actions/*/action") if type(value) is Scalar}
    if "backup" in actions:
        names = _texts(each, "spec/selector/matchExpressions/*/values")
        yield from _made(each, "Kasten Policy", Scope(names or None), "spec/frequency", "spec/paused")


def _of_stash(each: KubernetesObject) -> Iterator[Backup]:
    scope = Scope(frozenset((each.namespace or "default",)))
    for path in ("spec/schedule", "spec/sessions/*/scheduler/schedule"):
        yield from _made(each, "BackupConfiguration", scope, path, "spec/paused")


def _of_cron_job(workload: Workload) -> Backup | None:
    products = frozenset(product for each in workload.containers for product in dumped_by(each))
    if not products:
        return None
    scope = _reach(workload, products)
    suspended = workload.place(Workload.suspend) if workload.suspend else None
    place = workload.place(Workload.schedule)
    return Backup(
        "CronJob", workload.name, workload.resource, place, scope,
        schedule=workload.schedule, suspended_at=suspended, lost=_lost(workload),
    )  # fmt: skip


def _reach(workload: Workload, products: frozenset[str]) -> Scope:
    """What a job covers that dumps these products, or copies files (`*`)."""
    namespaces = frozenset((workload.namespace or "default",))
    dumps = products - {ANY_FILES}
    copied = copied_by(workload.pod, namespaces) if ANY_FILES in products else None
    if ANY_FILES in products and copied is None:
        return Scope(namespaces)
    # what copies files beside a dump carries the dump away
    return copied if copied and not dumps else Scope(namespaces, products=dumps, hosts=hosts_of(workload.pod))


def _lost(workload: Workload) -> tuple[str, Span] | None:
    """The dump tool whose file goes with its pod, and where one would mend that."""
    pod = workload.pod
    volumes = pod.volumes_by_name
    for container in pod.containers:
        tool = dump_in(container)
        if tool is None:
            continue
        names = {each.name for each in container.volume_mounts}
        mounted = [volumes[name] for name in names if name in volumes]
        passing = [each for each in mounted if each.has_empty_dir]
        if len(mounted) < len(names) or any(not set(each.source_types) <= _NO_STORES for each in mounted):
            continue
        if any(c is not container for each in passing for c, _ in pod.mounts_by_volume.get(each.name, ())):
            continue
        return tool, passing[0].span if passing else container.place(Container.command)
    return None


_NO_STORES = frozenset(("emptyDir", "configMap", "secret", "projected", "downwardAPI"))


def _of_database(database: OperatedDatabase, field: BackupField) -> Iterator[Backup]:
    scope = Scope(cluster=(database.namespace or "default", database.kind, database.name))
    for holder, key, value in entries_at(database.node, field.schedule):
        if type(value) is not Scalar or not value.text.strip():
            continue
        enabled = _near(database, holder, field.enabled)
        kept = _near(database, holder, field.keep)
        if field.enabled.startswith("spec/") and (enabled is None or enabled[0] not in TRUE):
            # Zalando's: a schedule alone switches nothing on
            continue
        off = enabled is not None and enabled[0].lower() == "false"
        yield Backup(
            database.kind, database.name, database.resource, entry_span(key, value), scope,
            schedule=value.text,
            suspended_at=enabled[1] if off and enabled is not None else None,
            kept=_duration(kept[0]) if kept is not None and not kept[0].isdigit() else None,
            kept_at=kept[1] if kept is not None else None,
        )  # fmt: skip


def _near(database: OperatedDatabase, holder: Mapping, path: str) -> tuple[str, Span] | None:
    if not path:
        return None
    if "/" in path:
        return _text(database, path)
    value = holder.values.get(path)
    return (value.text, holder.entry_span(path)) if type(value) is Scalar else None


def _of_schedule(each: KubernetesObject) -> Iterator[Backup]:
    yield from _of_velero(each) if each.group == "velero.io" else _of_k8up(each)


_MAKERS: dict[str, tuple[tuple[str, ...], Callable[[KubernetesObject], Iterator[Backup]]]] = {
    "Schedule": (("velero.io", "k8up.io", "backup.appuio.ch"), _of_schedule),
    "ScheduledBackup": (("postgresql.cnpg.io",), _of_cnpg),
    "Backup": (("k8s.mariadb.com",), _of_mariadb),
    "ReplicationSource": (("volsync.backube",), _of_volsync),
    "RecurringJob": (("longhorn.io",), _of_longhorn),
    "Policy": (("config.kio.kasten.io",), _of_kasten),
    "BackupConfiguration": (("stash.appscode.com", "core.kubestash.com"), _of_stash),
}
