"""Where each kind of backup says when it runs, whether it does and how long it keeps, a line each."""

from __future__ import annotations

import re
import textwrap

import pytest
from tests.model.tools import model_in

from infracheck.model.facts.backups.backup import Backup
from infracheck.model.graph.model import Model

HEAD = "apiVersion: {}\nkind: {}\nmetadata:\n  name: n\n  namespace: shop\nspec:\n"
CLUSTER = """\
---
apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata: {name: n, namespace: shop}
spec:
  backup:
    retentionPolicy: 30d
"""


def model(text: str) -> Model:
    return model_in(text, "b.yaml")


def backups(version: str, kind: str, spec: str, more: str = "") -> list[Backup]:
    body = textwrap.indent(textwrap.dedent(spec).strip(), "  ") + "\n"
    return list(model(HEAD.format(version, kind) + body + more).all(Backup))


def line(spec: str, mark: str) -> int | None:
    """The line on which a part of a spec stands, in its file."""
    lines = textwrap.dedent(spec).strip().splitlines()
    return next((number for number, text in enumerate(lines, 7) if mark and mark in text), None)


KINDS = [
    ("velero.io/v1", "Schedule", "Velero Schedule", """
        schedule: '@daily'
        paused: true
        template:
          ttl: 48h
     """, "schedule:", "paused", "ttl", 2.0),
    ("k8up.io/v1", "Schedule", "K8up Schedule", """
        backup:
          schedule: '@daily'
     """, "schedule:", "", "", None),
    ("backup.appuio.ch/v1alpha1", "Schedule", "K8up Schedule", """
        backup:
          schedule: '@daily'
     """, "schedule:", "", "", None),
    ("postgresql.cnpg.io/v1", "ScheduledBackup", "ScheduledBackup", """
        schedule: '@daily'
        suspend: true
        cluster: {name: n}
     """, "schedule:", "suspend", "", None),
    ("k8s.mariadb.com/v1alpha1", "Backup", "MariaDB Backup", """
        mariaDbRef: {name: n}
        schedule:
          cron: '@daily'
          suspend: true
        maxRetention: 72h
     """, "cron", "suspend", "maxRetention", 3.0),
    ("volsync.backube/v1alpha1", "ReplicationSource", "ReplicationSource", """
        sourcePVC: data
        trigger:
          schedule: '@daily'
        paused: true
     """, "schedule:", "paused", "", None),
    ("longhorn.io/v1beta2", "RecurringJob", "Longhorn RecurringJob", """
        task: backup-force-create
        cron: '@daily'
     """, "cron", "", "", None),
    ("config.kio.kasten.io/v1alpha1", "Policy", "Kasten Policy", """
        actions: [{action: export}, {action: backup}]
        frequency: '@daily'
        paused: true
     """, "frequency", "paused", "", None),
    ("stash.appscode.com/v1beta1", "BackupConfiguration", "BackupConfiguration", """
        schedule: '@daily'
        paused: true
     """, "schedule:", "paused", "", None),
    ("core.kubestash.com/v1alpha1", "BackupConfiguration", "BackupConfiguration", """
        paused: true
        sessions:
          - scheduler:
              schedule: '@daily'
     """, "schedule:", "paused", "", None),
    ("acid.zalan.do/v1", "postgresql", "postgresql", """
        enableLogicalBackup: true
        logicalBackupSchedule: '@daily'
        logicalBackupRetention: 2w
     """, "logicalBackupSchedule", "", "logicalBackupRetention", 14.0),
    *(
        (f"{group}/v1", kind, kind, f"""
        backups:
          pgbackrest:
            repos:
              - schedules:
                  {each}: '@daily'
     """, f"{each}:", "", "", None)
        for group, kind in (
            ("postgres-operator.crunchydata.com", "PostgresCluster"), ("pgv2.percona.com", "PerconaPGCluster"),
        )
        for each in ("full", "differential", "incremental")
    ),
    ("pxc.percona.com/v1", "PerconaXtraDBCluster", "PerconaXtraDBCluster", """
        backup:
          schedule:
            - schedule: '@daily'
              keep: 3m
     """, "- schedule:", "", "keep", 90.0),
    ("mysql.oracle.com/v2", "InnoDBCluster", "InnoDBCluster", """
        backupSchedules:
          - schedule: '@daily'
            enabled: False
     """, "- schedule:", "enabled", "", None),
    ("psmdb.percona.com/v1", "PerconaServerMongoDB", "PerconaServerMongoDB", """
        backup:
          tasks:
            - schedule: '@daily'
              enabled: false
              keep: 1y
     """, "- schedule:", "enabled", "keep", 365.0),
]  # fmt: skip


@pytest.mark.parametrize(("version", "kind", "how", "spec", "schedule", "off", "kept", "days"), KINDS)
def test_a_backup_says_when_it_runs(
    version: str, kind: str, how: str, spec: str, schedule: str, off: str, kept: str, days: float | None
) -> None:
    (found,) = backups(version, kind, spec)

    assert (found.how, found.name, found.schedule, found.span.line) == (how, "n", "@daily", line(spec, schedule))
    assert (found.suspended_at.line if found.suspended_at else None) == line(spec, off)
    assert (found.kept_at.line if found.kept_at else None) == line(spec, kept)
    assert (found.kept.days if found.kept else None) == days


@pytest.mark.parametrize(("version", "kind", "how", "spec", "schedule", "off", "kept", "days"), KINDS)
def test_a_backup_without_a_schedule_is_none(
    version: str, kind: str, how: str, spec: str, schedule: str, off: str, kept: str, days: float | None
) -> None:
    for empty in ("", "' '", "[]"):
        assert backups(version, kind, spec.replace("'@daily'", empty)) == []
    assert backups("example.com/v1", kind, spec) == []


@pytest.mark.parametrize(("version", "kind", "spec"), [(each[0], each[1], each[3]) for each in KINDS])
def test_a_backup_that_is_switched_on_is_not_suspended(version: str, kind: str, spec: str) -> None:
    spec = re.sub("(paused|suspend): true", r"\1: false", re.sub("enabled: [Ff]alse", "enabled: true", spec))

    assert [each.is_suspended for each in backups(version, kind, spec)] == [False]


def test_a_zalando_schedule_alone_switches_nothing_on() -> None:
    for switch in ("", "enableLogicalBackup: false\n"):
        assert backups("acid.zalan.do/v1", "postgresql", f"{switch}logicalBackupSchedule: '@daily'") == []


@pytest.mark.parametrize("task", ["snapshot", "snapshot-force-create", "filesystem-trim", ""])
def test_another_task_of_longhorn_is_no_backup(task: str) -> None:
    assert backups("longhorn.io/v1beta2", "RecurringJob", f"task: {task}\ncron: '@daily'") == []
    spec = "actions: [{{action: {}}}]\nfrequency: '@daily'"
    assert backups("config.kio.kasten.io/v1alpha1", "Policy", spec.format(task)) == []


def test_a_cluster_says_how_long_its_scheduled_backups_are_kept() -> None:
    spec = "schedule: '@daily'\ncluster: {name: n}"
    (found,) = backups("postgresql.cnpg.io/v1", "ScheduledBackup", spec, CLUSTER)
    (other,) = backups("postgresql.cnpg.io/v1", "ScheduledBackup", spec.replace("name: n", "name: m"), CLUSTER)

    assert found.kept is not None
    assert found.kept_at is not None
    assert (found.kept.days, found.kept_at.line, found.scope.cluster) == (30.0, 15, ("shop", "Cluster", "n"))
    assert (other.kept, other.scope.cluster) == (None, ("shop", "Cluster", "m"))


@pytest.mark.parametrize(
    ("template", "opt_in"),
    [
        ("{}", False),
        ("{snapshotVolumes: true}", False),
        ("{snapshotVolumes: false}", True),
        ("{snapshotVolumes: 'False'}", True),
        ("{snapshotVolumes: false, defaultVolumesToFsBackup: true}", False),
        ("{snapshotVolumes: false, defaultVolumesToRestic: true}", False),
        ("{snapshotVolumes: false, defaultVolumesToFsBackup: false}", True),
        ("{defaultVolumesToFsBackup: false}", False),
    ],
)
def test_velero_backs_volumes_up_by_snapshots_or_files(template: str, opt_in: bool) -> None:
    (found,) = backups("velero.io/v1", "Schedule", f"schedule: '@daily'\ntemplate: {template}")

    assert found.scope.opt_in == ("backup.velero.io/backup-volumes" if opt_in else None)


def test_a_scope_is_told_by_namespaces_and_claims() -> None:
    named = "schedule: '@daily'\ntemplate: {includedNamespaces: [a, b], excludedNamespaces: [c]}"
    (velero,) = backups("velero.io/v1", "Schedule", named)
    (k8up,) = backups("k8up.io/v1", "Schedule", "backup: {schedule: '@daily'}")
    (volsync,) = backups("volsync.backube/v1alpha1", "ReplicationSource", "sourcePVC: d\ntrigger: {schedule: '@daily'}")
    (unnamed,) = backups("volsync.backube/v1alpha1", "ReplicationSource", "trigger: {schedule: '@daily'}")
    kasten = "actions: [{action: backup}]\nfrequency: '@daily'\nselector: {matchExpressions: [{values: [a]}]}"
    (policy,) = backups("config.kio.kasten.io/v1alpha1", "Policy", kasten)
    (stash,) = backups("stash.appscode.com/v1beta1", "BackupConfiguration", "schedule: '@daily'")

    shop = frozenset(("shop",))
    assert (velero.scope.namespaces, velero.scope.excluded) == (frozenset(("a", "b")), frozenset(("c",)))
    assert [each.scope.namespaces for each in (k8up, volsync, stash, policy)] == [shop, shop, shop, frozenset(("a",))]
    assert (volsync.scope.claims, unnamed.scope.claims) == (frozenset(("d",)), frozenset())


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("30d", 30),
        ("4w", 28),
        ("3m", 90),
        ("1y", 365),
        (" 2d ", 2),
        ("36h", 1.5),
        ("xd", None),
        ("d", None),
        ("", None),
    ],
)
def test_a_duration_is_gos_or_barmans(text: str, days: float | None) -> None:
    (found,) = backups("velero.io/v1", "Schedule", f"schedule: '@daily'\ntemplate: {{ttl: '{text}'}}")

    assert (found.kept.days if found.kept else None) == days
