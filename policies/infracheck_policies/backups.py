"""Whether databases are backed up, and backups work."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import (
    Backup,
    Known,
    KubernetesObject,
    OperatedDatabase,
    Record,
    Severity,
    Unknown,
    Violation,
    Workload,
    policy,
)


class Scope(Record):
    """Where `workload-backup` and `operated-database-backup` apply.

    `always` reports databases even if the scan holds no backup at all, for a repository that should hold all of them.
    """

    always: bool = False


@policy("workload-backup", category="backups", severity=Severity.LOW)
def workload_backup(workload: Workload, options: Scope) -> Iterator[Violation]:
    """A database with volumes is backed up.

    Reported is a StatefulSet, or another workload that mounts a claim, that runs the image of a database and is not
    covered by any backup of the scan: no Velero Schedule of its namespace, no K8up, VolSync, Longhorn or Kasten
    schedule, no CronJob with a dump tool. A dump that names its host covers that host, a copy of buckets covers object
    stores only. A suspended backup counts as one here: it is reported by `suspended-backup`. Backups often live in
    another repository, hence the low severity, and the check only runs where the scan holds at least one backup.

    Fix: Add a Velero Schedule for the namespace, or a CronJob that dumps the database to storage outside the cluster.
    """
    product = workload.kept_product
    if product is not None and _is_uncovered(workload.backups, options):
        yield workload.violation(
            f"no backup covers {product} in {workload.kind} {workload.name}", at=KubernetesObject.name_written
        )


@policy("operated-database-backup", category="backups", severity=Severity.LOW)
def operated_database_backup(database: OperatedDatabase, options: Scope) -> Iterator[Violation]:
    """A database managed by an operator is backed up.

    A backup is configured by the resource's own fields (Zalando's `enableLogicalBackup`, Crunchy's and Percona's
    schedules), by a ScheduledBackup of CloudNativePG, a Backup of MariaDB with a schedule, or by a Velero Schedule of
    the namespace. Reported only where the scan holds at least one backup.

    Fix: Set the operator's backup fields or add its backup resource, for example a ScheduledBackup for CloudNativePG.
    """
    if database.keeps_data and _is_uncovered(database.backups, options):
        yield database.violation(f"no backup covers {database.kind} {database.name}", at=KubernetesObject.name_written)


def _is_uncovered(backups: object, options: Scope) -> bool:
    match backups:
        case Known(known):
            return not known
        case Unknown():
            return options.always
    return False


@policy("suspended-backup", category="backups", severity=Severity.MEDIUM)
def suspended_backup(backup: Backup) -> Iterator[Violation]:
    """A backup is not suspended.

    `suspend: true`, Velero's `paused: true` and similar settings are meant to be temporary; if they are forgotten,
    there is no recent backup when data must be restored.

    Fix: Remove the field, or set it to `false`.
    """
    if backup.suspended_at is not None:
        yield backup.violation(f"{backup.title} is suspended", at=backup.suspended_at)


class Retention(Record):
    """The fewest days for which a backup is kept."""

    days: int = 7


@policy("backup-retention", category="backups", severity=Severity.LOW)
def backup_retention(backup: Backup, options: Retention) -> Iterator[Violation]:
    """A backup is kept long enough.

    Damaged data is often noticed only days later, when a backup of yesterday holds the damage too. Checked where a
    duration states the retention: Velero's `ttl`, CloudNativePG's `retentionPolicy`, MariaDB's `maxRetention`.

    Fix: Set the retention to at least seven days, for example `ttl: 168h0m0s` (Velero) or `retentionPolicy: 7d`
    (CloudNativePG).
    """
    if backup.kept is not None and backup.kept.days < options.days:
        yield backup.violation(
            f"{backup.title} is kept for {backup.kept}, less than {options.days} days", at=backup.kept_at
        )


@policy("backup-volume", category="backups", severity=Severity.HIGH)
def backup_volume(backup: Backup) -> Iterator[Violation]:
    """A dump is stored outside the pod that writes it.

    A CronJob that dumps into an emptyDir, or into its container's file system, loses the dump when the pod ends.
    Reported only where no command copies it elsewhere and no other container shares the volume.

    Fix: Mount a PersistentVolumeClaim at the path, or upload the dump to an object store in the same command.
    """
    if backup.lost is not None:
        tool, place = backup.lost
        yield backup.violation(f"output of {tool} in {backup.title} is lost when its pod ends", at=place)


@policy("backup-schedule", category="backups", severity=Severity.MEDIUM)
def backup_schedule(backup: Backup) -> Iterator[Violation]:
    """The schedule of a CloudNativePG ScheduledBackup has six fields.

    ScheduledBackup reads seconds as the first of six fields: `0 2 * * *`, meant as 02:00 every day, runs at the second
    minute of every hour.

    Fix: Put the seconds first: `0 0 2 * * *` runs at 02:00 every day.
    """
    words = (backup.schedule or "").split()
    # robfig/cron takes a time zone before the fields
    fields = [word for word in words if not word.startswith(("CRON_TZ=", "TZ="))]
    if backup.how == "ScheduledBackup" and len(fields) == 5:
        yield backup.violation(f"schedule of {backup.title} has five fields, and the first is read as seconds")
