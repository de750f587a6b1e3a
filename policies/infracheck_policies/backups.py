"""Whether data that must survive is backed up, and whether what backs it up works."""

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

_CONTROLS = ("nist-800-53-r5:CP-9", "soc2:A1.2")


class Scope(Record):
    """What `workload-backup` and `operated-database-backup` take for granted.

    `always` judges too where the scan sees no backup of anything, as in a repository that is meant to hold them all.
    """

    always: bool = False


@policy("workload-backup", category="backups", severity=Severity.LOW, controls=_CONTROLS)
def workload_backup(workload: Workload, options: Scope) -> Iterator[Violation]:
    """A database with volumes is backed up.

    A StatefulSet, or whatever mounts a claim, that runs the image of a database, and that no backup of the scan covers:
    no Velero Schedule of its namespace, no K8up, VolSync, Longhorn or Kasten schedule, no CronJob with a dump tool. A
    dump that names its host covers what stands there, a copy of buckets covers object stores alone. A backup that is
    switched off counts here: `suspended-backup` says so where one would mend it. Backups often live in another
    repository: hence a note, and only where the scan sees at least one backup.
    """
    product = workload.kept_product
    if product is not None and _is_uncovered(workload.backups, options):
        yield workload.violation(
            f"no backup covers {product} of {workload.kind} {workload.name}", at=KubernetesObject.name_written
        )


@policy("operated-database-backup", category="backups", severity=Severity.LOW, controls=_CONTROLS)
def operated_database_backup(database: OperatedDatabase, options: Scope) -> Iterator[Violation]:
    """A database that an operator runs is backed up.

    By the resource's own fields (Zalando's `enableLogicalBackup`, Crunchy's and Percona's schedules), by a
    ScheduledBackup of CloudNativePG, a Backup of MariaDB's with a schedule, or by a Velero Schedule of the namespace.
    Said only where the scan sees at least one backup.
    """
    if database.keeps_data and _is_uncovered(database.backups, options):
        yield database.violation(f"no backup covers {database.kind} {database.name}", at=KubernetesObject.name_written)


def _is_uncovered(backups: object, options: Scope) -> bool:
    match backups:
        case Known(found):
            return not found
        case Unknown():
            return options.always
    return False


@policy("suspended-backup", category="backups", severity=Severity.MEDIUM, controls=_CONTROLS)
def suspended_backup(backup: Backup) -> Iterator[Violation]:
    """A backup runs.

    `suspend: true`, Velero's `paused: true` and their like are set for an hour and found a year later, when the backup
    is wanted.
    """
    if backup.suspended_at is not None:
        yield backup.violation(f"{backup.title} is switched off", at=backup.suspended_at)


class Retention(Record):
    """The fewest days for which a backup is kept."""

    days: int = 7


@policy("backup-retention", category="backups", severity=Severity.LOW, controls=(*_CONTROLS, "nist-800-53-r5:SI-12"))
def backup_retention(backup: Backup, options: Retention) -> Iterator[Violation]:
    """A backup is kept long enough.

    Data is found damaged days after it was: a backup of yesterday holds the damage too. Judged where a duration says
    so: Velero's `ttl`, CloudNativePG's `retentionPolicy`, MariaDB's `maxRetention`.
    """
    if backup.kept is not None and backup.kept.days < options.days:
        yield backup.violation(
            f"{backup.title} is kept for {backup.kept}, less than {options.days} days", at=backup.kept_at
        )


@policy("backup-volume", category="backups", severity=Severity.HIGH, controls=_CONTROLS)
def backup_volume(backup: Backup) -> Iterator[Violation]:
    """A dump outlives the pod that writes it.

    A CronJob that dumps into an emptyDir, or into its container, throws the dump away when it is done; nobody notices
    before the day it is wanted. Said only where nothing in the command carries it elsewhere and no other container
    shares the volume.
    """
    if backup.lost is not None:
        tool, place = backup.lost
        yield backup.violation(f"what {tool} of {backup.title} writes is gone with its pod", at=place)


@policy("backup-schedule", category="backups", severity=Severity.MEDIUM, controls=_CONTROLS)
def backup_schedule(backup: Backup) -> Iterator[Violation]:
    """The schedule of a backup means what it seems to.

    CloudNativePG's ScheduledBackup takes six fields, seconds first: `0 2 * * *`, meant for two at night, runs at the
    second minute of every hour.
    """
    fields = (backup.schedule or "").split()
    if backup.how == "ScheduledBackup" and len(fields) == 5 and not fields[0].startswith(("@", "CRON_TZ", "TZ")):
        yield backup.violation(f"{backup.title} has five fields, of which the first are the seconds")
