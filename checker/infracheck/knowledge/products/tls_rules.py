"""Parameters that decide the TLS of a connection, client by client: a table that the docs show too."""

from __future__ import annotations

from infracheck.knowledge.products.product import OFF, OPPORTUNISTIC, UNVERIFIED, VERIFIED
from infracheck.knowledge.products.tls_rating import TlsRating
from infracheck.record import Record

TRUE = frozenset(("true", "1", "yes", "on", "y", "t", "enabled", "enable"))
FALSE = frozenset(("false", "0", "no", "off", "n", "f", "disabled", "disable"))
Words = frozenset[str]


class Rule(Record):
    """A parameter, in its spellings, with values that decide; of several rules the first that is met.

    Without `values` any value meets it. `drivers` are the clients that it holds for, none named means all; `also` is a
    further parameter that must have one of those values. No rating: the value leaves it open.
    """

    names: tuple[str, ...]
    values: Words
    rating: TlsRating | None
    drivers: Words = frozenset()
    also: tuple[str, Words] | None = None


class Default(Record):
    """What holds where no parameter decides, for these clients or for all; `is_unset` where the address could tell."""

    why: str
    rating: TlsRating | None
    drivers: Words = frozenset()
    is_unset: bool = False


def _words(*words: str) -> Words:
    return frozenset(words)


DRIVERS = {
    "postgresql+psycopg": "libpq",
    "postgresql+psycopg2": "libpq",
    "postgres+psycopg2": "libpq",
    "postgresql+psycopg2cffi": "libpq",
    "postgis": "libpq",
    "postgresql+asyncpg": "asyncpg",
    "postgresql+pg8000": "pg8000",
    "jdbc:postgresql": "pgjdbc",
    "jdbc:mysql": "Connector/J",
    "jdbc:mariadb": "MariaDB Connector/J",
    "mysql+pymysql": "PyMySQL",
    "mysql+aiomysql": "aiomysql",
    "mysql+mysqldb": "libmysqlclient",
    "mysql+mysqlconnector": "mysql-connector-python",
    "mysql2": "libmysqlclient",
    "mysql+asyncmy": "asyncmy",
    "jdbc:sqlserver": "mssql-jdbc",
    "mssql+pyodbc": "ODBC",
    "mssql+pymssql": "FreeTDS",
}
"""Which client library a scheme means."""
_NODE, _PRISMA, _JDBC = _words("node"), _words("Prisma"), _words("pgjdbc")
_LIBPQ, _ASYNCPG = _words("libpq", "asyncpg"), _words("asyncpg")
_SSLMODE = ("sslmode", "SSL Mode", "ssl_mode")
_MYSQL_MODE = ("sslMode", "ssl-mode", "ssl_mode", "SSL Mode")
_TRUST = ("TrustServerCertificate", "Trust Server Certificate")

RULES: dict[str, tuple[Rule, ...]] = {
    "PostgreSQL": (
        Rule(_SSLMODE, _words("disable"), OFF),
        Rule(("sslfactory",), _words("org.postgresql.ssl.nonvalidatingfactory"), UNVERIFIED, _JDBC),
        Rule(_SSLMODE, _words("require", "prefer"), UNVERIFIED, _NODE, ("uselibpqcompat", TRUE)),
        Rule(_SSLMODE, _words("verify-full", "verify-ca", "require", "prefer"), VERIFIED, _NODE),
        Rule(_SSLMODE, _words("require"), VERIFIED, _PRISMA, ("sslaccept", _words("strict"))),
        Rule(_SSLMODE, _words("verify-full", "verifyfull"), VERIFIED),
        Rule(_SSLMODE, _words("verify-ca", "verifyca", "require", "no-verify"), UNVERIFIED),
        Rule(_SSLMODE, _words("prefer", "allow"), OPPORTUNISTIC),
        Rule(_SSLMODE, _words(), None),
        Rule(("sslrootcert",), _words("system"), VERIFIED),
        Rule(("ssl",), _words("no-verify"), UNVERIFIED),
        Rule(("ssl",), TRUE, VERIFIED, _JDBC | _NODE),
        Rule(("ssl",), TRUE, UNVERIFIED, _LIBPQ),
        # SQLAlchemy hands `ssl` on to asyncpg, which takes the words of sslmode
        Rule(("ssl",), _words("verify-full"), VERIFIED, _ASYNCPG),
        Rule(("ssl",), _words("verify-ca", "require"), UNVERIFIED, _ASYNCPG),
        Rule(("ssl",), _words("prefer", "allow"), OPPORTUNISTIC, _ASYNCPG),
        Rule(("ssl",), FALSE, OFF),
        Rule(("ssl",), _words(), None),
    ),
    "MySQL": (
        Rule(_MYSQL_MODE, _words("verify_identity", "verify-full", "verifyfull"), VERIFIED),
        Rule(_MYSQL_MODE, _words("verify_ca", "verify-ca", "verifyca", "required", "require", "trust"), UNVERIFIED),
        Rule(_MYSQL_MODE, _words("preferred", "prefer"), OPPORTUNISTIC),
        Rule(_MYSQL_MODE, _words("disabled", "disable", "none"), OFF),
        Rule(("tls",), _words("true"), VERIFIED),
        Rule(("tls",), _words("skip-verify"), UNVERIFIED),
        Rule(("tls",), _words("preferred"), OPPORTUNISTIC),
        Rule(("tls",), _words("false"), OFF),
        Rule(("useSSL",), FALSE, OFF),
        Rule(_TRUST, TRUE, UNVERIFIED),
        Rule(("useSSL",), TRUE, UNVERIFIED, also=("verifyservercertificate", TRUE)),
        Rule(("useSSL",), TRUE, UNVERIFIED, also=("requiressl", TRUE)),
        Rule(("useSSL",), TRUE, OPPORTUNISTIC),
        Rule(("ssl_disabled",), TRUE, OFF),
        Rule(("ssl",), _words('{"rejectunauthorized":false}', "%7b%22rejectunauthorized%22%3afalse%7d"), UNVERIFIED),
        Rule(("ssl",), _words('{"rejectunauthorized":true}', "%7b%22rejectunauthorized%22%3atrue%7d", "{}"), VERIFIED),
        Rule(("ssl_verify_identity",), TRUE, VERIFIED),
        Rule(("ssl_ca",), _words(), UNVERIFIED),
        Rule(("ssl",), FALSE, OFF),
        Rule(("ssl",), TRUE, None),
        Rule(("tls",), _words(), None),
    ),
    "MongoDB": (
        Rule(
            ("tlsInsecure", "tlsAllowInvalidCertificates", "tlsAllowInvalidHostnames", "sslInsecure"), TRUE, UNVERIFIED
        ),
        Rule(("sslValidate",), FALSE, UNVERIFIED),
        Rule(("tls", "ssl"), TRUE, VERIFIED),
        Rule(("tls", "ssl"), FALSE, OFF),
    ),
    "SQL Server": (
        Rule(("Encrypt",), _words("strict"), VERIFIED),
        Rule(("Encrypt",), FALSE | {"optional"}, OFF),
        Rule(_TRUST, TRUE, UNVERIFIED),
        Rule(("Encrypt",), TRUE | {"mandatory"}, VERIFIED),
        Rule(("driver",), _words("odbc+driver+17+for+sql+server", "odbc driver 17 for sql server"), OFF),
        Rule(("driver",), _words("odbc+driver+18+for+sql+server", "odbc driver 18 for sql server"), VERIFIED),
    ),
    "Redis": (
        Rule(("ssl_cert_reqs",), _words("none", "cert_none"), UNVERIFIED),
        Rule(("ssl_check_hostname",), FALSE, UNVERIFIED),
        Rule(("verifyPeer",), _words("none", "ca", "false"), UNVERIFIED),
    ),
    "AMQP": (Rule(("verify",), _words("verify_none"), UNVERIFIED),),
    "ClickHouse": (
        Rule(("secure", "ssl"), TRUE, UNVERIFIED, also=("verify", FALSE)),
        Rule(("secure", "ssl"), TRUE, UNVERIFIED, also=("skip_verify", TRUE)),
        Rule(("verify",), FALSE, UNVERIFIED, _words("clickhouses", "https")),
        Rule(("skip_verify",), TRUE, UNVERIFIED, _words("clickhouses", "https")),
        Rule(("secure", "ssl"), TRUE, VERIFIED),
    ),
    "Elasticsearch": (Rule(("verify_certs", "ssl_verify"), FALSE, UNVERIFIED, _words("https")),),
    "Couchbase": (Rule(("tls_verify", "ssl"), _words("none", "no_verify"), UNVERIFIED, _words("couchbases")),),
    "Kafka": (
        Rule(("security.protocol",), _words("plaintext", "sasl_plaintext"), OFF),
        Rule(
            ("enable.ssl.certificate.verification",), FALSE, UNVERIFIED,
            also=("security.protocol", _words("ssl", "sasl_ssl")),
        ),
        Rule(
            ("ssl.endpoint.identification.algorithm",), _words("", "none"), UNVERIFIED,
            also=("security.protocol", _words("ssl", "sasl_ssl")),
        ),
        Rule(("security.protocol",), _words("ssl", "sasl_ssl"), VERIFIED),
    ),
}  # fmt: skip
RULES["MariaDB"] = RULES["MySQL"]
# it speaks that protocol
RULES["CockroachDB"] = RULES["PostgreSQL"]

DEFAULTS: dict[str, tuple[Default, ...]] = {
    "PostgreSQL": (
        Default("sslmode is not set, and the default is prefer", OPPORTUNISTIC, _LIBPQ | _JDBC),
        Default("sslmode is not set, and node's pg uses TLS only where code asks for it", None, _NODE, is_unset=True),
        Default("sslmode is not set", None, is_unset=True),
    ),
    "MySQL": (
        Default("sslMode is not set, and the default is PREFERRED", OPPORTUNISTIC, _words("Connector/J")),
        Default(
            "no parameter asks for a check, and the default is none", UNVERIFIED, _words("mysql-connector-python")
        ),
        Default("no parameter asks for TLS", None, is_unset=True),
    ),
    "MongoDB": (
        Default("mongodb+srv:// uses TLS", VERIFIED, _words("mongodb+srv")),
        Default("mongodb:// without tls=true is not encrypted", OFF),
    ),
    "SQL Server": (Default("Encrypt is not set, and the driver decides", None),),
    "ClickHouse": (
        Default("clickhouse:// without secure=true is not encrypted", OFF, _words("clickhouse")),
        Default("nothing says whether the connection uses TLS", None),
    ),
}  # fmt: skip
DEFAULTS["MariaDB"] = DEFAULTS["MySQL"]
DEFAULTS["CockroachDB"] = DEFAULTS["PostgreSQL"]
SWITCHES = (
    "_SSL_ENABLED", "_TLS_ENABLED", "_USE_SSL", "_USE_TLS", "_SSL", "_TLS", "_ENABLE_SSL", "_ENABLE_TLS", "_SSL_ENABLE",
    "_SECURE", "_REQUIRE_SSL", "_REQUIRE_TLS", "_SSL_REQUIRED", "_SSL_MODE", "_SSLMODE", "_USE_HTTPS", "_HTTPS",
    "_TLS_ENABLE",
)  # fmt: skip
"""Ends of variables that switch TLS on and off, after the prefix of the host's variable."""
INSECURE = ("_INSECURE",)
"""Ends of variables that switch TLS off by their being on, where a product means that by it."""
CHECKS_OFF_BY_TRUE = (
    "_SKIP_VERIFY", "_INSECURE_SKIP_VERIFY", "_TLS_SKIP_VERIFY", "_TLS_INSECURE", "_SSL_INSECURE",
    "_TLS_INSECURE_SKIP_VERIFY",
)  # fmt: skip
CHECKS_OFF_BY_FALSE = (
    "_SSL_VERIFY", "_TLS_VERIFY", "_VERIFY_SSL", "_VERIFY_TLS", "_VERIFY_CERTS", "_VERIFY", "_SSL_CHECK_HOSTNAME",
    "_SSL_VALIDATE_SERVER_CERTIFICATE", "_SSL_VERIFY_HOSTNAME", "_SSL_REJECT_UNAUTHORIZED",
    "_TLS_REJECT_UNAUTHORIZED", "_SSL_VALIDATE",
)  # fmt: skip
"""Ends of variables that switch the check of certificates off."""
CHECK_MODES = ("_SSL_VERIFICATIONMODE", "_SSL_VERIFICATION_MODE", "_TLS_REQCERT", "_SSL_CERT_REQS")
UNCHECKED = frozenset(("none", "never", "allow", "certificate", "cert_none"))
"""Ends of variables that say how much is checked, and the values by which it is not, or not the host."""
