"""MySQL, and MariaDB, which speaks its protocol."""

from __future__ import annotations

from infracheck.knowledge.products.records.dump import Dump
from infracheck.knowledge.products.records.operators import BackupField, Door, Operator, Switch
from infracheck.knowledge.products.records.product import OFF, OPPORTUNISTIC, UNVERIFIED, VERIFIED, Product
from infracheck.knowledge.products.records.tls_rule import Default, Rule, words
from infracheck.knowledge.products.records.vendor import Vendor
from infracheck.knowledge.words.switches import DRIVER_FALSE, DRIVER_TRUE

_MODE = ("sslMode", "ssl-mode", "ssl_mode", "SSL Mode")

_RULES = (
    Rule(_MODE, words("verify_identity", "verify-full", "verifyfull"), VERIFIED),
    Rule(_MODE, words("verify_ca", "verify-ca", "verifyca", "required", "require", "trust"), UNVERIFIED),
    Rule(_MODE, words("preferred", "prefer"), OPPORTUNISTIC),
    Rule(_MODE, words("disabled", "disable", "none"), OFF),
    Rule(("tls",), words("true"), VERIFIED),
    Rule(("tls",), words("skip-verify"), UNVERIFIED),
    Rule(("tls",), words("preferred"), OPPORTUNISTIC),
    Rule(("tls",), words("false"), OFF),
    Rule(("useSSL",), DRIVER_FALSE, OFF),
    Rule(("TrustServerCertificate", "Trust Server Certificate"), DRIVER_TRUE, UNVERIFIED),
    Rule(("useSSL",), DRIVER_TRUE, UNVERIFIED, also=("verifyservercertificate", DRIVER_TRUE)),
    Rule(("useSSL",), DRIVER_TRUE, UNVERIFIED, also=("requiressl", DRIVER_TRUE)),
    Rule(("useSSL",), DRIVER_TRUE, OPPORTUNISTIC),
    Rule(("ssl_disabled",), DRIVER_TRUE, OFF),
    Rule(("ssl",), words('{"rejectunauthorized":false}', "%7b%22rejectunauthorized%22%3afalse%7d"), UNVERIFIED),
    Rule(("ssl",), words('{"rejectunauthorized":true}', "%7b%22rejectunauthorized%22%3atrue%7d", "{}"), VERIFIED),
    Rule(("ssl_verify_identity",), DRIVER_TRUE, VERIFIED),
    Rule(("ssl_ca",), words(), UNVERIFIED),
    Rule(("ssl",), DRIVER_FALSE, OFF),
    Rule(("ssl",), DRIVER_TRUE, None),
    Rule(("tls",), words(), None),
)

MYSQL = Product(
    "MySQL",
    {"mysql": None, "mysql2": None},
    3306,
    prefixes=("MYSQL",),
    type_words=("mysql", "mysqldb"),
    drivers={
        "jdbc:mysql": "Connector/J",
        "mysql+pymysql": "PyMySQL",
        "mysql+aiomysql": "aiomysql",
        "mysql+mysqldb": "libmysqlclient",
        "mysql+mysqlconnector": "mysql-connector-python",
        "mysql2": "libmysqlclient",
        "mysql+asyncmy": "asyncmy",
    },
    rules=_RULES,
    defaults=(
        Default("sslMode is not set, and the default is PREFERRED", OPPORTUNISTIC, words("Connector/J")),
        Default(
            "no parameter enables verification, and the default is none", UNVERIFIED, words("mysql-connector-python")
        ),
        Default("no parameter enables TLS", None, is_unset=True),
    ),
    images=("mysql", "mysql-server", "percona", "percona-xtradb-cluster", "percona-server"),
    servers=("mysqld", "mysqld_safe"),
    data_folders=("/var/lib/mysql", "/bitnami/mysql"),
    data_settings=("--datadir",),
    logins=("root:root", "root:", "root:mysql", "root:password", "mysql:mysql", "admin:admin"),
    dumps=(Dump("mysqldump", takes_host=True), Dump("mydumper", takes_host=True), Dump("xtrabackup")),
    dump_images=("mysql-backup",),
    operators=(
        Operator(
            "pxc.percona.com",
            "PerconaXtraDBCluster",
            ("{}-haproxy", "{}-proxysql", "{}-pxc"),
            (Switch("spec/tls/enabled"),),
            (BackupField("spec/backup/schedule/*/schedule", keep="keep"),),
            (
                Door("spec/haproxy/exposePrimary"),
                Door("spec/haproxy/exposeReplicas"),
                Door("spec/proxysql/expose"),
                Door("spec/pxc/expose", needs="enabled"),
            ),
        ),
        Operator(
            "mysql.oracle.com",
            "InnoDBCluster",
            ("{}", "{}-instances"),
            backups=(BackupField("spec/backupSchedules/*/schedule", "enabled"),),
            doors=(Door("spec/service"),),
        ),
    ),
    vendors=(Vendor("PlanetScale", (".psdb.cloud",), enforces_tls=True),),
    is_store=True,
    is_database_or_cache=True,
    requires_login=True,
    has_distinctive_port=True,
)

MARIADB = Product(
    "MariaDB",
    {"mariadb": None},
    3306,
    speaks=MYSQL.name,
    prefixes=("MARIADB",),
    type_words=("mariadb",),
    drivers={"jdbc:mariadb": "MariaDB Connector/J"},
    images=("mariadb", "mariadb-galera"),
    servers=("mariadbd", "mariadbd-safe"),
    data_folders=("/var/lib/mysql", "/bitnami/mariadb"),
    data_settings=("--datadir",),
    logins=("root:root", "root:", "root:mariadb", "root:password"),
    dumps=(Dump("mariadb-dump", takes_host=True), Dump("mariabackup")),
    operators=(
        Operator(
            "k8s.mariadb.com",
            "MariaDB",
            ("{}", "{}-primary", "{}-secondary"),
            (Switch("spec/tls/enabled"),),
            doors=tuple(
                Door(f"spec/{each}", annotations="metadata/annotations")
                for each in ("service", "primaryService", "secondaryService")
            ),
        ),
    ),
    is_store=True,
    is_database_or_cache=True,
    requires_login=True,
    has_shared_port=True,
)
