"""What a dump reads, where it writes to and what carries it away, each beside one that differs by a word."""

from __future__ import annotations

import pytest
from tests.model.tools import model_in

from infracheck.model.entities.workload import Pod
from infracheck.model.facts.backups.backup import Backup
from infracheck.model.facts.backups.dumps import dump_in, dumped_by
from infracheck.model.facts.backups.reach import commands_of, copied_by, hosts_of
from infracheck.model.graph.model import Model

JOB = """\
apiVersion: batch/v1
kind: CronJob
metadata: {name: dump}
spec:
  schedule: '@daily'
  jobTemplate:
    spec:
      template:
        spec:
          volumes: [%s]
          containers: [%s]
"""
UPLOADS = (
    "aws ", "gsutil", "gcloud", "azcopy", "az storage", "rclone", "s3cmd", "s5cmd", "mc ", "curl", "scp", "rsync",
    "sftp", "restic", "borg", "kopia", "wal-g", "barman", "pgbackrest", "s3://", "gs://", "ssh ", "nc ", "ftp", "b2 ",
    "swift", "wget", "python", "node ", "psql", "mysql ", "mongorestore", "pg_restore", "kubectl", "openssl s_client",
)  # fmt: skip
TO_FILE = (">", "-f ", "--file", "--result-file", "--out", "-o ", "--archive=", "snapshot save")
OF_IMAGES = ("POSTGRES_HOST", "PGHOST", "MYSQL_HOST", "DB_SERVER", "DB_HOST", "MONGODB_HOST", "MONGO_HOST")
IMAGE = "image: prodrigestivill/postgres-backup-local"


def model(*containers: str, volumes: str = "") -> Model:
    text = JOB % (volumes, ", ".join(f"{{name: c{number}, {each}}}" for number, each in enumerate(containers)))
    return model_in(text, "job.yaml")


def pod(*containers: str, volumes: str = "") -> Pod:
    return model(*containers, volumes=volumes).all(Pod)[0]


def command(*words: str) -> str:
    return f"command: [{', '.join(repr(word) for word in words)}]"


def script(text: str) -> str:
    return command("sh", "-c", text)


@pytest.mark.parametrize("word", UPLOADS)
def test_what_carries_a_dump_away_leaves_open_where_it_stays(word: str) -> None:
    tools = [
        dump_in(pod(script(text)).containers[0])
        for text in (f"pg_dump -f /x shop; {word} x", f"pg_dump -f /x shop; {word[:-1].strip()}_ x")
    ]

    assert tools[0] is None
    assert tools[1] == ("pg_dump" if not any(each in f"{word[:-1].strip()}_ x" for each in UPLOADS) else None)


@pytest.mark.parametrize("mark", TO_FILE)
def test_a_dump_is_written_to_a_file(mark: str) -> None:
    assert dump_in(pod(script(f"pg_dump {mark}/x")).containers[0]) == "pg_dump"
    assert dump_in(pod(script("pg_dump /x")).containers[0]) is None


@pytest.mark.parametrize(
    ("container", "expected"),
    [
        (script("pg_dump shop"), ["PostgreSQL"]),
        ("image: 'Shop/Postgres-Backup-Local:7'", ["PostgreSQL"]),
        ("image: 'restic/restic:1'", ["*"]),
        ("image: 'shop/web:1'", []),
        (script("restic backup /a"), ["*"]),
        (script("echo a"), []),
        ("stdin: true", []),
    ],
)
def test_a_container_dumps_a_product(container: str, expected: list[str]) -> None:
    assert list(dict.fromkeys(dumped_by(pod(container).containers[0])))[: max(1, len(expected))] == expected


@pytest.mark.parametrize(
    ("containers", "expected"),
    [
        ([command("pg_dump", "-h", "db", "-f", "/x")], {"db"}),
        ([command("pg_dump", "-hdb", "-f", "/x")], {"db"}),
        ([command("/usr/bin/pg_dump", "--host=DB")], {"db"}),
        ([command("pg_dump", "--host", "db")], {"db"}),
        ([command("pg_dump", "--host", "'db'")], {"db"}),
        ([command("pg_dump", "-h", "db:5432")], {"db"}),
        ([command("pg_dump", "shop", "-h")], None),
        ([command("pg_dump", "-h", "/var/run")], None),
        ([command("pg_dump", "-h", "a/db")], {"db"}),
        ([command("mongodump", "--host", "rs0/db-0,db-1", "--archive=/x")], {"db-0"}),
        ([command("pg_dump", "postgres://u@db/x")], {"db"}),
        ([command("pg_dump", "--dbname=postgres://u@db/x")], {"db"}),
        ([script('pg_dump "host=db dbname=x"')], {"db"}),
        ([script('pg_dump --dbname="host=db dbname=x"')], {"db"}),
        ([command("pg_dump", "--file=/x", "--host=db")], {"db"}),
        ([command("pg_dump", "$URL")], None),
        ([command("pg_dump", "--dbname=$URL")], None),
        ([command("pg_dump", "-h", "$(H)"), "stdin: true"], None),
        ([command("pg_dump", "-h", "$(H)") + ", env: [{name: H, value: db}]"], {"db"}),
        ([command("pg_dump", "-h", "${H}") + ", env: [{name: H, value: db}]"], {"db"}),
        ([command("pg_dump", "-h", "$H") + ", env: [{name: H, value: db}]"], {"db"}),
        ([command("pg_dump", "-h", "$H") + ", env: [{name: H, value: ''}]"], None),
        ([command("pg_dump", "shop") + ", env: [{name: PGHOST, value: db}]"], {"db"}),
        ([command("pg_dump", "shop") + ", env: [{name: OTHER, value: db}]"], None),
        ([script("pg_dump -h a > /x; pg_dump -h b > /y")], {"a", "b"}),
        ([script("pg_dump -h a > /x"), script("pg_dump -h b > /y")], {"a", "b"}),
        ([script("pg_dump -h a > /x"), script("pg_dump > /y")], None),
        ([script("pg_dump -h a > /x"), script("echo b")], {"a"}),
        ([script("pg_dump -h a > /x"), script("restic backup /x")], {"a"}),
        ([script("pg_dump -h a > /x; kubectl exec db -- pg_dump > /y")], None),
        ([script("echo my-pg_dump; pg_dump -h a > /x")], {"a"}),
        ([script("echo pg_dump.txt; pg_dump -h a > /x")], {"a"}),
        *(([f"{IMAGE}, env: [{{name: {name}, value: 'db,other'}}]"], {"db"}) for name in OF_IMAGES),
        ([f"{IMAGE}, env: [{{name: HOST, value: db}}]"], None),
        ([f"{IMAGE}, env: [{{name: PGHOST, value: ''}}]"], None),
        ([f"{IMAGE}, env: [{{name: PGHOST, value: b}}, {{name: POSTGRES_HOST, value: a}}]"], {"a"}),
    ],
)
def test_a_dump_names_its_hosts(containers: list[str], expected: set[str] | None) -> None:
    assert hosts_of(pod(*containers)) == expected


@pytest.mark.parametrize(
    ("container", "expected"),
    [
        (command("pg_dump", "-f", "/x"), [["pg_dump", "-f", "/x"]]),
        (command("pg_dump", " x "), [["pg_dump", " x "]]),
        ("command: [pg_dump], args: [-f, /x]", [["pg_dump", "-f", "/x"]]),
        (script("a b; c"), [["a", "b"], ["c"]]),
        ('command: [sh, -c, "a\\nb"]', [["a"], ["b"]]),
        ("stdin: true", []),
        (script("A=1; b c"), [["b", "c"]]),
    ],
)
def test_a_container_runs_commands(container: str, expected: list[list[str]]) -> None:
    assert list(commands_of(pod(container).containers[0])) == expected


CLAIM = "{name: v, persistentVolumeClaim: {claimName: data}}"
NAMESPACES = frozenset(("shop",))


@pytest.mark.parametrize(
    ("container", "volumes", "products", "claims"),
    [
        (command("rclone", "sync", "a:x", "b:y"), "", {"S3"}, None),
        (command("rclone", "copy", ":s3:x", "b:y"), "", {"S3"}, None),
        (command("/usr/bin/rclone", "sync", "--fast-list", "a:x", "b:y"), "", {"S3"}, None),
        ("image: 'rclone/rclone:1', args: [move, 'a:x', 'b:y']", "", {"S3"}, None),
        ("image: 'rclone/rclone:1', args: [copy, 'a:x', 'b:y']", "", {"S3"}, None),
        ("image: 'rclone/Rclone:1', args: [sync, 'a:x', 'b:y']", "", {"S3"}, None),
        (command("rclone", "sync", "/a", "b:y"), CLAIM, None, {"data"}),
        (command("rclone", "sync", "./a:b", "b:y"), CLAIM, None, {"data"}),
        (command("rclone", "sync", "/a", "b:y"), f"{CLAIM}, {{name: e, emptyDir: {{}}}}", None, {"data"}),
        (script("rclone sync /a b:y; rclone sync c:z b:y"), CLAIM, None, {"data"}),
    ],
)
def test_a_copy_reads_buckets_or_claims(
    container: str, volumes: str, products: set[str] | None, claims: set[str] | None
) -> None:
    found = copied_by(pod(container, volumes=volumes), NAMESPACES)

    assert found is not None
    assert (found.namespaces, found.products, found.claims) == (NAMESPACES, products, claims)


@pytest.mark.parametrize(
    ("container", "volumes"),
    [
        (command("rclone", "sync", "a:x"), ""),
        (command("rclone", "sync", "a:x", "b:y", "8"), ""),
        (command("rclone", "sync", "$FROM", "b:y"), ""),
        (command("rclone", "sync", "/a", "b:y"), f"{CLAIM}, {{name: h, hostPath: {{path: /d}}}}"),
        (command("rclone", "ls", "a:x", "b:y"), ""),
        (command("restic", "backup", "/a"), CLAIM),
        ("image: 'rclone/rclone:1', args: [ls, 'a:x', 'b:y']", ""),
        (script("pg_dump > /x"), CLAIM),
    ],
)
def test_what_a_copy_reads_is_not_told(container: str, volumes: str) -> None:
    assert copied_by(pod(container, volumes=volumes), NAMESPACES) is None


def mounting(name: str, *words: str) -> str:
    return f"{script(' '.join(words))}, volumeMounts: [{{name: {name}, mountPath: /d}}]"


EMPTY = "{name: v, emptyDir: {}}"


@pytest.mark.parametrize(
    ("containers", "volumes", "line"),
    [
        ([script("pg_dump > /x")], "", 11),
        ([mounting("v", "pg_dump > /d/x")], EMPTY, 10),
        *(
            ([mounting("v", "pg_dump > /d/x")], f"{{name: v, {kind}: {{}}}}", 11)
            for kind in ("configMap", "secret", "projected", "downwardAPI")
        ),
        ([mounting("v", "pg_dump > /d/x")], CLAIM, None),
        ([mounting("v", "pg_dump > /d/x")], "{name: v, hostPath: {path: /d}}", None),
        ([mounting("v", "pg_dump > /d/x")], "{name: v, nfs: {server: a, path: /d}}", None),
        ([mounting("unseen", "pg_dump > /d/x")], EMPTY, None),
        ([mounting("v", "pg_dump > /d/x"), mounting("v", "sleep 9")], EMPTY, None),
        ([mounting("v", "pg_dump > /d/x"), script("sleep 9")], EMPTY, 10),
        ([script("sleep 9"), mounting("v", "pg_dump > /d/x")], EMPTY, 10),
        ([mounting("v", "pg_dump > /d/x; aws s3 cp /d/x s3://b")], EMPTY, None),
        ([mounting("v", "pg_dump | cat")], EMPTY, None),
    ],
)
def test_a_dump_is_lost_with_its_pod(containers: list[str], volumes: str, line: int | None) -> None:
    (backup,) = model(*containers, volumes=volumes).all(Backup)

    assert (None if backup.lost is None else (backup.lost[0], backup.lost[1].line)) == (line and ("pg_dump", line))
