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


class Door(Record):
    """Where a resource tells of a Service of its own: at a path, `*` any item of a list; the rest stands below it.

    `type` with one of these values opens it to the outside, but for the `ranges`; `needs` must be true beside it.
    `is_shut` is whether without ranges nobody gets in, `guard` a field by which it asks who comes.
    """

    at: str
    type: str = "type"
    annotations: str = "annotations"
    ranges: str = "loadBalancerSourceRanges"
    values: tuple[str, ...] = ("LoadBalancer", "NodePort")
    needs: str = ""
    is_shut: bool = False
    guard: str = ""


class Operator(Record):
    """A kind of custom resource that is a database; `services` are the names of its Services, `{}` for its own."""

    group: str
    kind: str
    product: str
    services: tuple[str, ...]
    plain: tuple[Switch, ...] = ()
    backups: tuple[BackupField, ...] = ()
    doors: tuple[Door, ...] = ()


_OFF = ("false",)


def _template(at: str) -> Door:
    """A whole Service as a template."""
    return Door(at, "spec/type", "metadata/annotations", "spec/loadBalancerSourceRanges")


def _balancer(switch: str, annotations: str) -> Door:
    # Zalando: without allowedSourceRanges the operator lets 127.0.0.1/32 in, and nobody else
    return Door("spec", switch, annotations, "allowedSourceRanges", ("true",), is_shut=True)


OPERATORS = (
    Operator(
        "postgresql.cnpg.io", "Cluster", "PostgreSQL", ("{}-rw", "{}-ro", "{}-r"),
        doors=(_template("spec/managed/services/additional/*/serviceTemplate"),),
    ),
    Operator(
        "acid.zalan.do", "postgresql", "PostgreSQL", ("{}", "{}-repl", "{}-pooler"),
        backups=(
            BackupField("spec/logicalBackupSchedule", "spec/enableLogicalBackup", "spec/logicalBackupRetention"),
        ),
        doors=(
            _balancer("enableMasterLoadBalancer", "masterServiceAnnotations"),
            _balancer("enableReplicaLoadBalancer", "replicaServiceAnnotations"),
            _balancer("enableMasterPoolerLoadBalancer", "masterServiceAnnotations"),
            _balancer("enableReplicaPoolerLoadBalancer", "replicaServiceAnnotations"),
        ),
    ),
    *(
        Operator(
            group, kind, "PostgreSQL", ("{}-primary", "{}-ha", "{}-replicas", "{}-pgbouncer"),
            backups=tuple(
                BackupField(f"spec/backups/pgbackrest/repos/*/schedules/{each}")
                for each in ("full", "differential", "incremental")
            ),
            doors=tuple(
                Door(f"spec/{part}{field}", annotations=annotations)
                for part in ("", "proxy/pgBouncer/")
                for field, annotations in (("service", "metadata/annotations"), ("expose", "annotations"))
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
        (
            Door("spec/haproxy/exposePrimary"), Door("spec/haproxy/exposeReplicas"), Door("spec/proxysql/expose"),
            Door("spec/pxc/expose", needs="enabled"),
        ),
    ),
    Operator(
        "psmdb.percona.com", "PerconaServerMongoDB", "MongoDB", ("{}-rs0", "{}-mongos"),
        (Switch("spec/tls/mode", ("disabled",)),),
        (BackupField("spec/backup/tasks/*/schedule", "enabled", "keep"),),
        (Door("spec/sharding/mongos/expose"), Door("spec/replsets/*/expose", needs="enabled")),
    ),
    Operator(
        "mongodbcommunity.mongodb.com", "MongoDBCommunity", "MongoDB", ("{}-svc",),
        (Switch("spec/security/tls/enabled", _OFF),),
    ),
    Operator(
        "mysql.oracle.com", "InnoDBCluster", "MySQL", ("{}", "{}-instances"),
        backups=(BackupField("spec/backupSchedules/*/schedule", "enabled"),),
        doors=(Door("spec/service"),),
    ),
    Operator(
        "k8s.mariadb.com", "MariaDB", "MariaDB", ("{}", "{}-primary", "{}-secondary"),
        (Switch("spec/tls/enabled", _OFF),),
        doors=tuple(
            Door(f"spec/{each}", annotations="metadata/annotations")
            for each in ("service", "primaryService", "secondaryService")
        ),
    ),
    Operator(
        "kafka.strimzi.io", "Kafka", "Kafka", ("{}-kafka-bootstrap", "{}-kafka-brokers"),
        (Switch("spec/kafka/listeners/*/tls", _OFF),),
        doors=(
            # brokers are made to be reached from outside, by clients that say who they are
            Door(
                "spec/kafka/listeners/*", "type", "configuration/bootstrap/annotations",
                "configuration/loadBalancerSourceRanges", ("loadbalancer", "nodeport", "ingress", "route"),
                guard="authentication",
            ),
        ),
    ),
    Operator("rabbitmq.com", "RabbitmqCluster", "AMQP", ("{}", "{}-nodes"), doors=(Door("spec/service"),)),
    *(
        Operator(
            f"{group}.k8s.elastic.co", kind, product, (f"{{}}-{short}-http",),
            (Switch("spec/http/tls/selfSignedCertificate/disabled", ("true",)),),
            doors=doors,
        )
        for group, kind, product, short, doors in (
            ("elasticsearch", "Elasticsearch", "Elasticsearch", "es", (_template("spec/http/service"),)),
            ("kibana", "Kibana", "HTTP", "kb", ()),
            ("apm", "ApmServer", "HTTP", "apm", ()),
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
    Operator("dragonflydb.io", "Dragonfly", "Redis", ("{}",), doors=(Door("spec/serviceSpec"),)),
    Operator("minio.min.io", "Tenant", "S3", ("minio", "{}-hl"), (Switch("spec/requestAutoCert", _OFF),)),
)  # fmt: skip
BY_KIND = {(each.group, each.kind): each for each in OPERATORS}
KINDS = frozenset(each.kind for each in OPERATORS)
