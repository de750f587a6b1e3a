"""Connection strings to endpoints: URLs of every scheme, JDBC's among them."""

from __future__ import annotations

from typing import NamedTuple

from infracheck.model.dependency_tls import OFF, UNTOLD, VERIFIED, Rated, rate
from infracheck.model.placeholder import is_placeholder

_LONGEST = 4096


class Endpoint(NamedTuple):
    """What a connection string says; of several hosts, the first."""

    kind: str
    host: str
    port: int | None
    has_password: bool
    tls: Rated


KINDS = {
    **dict.fromkeys(("postgres", "postgresql", "postgis", "cockroachdb"), "PostgreSQL"),
    **dict.fromkeys(("mysql", "mysql2"), "MySQL"),
    "mariadb": "MariaDB",
    **dict.fromkeys(("mssql", "sqlserver"), "SQL Server"),
    **dict.fromkeys(("mongodb", "mongodb+srv"), "MongoDB"),
    **dict.fromkeys(("redis", "rediss", "valkey", "valkeys"), "Redis"),
    **dict.fromkeys(("amqp", "amqps", "pyamqp"), "AMQP"),
    **dict.fromkeys(("kafka", "kafka+ssl"), "Kafka"),
    **dict.fromkeys(("nats", "nats+tls"), "NATS"),
    **dict.fromkeys(("mqtt", "mqtts"), "MQTT"),
    **dict.fromkeys(("http", "https"), "HTTP"),
    **dict.fromkeys(("ws", "wss"), "WebSocket"),
    **dict.fromkeys(("smtp", "smtps"), "SMTP"),
    **dict.fromkeys(("ldap", "ldaps"), "LDAP"),
    **dict.fromkeys(("clickhouse", "clickhouses"), "ClickHouse"),
    **dict.fromkeys(("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc"), "Neo4j"),
    **dict.fromkeys(("couchbase", "couchbases"), "Couchbase"),
    **dict.fromkeys(("grpc", "grpcs"), "gRPC"),
    "oracle": "Oracle",
}
_PASSWORDS = ("password", "pwd", "pass", "sslpassword", "authpassword")


def parse_url(text: str) -> Endpoint | None:
    """Read a value that is a URL as a whole; None for anything else, and where its host is not told."""
    text = text.strip().strip("'\"")
    if len(text) > _LONGEST or " " in text or "\n" in text:
        return None
    if text.startswith("jdbc:"):
        return _parse_jdbc(text[5:])
    scheme, found, rest = text.partition("://")
    scheme = scheme.lower()
    kind = KINDS.get(scheme) or KINDS.get(scheme.partition("+")[0])
    if not found or kind is None:
        return None
    return _endpoint(kind, scheme if scheme in KINDS or kind in _WITH_DRIVER else scheme.partition("+")[0], rest)


_WITH_DRIVER = frozenset(("PostgreSQL", "MySQL"))


def _endpoint(kind: str, scheme: str, rest: str) -> Endpoint | None:
    authority, path, query = _split(rest)
    user, at, hosts = authority.rpartition("@")
    if not at and "@" in path and kind != "HTTP":
        # a password with a bare slash in it: what follows may be part of it
        return None
    place = host_and_port(hosts.partition(",")[0])
    if place is None:
        return None
    parameters = parameters_of(query, "&")
    password = user.partition(":")[2]
    has_password = not is_placeholder(password) or has_password_in(parameters)
    return Endpoint(kind, *place, has_password, rate(kind, scheme, parameters))


def _split(rest: str) -> tuple[str, str, str]:
    before, _, query = rest.partition("?")
    authority, slash, path = before.partition("/")
    return authority, slash + path, query.partition("#")[0]


def host_and_port(text: str, port: int | None = None) -> tuple[str, int | None] | None:
    """Read `host`, `host:port` or `[v6]:port`; None for what is no host, a template's mark among it."""
    text = text.strip()
    if text.startswith("["):
        host, _, after = text[1:].partition("]")
        digits = after.removeprefix(":")
        if not host.replace(":", "").replace(".", "").isalnum():
            return None
    else:
        host, _, digits = text.partition(":")
        if not _is_host(host):
            return None
    if not digits:
        return host, port
    if not (digits.isascii() and digits.isdigit() and len(digits) < 6):
        return None
    return host, int(digits)


def _is_host(text: str) -> bool:
    plain = text.replace("-", "").replace(".", "").replace("_", "")
    return plain.isascii() and plain.isalnum() and len(text) < 254 and text.lower() not in _NO_HOSTS


_NO_HOSTS = frozenset(("host", "hostname", "your_host", "your-host", "server", "user", "username"))


def parameters_of(text: str, separator: str) -> dict[str, str]:
    """Names, in lower case, and values of `name=value` parts; %-codes are left, no name or mode needs them."""
    if not text:
        return {}
    found: dict[str, str] = {}
    for part in text.split(separator):
        name, equals, value = part.partition("=")
        if equals:
            found[name.strip().lower()] = value.strip().strip("'\"")
    return found


def has_password_in(parameters: dict[str, str]) -> bool:
    """Whether one of the parameters is a password in the clear."""
    return any(name in parameters and not is_placeholder(parameters[name]) for name in _PASSWORDS)


def _parse_jdbc(text: str) -> Endpoint | None:
    name, _, rest = text.partition(":")
    name = name.lower()
    if name == "sqlserver":
        return _parse_sqlserver(rest)
    if name == "oracle":
        return _parse_oracle(rest.rpartition("@")[2])
    kind = KINDS.get(name)
    rest = rest.partition("//")[2]
    if kind is None or not rest:
        return None
    authority, _, query = _split(rest)
    place = host_and_port(authority.rpartition("@")[2].partition(",")[0])
    if place is None:
        return None
    parameters = parameters_of(query, "&")
    scheme = "jdbc:mysql" if name == "mysql" else "jdbc" if kind in ("PostgreSQL", "MariaDB") else name
    return Endpoint(kind, *place, has_password_in(parameters), rate(kind, scheme, parameters))


def _parse_sqlserver(rest: str) -> Endpoint | None:
    server, _, properties = rest.removeprefix("//").partition(";")
    parameters = parameters_of(properties, ";")
    server = server or parameters.get("servername", "")
    # host\instance
    place = host_and_port(server.replace("\\", "/").partition("/")[0])
    if place is None:
        return None
    return Endpoint("SQL Server", *place, has_password_in(parameters), rate("SQL Server", "sqlserver", parameters))


def _parse_oracle(address: str) -> Endpoint | None:
    scheme, found, rest = address.partition("://")
    tls = UNTOLD
    if found:
        address = rest
        tls = (
            Rated(VERIFIED, "tcps:// is encrypted") if scheme.lower() == "tcps" else Rated(OFF, "tcp is not encrypted")
        )
    place = host_and_port(":".join(address.removeprefix("//").partition("/")[0].split(":")[:2]))
    return None if place is None else Endpoint("Oracle", *place, False, tls)
