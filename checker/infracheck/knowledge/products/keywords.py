"""Which database a connection string of `keyword=value` parts is for: drivers share most of their keywords."""

from __future__ import annotations

from infracheck.knowledge.products.databases.mysql import MARIADB, MYSQL
from infracheck.knowledge.products.databases.postgresql import POSTGRESQL
from infracheck.knowledge.products.databases.sql_server import SQL_SERVER
from infracheck.knowledge.products.lookup import DATABASE_PORTS, DATABASE_TYPES

_SQL_SERVER_WORDS = (
    "initial catalog", "encrypt", "trustservercertificate", "integrated security", "data source", "trusted_connection",
    "multipleactiveresultsets",
)  # fmt: skip
_POSTGRES_WORDS = ("username", "search path", "ssl mode", "trust server certificate", "user id")
_MYSQL_WORDS = ("sslmode", "ssl-mode", "allowpublickeyretrieval")
_MYSQL_USERS = ("uid", "user", "username")
_MEANT = frozenset((MYSQL.name, MARIADB.name, POSTGRESQL.name, SQL_SERVER.name))
"""The databases whose drivers for .NET and ODBC take such strings."""


def database_of(parameters: dict[str, str], server: str, *, is_instance: bool) -> str | None:
    """The database that the parts are for: by what one driver alone reads, by port and name, then by how one logs in.

    `is_instance` says that the server is named as SQL Server's alone are. None where nothing tells: such strings are
    written for other things than databases too.
    """
    low = server.lower()
    if (driver := parameters.get("driver")) is not None and (kind := database_named_in(driver)) is not None:
        return kind
    if is_instance or any(word in parameters for word in _SQL_SERVER_WORDS):
        return SQL_SERVER.name
    if "host" not in parameters and any(word in parameters for word in _MYSQL_WORDS):
        return MYSQL.name
    if (kind := _by_port(parameters.get("port", ""))) is not None:
        return kind
    if "host" not in parameters and "database" in parameters and (kind := database_named_in(low)) is not None:
        return kind
    return _by_user(parameters)


def _by_port(port: str) -> str | None:
    kind = DATABASE_PORTS.get(int(port)) if port.isdecimal() and len(port) < 6 else None
    return kind if kind in _MEANT else None


def database_named_in(text: str) -> str | None:
    """The database that a word names: `{ODBC Driver 18 for SQL Server}`, `mysql-primary.data.svc`."""
    low = text.lower().partition(".")[0]
    if "sql server" in low:
        return SQL_SERVER.name
    for separator in "{}-_":
        low = low.replace(separator, " ")
    found = next((DATABASE_TYPES[word] for word in low.split() if word in DATABASE_TYPES), None)
    return found if found in _MEANT else None


def _by_user(parameters: dict[str, str]) -> str | None:
    if "host" in parameters and any(word in parameters for word in _POSTGRES_WORDS):
        return POSTGRESQL.name
    # SqlClient, "ConnectionString": `Server`, `Database`, `User ID`; the port stands in the server, and `sa` is its own
    if "sa" in (parameters.get(name) for name in ("user id", "user", "uid")):
        return SQL_SERVER.name
    if "user id" in parameters and "database" in parameters and "port" not in parameters:
        return SQL_SERVER.name
    is_mysql = any(word in parameters for word in (*_MYSQL_WORDS, *_MYSQL_USERS))
    return MYSQL.name if is_mysql else None
