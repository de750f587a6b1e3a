"""What backups cover, when they run and how long they are kept."""

from __future__ import annotations

import pytest
from tests.model.tools import model_in

from infracheck.model.entities.operated_database import OperatedDatabase
from infracheck.model.entities.workload import Workload
from infracheck.model.facts.backups.backup import Backup
from infracheck.model.facts.backups.cover import claims_of, covers, covers_database, keeps_state
from infracheck.model.graph.model import Model

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
    return model_in(text, "b.yaml")


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

    assert covers(schedule, found.all(Workload)[0]) is covered


def test_volumes_without_snapshots_are_covered_where_pods_ask_for_it() -> None:
    text = made("velero.io/v1", "Schedule", "{schedule: '@daily', template: {snapshotVolumes: false}}")
    found = model(DATABASE % ", annotations: {backup.velero.io/backup-volumes: data}" + text)

    assert covers(found.all(Backup)[0], found.all(Workload)[0])


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


SERVICE = "---\napiVersion: v1\nkind: Service\nmetadata: {name: %s, namespace: %s}\nspec: %s\n"
JOB = """\
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: dump, namespace: %s}
spec:
  schedule: '@daily'
  jobTemplate: {spec: {template: {spec: {containers: [%s], volumes: [%s]}}}}
"""


def covered(container: str, volumes: str = "", namespace: str = "shop", others: str = "") -> bool:
    database = DATABASE % "" + SERVICE % ("db", "shop", "{selector: {app: db}}")
    found = model(
        database + SERVICE % ("other", "shop", "{selector: {app: other}}")
        + SERVICE % ("away", "shop", "{type: ExternalName, externalName: db.example.com}")
        + JOB % (namespace, container, volumes) + others
    )  # fmt: skip
    (backup,) = found.all(Backup)
    return covers(backup, next(each for each in found.all(Workload) if each.name == "db"))


@pytest.mark.parametrize(
    ("container", "expected"),
    [
        ("{name: d, command: [pg_dump, '--host=db', -f, /x, shop]}", True),
        ("{name: d, command: [pg_dump, -h, db.shop.svc.cluster.local, -f, /x]}", True),
        ("{name: d, command: [pg_dump, -hdb-0.db, -f, /x]}", True),
        ("{name: d, command: [pg_dump, -hdb-0.db.shop, -f, /x]}", True),
        ("{name: d, command: [pg_dump, -hdb.shop, -f, /x]}", True),
        ("{name: d, command: [pg_dump, -hother-0.other.shop, -f, /x]}", False),
        ("{name: d, command: [pg_dump, -hother-0.other, -f, /x]}", False),
        ("{name: d, command: [pg_dump, -hother.shop.svc, -f, /x]}", False),
        ("{name: d, command: [sh, -c, 'set -e; pg_dump postgres://u@db/x | gzip > /x']}", True),
        ("{name: d, env: [{name: H, value: db}], command: [sh, -c, 'pg_dump -h \"${H}\" > /x']}", True),
        ("{name: d, env: [{name: PGHOST, value: db}], command: [pg_dump, -f, /x]}", True),
        ("{name: d, command: [pg_dump, '--host=other', -f, /x]}", False),
        ("{name: d, command: [pg_dump, '--host=elsewhere.example.com', -f, /x]}", False),
        ("{name: d, command: [pg_dump, '--host=away', -f, /x]}", False),
        ("{name: d, command: [sh, -c, 'pg_dump postgres://u@db.example.com/x | gzip > /x']}", False),
        ("{name: d, env: [{name: H, value: other}], command: [pg_dump, -h, $(H), -f, /x]}", False),
        ("{name: d, env: [{name: PGHOST, value: other}], command: [pg_dump, -f, /x]}", False),
        ("{name: d, image: prodrigestivill/postgres-backup-local, env: [{name: POSTGRES_HOST, value: other}]}", False),
        # what is not told may be any database of the namespace
        ("{name: d, command: [pg_dump, -f, /x, shop]}", True),
        ("{name: d, command: [pg_dump, -h, $(H), -f, /x]}", True),
        ("{name: d, command: [pg_dump, -h, not-seen, -f, /x]}", True),
        ("{name: d, command: [pg_dump, -h, 10.0.0.7, -f, /x]}", True),
        ("{name: d, command: [pg_dump, -h, localhost, -f, /x]}", True),
        ("{name: d, command: [pg_dump, -h, /var/run/other, -f, /x]}", True),
        ("{name: d, env: [{name: PGHOST, value: other}], command: [pg_dump, $(URL), -f, /x]}", True),
        ("{name: d, env: [{name: U, value: 'postgres://other/x'}], command: [pg_dump, --dbname=$(U), -f, /x]}", False),
        ("{name: d, command: [sh, -c, 'pg_dump -h other -f /x; kubectl exec db-0 -- pg_dump > /y']}", True),
        ("{name: d, command: [sh, -c, 'kubectl exec db-0 -- pg_dump > /x']}", True),
        ("{name: d, command: [sh, -c, 'pg_dump -h other -f /x'], image: prodrigestivill/postgres-backup-s3}", True),
        ("{name: d, command: [sh, -c, 'pg_dump -h other -f /x && rclone copy /x a:b']}", False),
    ],
)
def test_a_dump_covers_what_its_host_names(container: str, expected: bool) -> None:
    assert covered(container) is expected


def test_a_dump_reaches_the_host_of_another_namespace() -> None:
    assert covered("{name: d, command: [pg_dump, -h, db.shop, -f, /x]}", namespace="backups")
    assert not covered("{name: d, command: [pg_dump, -h, db, -f, /x]}", namespace="backups")


@pytest.mark.parametrize(
    ("container", "volumes", "expected"),
    [
        ("{name: c, command: [rclone, sync, 'a:x', 'b:y']}", "", False),
        ("{name: c, image: rclone/rclone, args: [sync, 'a:x', 'b:y', --fast-list]}", "", False),
        ("{name: c, command: [rclone, sync, /d, 'b:y']}", "{name: d, persistentVolumeClaim: {claimName: x}}", False),
        ("{name: c, command: [rclone, sync, /d, 'b:y']}",
         "{name: d, persistentVolumeClaim: {claimName: data-db-0}}", True),
        ("{name: c, command: [rclone, sync, /d, 'b:y']}", "{name: d, hostPath: {path: /d}}", True),
        ("{name: c, command: [rclone, sync, --transfers, '8', 'a:x', 'b:y']}", "", True),
        ("{name: c, command: [sh, -c, 'rclone sync $FROM b:y']}", "", True),
        ("{name: c, command: [restic, backup, /d]}", "", True),
    ],
)  # fmt: skip
def test_a_copy_covers_what_it_reads(container: str, volumes: str, expected: bool) -> None:
    assert covered(container, volumes) is expected


def test_a_copy_of_a_bucket_covers_an_object_store() -> None:
    tenant = made("minio.min.io/v2", "Tenant", "{}")
    (backup,) = model(tenant + JOB % ("shop", "{name: c, command: [rclone, sync, 'a:x', 'b:y']}", "")).all(Backup)
    (database,) = model(tenant).all(OperatedDatabase)

    assert covers_database(backup, database)


def test_a_dump_covers_the_operators_resource_that_its_host_names() -> None:
    clusters = "".join(
        made("postgresql.cnpg.io/v1", "Cluster", "{}").replace("name: n", f"name: {name}") for name in ("a", "b")
    )
    found = model(clusters + JOB % ("shop", "{name: d, command: [pg_dump, -h, a-rw, -f, /x]}", ""))
    (backup,) = found.all(Backup)

    assert [each.name for each in found.all(OperatedDatabase) if covers_database(backup, each)] == ["a"]


@pytest.mark.parametrize(("of_backup", "of_cluster", "covered"), [
    ("", "", True), ("", "default", True), ("default", "", True), ("shop", "", False), ("", "shop", False),
])  # fmt: skip
def test_what_names_no_namespace_stands_in_default(of_backup: str, of_cluster: str, covered: bool) -> None:
    cluster = made("postgresql.cnpg.io/v1", "Cluster", "{}", of_cluster)
    backup = made(
        "postgresql.cnpg.io/v1", "ScheduledBackup", "{schedule: '0 0 2 * * *', cluster: {name: n}}", of_backup
    )
    found = model((cluster + backup).replace(", namespace: }", "}"))

    assert covers_database(found.all(Backup)[0], found.all(OperatedDatabase)[0]) is covered


@pytest.mark.parametrize(("name", "covered"), [("n", True), ("other", False)])
def test_a_backup_names_the_database_of_its_operator(name: str, covered: bool) -> None:
    cluster = made("k8s.mariadb.com/v1alpha1", "MariaDB", "{}")
    spec = f"{{schedule: {{cron: '@daily'}}, mariaDbRef: {{name: {name}}}}}"
    found = model(cluster + made("k8s.mariadb.com/v1alpha1", "Backup", spec))

    assert covers_database(found.all(Backup)[0], found.all(OperatedDatabase)[0]) is covered


@pytest.mark.parametrize("namespace", ["", "default", "shop"])
def test_a_database_backs_itself_up_in_any_namespace(namespace: str) -> None:
    spec = "{backup: {tasks: [{schedule: '@daily', enabled: true}]}}"
    found = model(made("psmdb.percona.com/v1", "PerconaServerMongoDB", spec, namespace).replace(", namespace: }", "}"))

    assert [covers_database(each, found.all(OperatedDatabase)[0]) for each in found.all(Backup)] == [True]


def test_cockroachdb_bears_its_own_name() -> None:
    database = DATABASE.replace("docker.io/bitnami/postgresql:17", "cockroachdb/cockroach:v25.2.1") % ""
    (workload,) = model(database).all(Workload)

    assert keeps_state(workload) == "CockroachDB"
