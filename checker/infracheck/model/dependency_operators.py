"""The custom resources from which operators run databases, with their switches: a table that the docs show too."""

from __future__ import annotations

from infracheck.record import Record


class Switch(Record):
    """A field that, with one of these values, leaves the server without TLS; `*` in its path is any item of a list."""

    path: str
    values: tuple[str, ...]


class BackupField(Record):
    """Where a resource says its backup schedule; `enabled` and `keep` stand beside it or at a path of their own."""

    schedule: str
    enabled: str = ""
    keep: str = ""


class Operator(Record):
    """A kind of custom resource that is a database; `services` are the names of its Services, `{}` for its own."""

    group: str
    kind: str
    product: str
    services: tuple[str, ...]
    plain: tuple[Switch, ...] = ()
    backups: tuple[BackupField, ...] = ()


_OFF = ("false",)
OPERATORS = (
    Operator("postgresql.cnpg.io", "Cluster", "PostgreSQL", ("{}-rw", "{}-ro", "{}-r")),
    Operator(
        "acid.zalan.do", "postgresql", "PostgreSQL", ("{}", "{}-repl", "{}-pooler"),
        backups=(
            BackupField("spec/logicalBackupSchedule", "spec/enableLogicalBackup", "spec/logicalBackupRetention"),
        ),
    ),
    *(
        Operator(
            group, kind, "PostgreSQL", ("{}-primary", "{}-ha", "{}-replicas", "{}-pgbouncer"),
            backups=tuple(
                BackupField(f"spec/backups/pgbackrest/repos/*/schedules/{each}")
                for each in ("full", "differential", "incremental")
            ),
        )
        for group, kind in (
            ("postgres-operator.crunchydata.com", "PostgresCluster"),
            ("pgv2.percona.com", "PerconaPGCluster"),
        )
    ),
    Operator(
        "pxc.percona.com", "PerconaXtraDBCluster", "MySQL", ("{}-haproxy", "{}-proxysql", "{}-pxc"),
        (Switch("spec/tls/enabled", _OFF),), (BackupField("spec/backup/schedule/*/schedule", keep="keep"),),
    ),
    Operator(
        "psmdb.percona.com", "PerconaServerMongoDB", "MongoDB", ("{}-rs0", "{}-mongos"),
        (Switch("spec/tls/mode", ("disabled",)),),
        (BackupField("spec/backup/tasks/*/schedule", "enabled", "keep"),),
    ),
    Operator(
        "mongodbcommunity.mongodb.com", "MongoDBCommunity", "MongoDB", ("{}-svc",),
        (Switch("spec/security/tls/enabled", _OFF),),
    ),
    Operator(
        "mysql.oracle.com", "InnoDBCluster", "MySQL", ("{}", "{}-instances"),
        backups=(BackupField("spec/backupSchedules/*/schedule", "enabled"),),
    ),
    Operator(
        "k8s.mariadb.com", "MariaDB", "MariaDB", ("{}", "{}-primary", "{}-secondary"),
        (Switch("spec/tls/enabled", _OFF),),
    ),
    Operator(
        "kafka.strimzi.io", "Kafka", "Kafka", ("{}-kafka-bootstrap", "{}-kafka-brokers"),
        (Switch("spec/kafka/listeners/*/tls", _OFF),),
    ),
    Operator("rabbitmq.com", "RabbitmqCluster", "AMQP", ("{}", "{}-nodes")),
    *(
        Operator(
            f"{group}.k8s.elastic.co", kind, product, (f"{{}}-{short}-http",),
            (Switch("spec/http/tls/selfSignedCertificate/disabled", ("true",)),),
        )
        for group, kind, product, short in (
            ("elasticsearch", "Elasticsearch", "Elasticsearch", "es"),
            ("kibana", "Kibana", "HTTP", "kb"),
            ("apm", "ApmServer", "HTTP", "apm"),
        )
    ),
    Operator(
        "opensearch.opster.io", "OpenSearchCluster", "Elasticsearch", ("{}",),
    ),
    Operator("clickhouse.altinity.com", "ClickHouseInstallation", "ClickHouse", ("clickhouse-{}",)),
    Operator("cassandra.datastax.com", "CassandraDatacenter", "Cassandra", ("{}-service",)),
    Operator("scylla.scylladb.com", "ScyllaCluster", "Cassandra", ("{}-client",)),
    Operator("redis.redis.opstreelabs.in", "Redis", "Redis", ("{}",)),
    Operator("redis.redis.opstreelabs.in", "RedisCluster", "Redis", ("{}-leader", "{}-follower")),
    Operator("databases.spotahome.com", "RedisFailover", "Redis", ("rfs-{}", "rfrm-{}")),
    Operator("dragonflydb.io", "Dragonfly", "Redis", ("{}",)),
    Operator("minio.min.io", "Tenant", "S3", ("minio", "{}-hl"), (Switch("spec/requestAutoCert", _OFF),)),
)  # fmt: skip
BY_KIND = {(each.group, each.kind): each for each in OPERATORS}
KINDS = frozenset(each.kind for each in OPERATORS)
