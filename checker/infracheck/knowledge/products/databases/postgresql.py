"""PostgreSQL, and CockroachDB, which speaks its protocol."""

from __future__ import annotations

from infracheck.knowledge.products.records.dump import Dump
from infracheck.knowledge.products.records.operators import BackupField, Door, Operator, service_template
from infracheck.knowledge.products.records.product import OFF, OPPORTUNISTIC, UNVERIFIED, VERIFIED, Product
from infracheck.knowledge.products.records.tls_rule import Default, Rule, words
from infracheck.knowledge.products.records.vendor import Vendor
from infracheck.knowledge.words.switches import DRIVER_FALSE, DRIVER_TRUE

_NODE, _PRISMA, _JDBC = words("node"), words("Prisma"), words("pgjdbc")
_LIBPQ, _ASYNCPG = words("libpq", "asyncpg"), words("asyncpg")
_MODE = ("sslmode", "SSL Mode", "ssl_mode")

_RULES = (
    Rule(_MODE, words("disable"), OFF),
    Rule(("sslfactory",), words("org.postgresql.ssl.nonvalidatingfactory"), UNVERIFIED, _JDBC),
    Rule(_MODE, words("require", "prefer"), UNVERIFIED, _NODE, ("uselibpqcompat", DRIVER_TRUE)),
    Rule(_MODE, words("verify-full", "verify-ca", "require", "prefer"), VERIFIED, _NODE),
    Rule(_MODE, words("require"), VERIFIED, _PRISMA, ("sslaccept", words("strict"))),
    Rule(_MODE, words("verify-full", "verifyfull"), VERIFIED),
    Rule(_MODE, words("verify-ca", "verifyca", "require", "no-verify"), UNVERIFIED),
    Rule(_MODE, words("prefer", "allow"), OPPORTUNISTIC),
    Rule(_MODE, words(), None),
    Rule(("sslrootcert",), words("system"), VERIFIED),
    Rule(("ssl",), words("no-verify"), UNVERIFIED),
    Rule(("ssl",), DRIVER_TRUE, VERIFIED, _JDBC | _NODE),
    Rule(("ssl",), DRIVER_TRUE, UNVERIFIED, _LIBPQ),
    # SQLAlchemy hands `ssl` on to asyncpg, which takes the words of sslmode
    Rule(("ssl",), words("verify-full"), VERIFIED, _ASYNCPG),
    Rule(("ssl",), words("verify-ca", "require"), UNVERIFIED, _ASYNCPG),
    Rule(("ssl",), words("prefer", "allow"), OPPORTUNISTIC, _ASYNCPG),
    Rule(("ssl",), DRIVER_FALSE, OFF),
    Rule(("ssl",), words(), None),
)


def _balancer(switch: str, annotations: str) -> Door:
    # Zalando: without allowedSourceRanges the operator lets 127.0.0.1/32 in, and nobody else
    return Door("spec", switch, annotations, "allowedSourceRanges", ("true",), is_shut=True)


def _pgbackrest(group: str, kind: str) -> Operator:
    """Crunchy's resource, and Percona's, which is made of it."""
    return Operator(
        group,
        kind,
        ("{}-primary", "{}-ha", "{}-replicas", "{}-pgbouncer"),
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


POSTGRESQL = Product(
    "PostgreSQL",
    dict.fromkeys(("postgres", "postgresql", "postgis")),
    5432,
    prefixes=("PG", "POSTGRES", "POSTGRESQL", "SPRING_R2DBC", "TYPEORM"),
    host_variables={"PGHOST": "PG", "PGHOSTADDR": "PG"},
    type_words=("pgsql", "postgres", "postgresql", "postgresdb", "pg"),
    drivers={
        "postgresql+psycopg": "libpq",
        "postgresql+psycopg2": "libpq",
        "postgres+psycopg2": "libpq",
        "postgresql+psycopg2cffi": "libpq",
        "postgis": "libpq",
        "postgresql+asyncpg": "asyncpg",
        "postgresql+pg8000": "pg8000",
        "jdbc:postgresql": "pgjdbc",
    },
    rules=_RULES,
    defaults=(
        Default("sslmode is not set, and the default is prefer", OPPORTUNISTIC, _LIBPQ | _JDBC),
        Default("sslmode is not set, and node's pg uses TLS only if the code enables it", None, _NODE, is_unset=True),
        Default("sslmode is not set", None, is_unset=True),
    ),
    images=(
        "postgres", "postgresql", "postgis", "timescaledb", "timescaledb-ha", "spilo", "pgvector", "postgresql-repmgr",
        "yugabyte", "pgvecto-rs", "vchord-postgres", "paradedb", "crunchy-postgres", "crunchy-postgres-gis",
    ),
    servers=("postgres",),
    data_folders=("/var/lib/postgresql", "/bitnami/postgresql", "/home/postgres/pgdata"),
    data_settings=("PGDATA", "-D"),
    logins=("postgres:postgres", "postgres:password", "postgres:", "root:root", "admin:admin"),
    dumps=(
        Dump("pg_dump", takes_host=True, host_variable="PGHOST"),
        Dump("pg_dumpall", takes_host=True, host_variable="PGHOST"),
        Dump("pg_basebackup", takes_host=True, host_variable="PGHOST"),
        Dump("wal-g"),
        Dump("barman"),
        Dump("pgbackrest"),
    ),
    dump_images=("postgres-backup-local", "postgres-backup-s3"),
    operators=(
        Operator(
            "postgresql.cnpg.io",
            "Cluster",
            ("{}-rw", "{}-ro", "{}-r"),
            doors=(service_template("spec/managed/services/additional/*/serviceTemplate"),),
        ),
        Operator(
            "acid.zalan.do",
            "postgresql",
            ("{}", "{}-repl", "{}-pooler"),
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
        _pgbackrest("postgres-operator.crunchydata.com", "PostgresCluster"),
        _pgbackrest("pgv2.percona.com", "PerconaPGCluster"),
    ),
    vendors=(
        Vendor("Neon", (".neon.tech",), enforces_tls=True),
        Vendor("Supabase", (".supabase.co", ".supabase.com")),
        Vendor("Crunchy Bridge", (".crunchybridge.com",)),
        Vendor("Timescale Cloud", (".timescale.com", ".tsdb.cloud.timescale.com")),
    ),
    is_store=True,
    is_database_or_cache=True,
    requires_login=True,
    has_distinctive_port=True,
)  # fmt: skip

COCKROACHDB = Product(
    "CockroachDB",
    {"cockroachdb": None, "cockroach": None},
    26257,
    speaks=POSTGRESQL.name,
    prefixes=("COCKROACH", "COCKROACHDB"),
    images=("cockroach", "cockroachdb"),
    servers=("cockroach",),
    data_folders=("/cockroach/cockroach-data",),
    data_settings=("--store", "-s"),
    logins=("root:",),
    vendors=(Vendor("CockroachDB Cloud", (".cockroachlabs.cloud",), enforces_tls=True),),
    is_store=True,
    is_database_or_cache=True,
    requires_login=True,
    has_distinctive_port=True,
)
