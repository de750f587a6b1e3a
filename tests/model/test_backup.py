"""What backups cover, when they run and how long they are kept."""

from __future__ import annotations

import pytest

from infracheck.model.backup import Backup, claims_of
from infracheck.model.build import build
from infracheck.model.manifest import Workload
from infracheck.model.model import Model
from infracheck.model.values import NEWEST_KUBERNETES
from infracheck.source.span import Source
from infracheck.source.yaml_tree import read_documents

DATABASE = """\
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db, namespace: shop}
spec:
  replicas: 2
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}%s}
    spec: {containers: [{name: db, image: 'docker.io/bitnami/postgresql:17'}]}
  volumeClaimTemplates: [{metadata: {name: data}}]
"""


def model(text: str) -> Model:
    return build(read_documents(Source("b.yaml", text)), NEWEST_KUBERNETES).model


def made(version: str, kind: str, spec: str, namespace: str = "shop") -> str:
    return f"---\napiVersion: {version}\nkind: {kind}\nmetadata: {{name: n, namespace: {namespace}}}\nspec: {spec}\n"


@pytest.mark.parametrize(
    ("backup", "covered"),
    [
        (made("velero.io/v1", "Schedule", "{schedule: '@daily'}", "velero"), True),
        (made("velero.io/v1", "Schedule", "{schedule: '@daily', template: {includedNamespaces: ['*']}}"), True),
        (made("velero.io/v1", "Schedule", "{schedule: '@daily', template: {excludedNamespaces: [shop]}}"), False),
        (made("velero.io/v1", "Schedule", "{schedule: '@daily', template: {snapshotVolumes: false}}"), False),
        (made("velero.io/v1", "Schedule",
              "{schedule: '@daily', template: {snapshotVolumes: false, defaultVolumesToFsBackup: true}}"), True),
        (made("k8up.io/v1", "Schedule", "{backup: {schedule: '@daily'}}"), True),
        (made("k8up.io/v1", "Schedule", "{backup: {schedule: '@daily'}}", "blog"), False),
        (made("volsync.backube/v1alpha1", "ReplicationSource",
              "{sourcePVC: data-db-1, trigger: {schedule: '@daily'}}"), True),
        (made("volsync.backube/v1alpha1", "ReplicationSource",
              "{sourcePVC: other, trigger: {schedule: '@daily'}}"), False),
        (made("longhorn.io/v1beta2", "RecurringJob", "{cron: '@daily', task: backup}", "longhorn-system"), True),
        (made("config.kio.kasten.io/v1alpha1", "Policy",
              "{frequency: '@daily', actions: [{action: backup}]}", "kasten-io"), True),
    ],
)  # fmt: skip
def test_a_backup_covers(backup: str, covered: bool) -> None:
    found = model(DATABASE % "" + backup)
    (schedule,) = found.all(Backup)

    assert schedule.covers(found.all(Workload)[0]) is covered


def test_volumes_without_snapshots_are_covered_where_pods_ask_for_it() -> None:
    text = made("velero.io/v1", "Schedule", "{schedule: '@daily', template: {snapshotVolumes: false}}")
    found = model(DATABASE % ", annotations: {backup.velero.io/backup-volumes: data}" + text)

    assert found.all(Backup)[0].covers(found.all(Workload)[0])


@pytest.mark.parametrize(
    "text",
    [
        made("velero.io/v1", "Backup", "{ttl: 720h}"),
        made("longhorn.io/v1beta2", "RecurringJob", "{cron: '@daily', task: snapshot}"),
        made("snapshot.storage.k8s.io/v1", "VolumeSnapshot", "{source: {persistentVolumeClaimName: data-db-0}}"),
        made("acid.zalan.do/v1", "postgresql", "{logicalBackupSchedule: '@daily'}"),
        made("kyverno.io/v1", "Policy", "{frequency: '@daily', actions: [{action: backup}]}"),
    ],
)
def test_what_happens_once_or_stays_on_the_disk_is_no_schedule(text: str) -> None:
    assert model(text).all(Backup) == []


@pytest.mark.parametrize(
    ("text", "days"),
    [
        (made("velero.io/v1", "Schedule", "{schedule: '@daily', template: {ttl: 72h}}"), 3.0),
        (made("velero.io/v1", "Schedule", "{schedule: '@daily'}"), None),
        (made("k8s.mariadb.com/v1alpha1", "Backup", "{schedule: {cron: '@daily'}, maxRetention: 720h}"), 30.0),
        (made("pxc.percona.com/v1", "PerconaXtraDBCluster",
              "{backup: {schedule: [{schedule: '@daily', keep: 5}]}}"), None),
        (made("postgresql.cnpg.io/v1", "Cluster", "{backup: {retentionPolicy: 2w}}").replace("name: n", "name: db")
         + made("postgresql.cnpg.io/v1", "ScheduledBackup", "{schedule: '@daily', cluster: {name: db}}"), 14.0),
    ],
)  # fmt: skip
def test_retention_is_read(text: str, days: float | None) -> None:
    (found,) = model(text).all(Backup)

    assert (None if found.kept is None else found.kept.days) == days


def test_a_switched_off_task_is_suspended() -> None:
    text = made(
        "psmdb.percona.com/v1", "PerconaServerMongoDB", "{backup: {tasks: [{schedule: '@daily', enabled: false}]}}"
    )
    (found,) = model(text).all(Backup)

    assert found.is_suspended


def test_claims_of_templates_are_named_as_kubernetes_does() -> None:
    assert claims_of(model(DATABASE % "").all(Workload)[0]) == {"data-db-0", "data-db-1"}
