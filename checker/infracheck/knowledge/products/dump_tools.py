"""The tools that write a backup, and those that carry it away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from infracheck.model.entities.container import Container

DUMPS = {
    "pg_dump": "PostgreSQL",
    "pg_dumpall": "PostgreSQL",
    "pg_basebackup": "PostgreSQL",
    "wal-g": "PostgreSQL",
    "barman": "PostgreSQL",
    "pgbackrest": "PostgreSQL",
    "mysqldump": "MySQL",
    "mydumper": "MySQL",
    "xtrabackup": "MySQL",
    "mariadb-dump": "MariaDB",
    "mariabackup": "MariaDB",
    "mongodump": "MongoDB",
    "redis-cli --rdb": "Redis",
    "etcdctl snapshot save": "etcd",
    "influx backup": "InfluxDB",
    "influxd backup": "InfluxDB",
    "clickhouse-backup": "ClickHouse",
    "neo4j-admin database dump": "Neo4j",
    "restic backup": "*",
    "restic -r": "*",
    "borg create": "*",
    "borgmatic": "*",
    "kopia snapshot": "*",
    "velero backup create": "*",
    "rclone sync": "*",
    "rclone copy": "*",
}
"""What a tool's command dumps; `*` copies files, whatever they are of."""
ALSO = {"MySQL": ("MariaDB",), "MariaDB": ("MySQL",), "PostgreSQL": ("CockroachDB",)}
IMAGES = {
    "postgres-backup-local": "PostgreSQL",
    "postgres-backup-s3": "PostgreSQL",
    "mysql-backup": "MySQL",
    "mongodb-backup": "MongoDB",
    "etcd-backup": "etcd",
    "restic": "*",
    "borgmatic": "*",
    "kopia": "*",
    "rclone": "*",
}
UPLOADS = (
    "aws ", "gsutil", "gcloud", "azcopy", "az storage", "rclone", "s3cmd", "s5cmd", "mc ", "curl", "scp", "rsync",
    "sftp",
    "restic", "borg", "kopia", "wal-g", "barman", "pgbackrest", "s3://", "gs://", "ssh ", "nc ", "ftp", "b2 ", "swift",
    "wget", "python", "node ", "psql", "mysql ", "mongorestore", "pg_restore", "kubectl", "openssl s_client",
)  # fmt: skip
"""What may carry a dump out of a pod: with one of these in a command, where the dump stays is not told."""


_TO_FILE = (">", "-f ", "--file", "--result-file", "--out", "-o ", "--archive=", "snapshot save")


def words_of(container: Container) -> str:
    """What a container runs, as one text."""
    return " ".join((*container.command, *container.args))


def dumped_by(container: Container) -> Iterator[str]:
    """What a container backs up: products, or `*` for files of any kind; nothing for a container that is no backup."""
    image = container.image
    if image is not None:
        product = IMAGES.get(image.repository.rpartition("/")[2].lower())
        if product is not None:
            yield product
            yield from ALSO.get(product, ())
    text = words_of(container)
    if not text:
        return
    for command, product in DUMPS.items():
        if product and command in text:
            yield product
            yield from ALSO.get(product, ())


def dump_in(container: Container) -> str | None:
    """The dump tool that a container's command runs, where nothing in it could carry the dump out of the pod."""
    text = words_of(container)
    # without a file, it writes to a log or into a pipe
    if not any(mark in text for mark in _TO_FILE):
        return None
    found = next((command for command, product in DUMPS.items() if product not in ("", "*") and command in text), None)
    return None if found is None or any(each in text for each in UPLOADS) else found
