"""Variables that name an endpoint together: a host in one, its TLS in another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from infracheck.model.dependency_tls import (
    FALSE,
    OFF,
    OPPORTUNISTIC,
    PROTOCOLS,
    TRUE,
    UNTOLD,
    UNVERIFIED,
    VERIFIED,
    Rated,
    rate_mysql,
    rate_postgres,
)
from infracheck.model.dependency_url import Endpoint, host_and_port
from infracheck.model.variable import Variable

Variables = Mapping[str, Variable]


class Grouped(NamedTuple):
    """An endpoint with the variable that decides its TLS, else the one that names its host."""

    endpoint: Endpoint
    decisive: Variable
    host: Variable


_HOSTS: dict[str, tuple[str, str]] = {
    "PGHOST": ("PostgreSQL", "PG"),
    **{f"{prefix}_{end}": (kind, prefix)
       for kind, prefixes in {
           "PostgreSQL": ("POSTGRES", "POSTGRESQL", "PG"),
           "MySQL": ("MYSQL",),
           "MariaDB": ("MARIADB",),
           "Redis": ("REDIS", "VALKEY"),
           "MongoDB": ("MONGO", "MONGODB"),
           "AMQP": ("RABBITMQ", "AMQP"),
           "SMTP": ("SMTP", "MAIL", "EMAIL", "MAILER"),
           "database": ("DB", "DATABASE"),
       }.items()
       for prefix in prefixes
       for end in ("HOST", "HOSTNAME", "SERVER", "ADDR", "ADDRESS")},
    "SPRING_DATA_REDIS_HOST": ("Redis", "SPRING_DATA_REDIS"),
    "SPRING_REDIS_HOST": ("Redis", "SPRING_REDIS"),
    "SPRING_RABBITMQ_HOST": ("AMQP", "SPRING_RABBITMQ"),
    "SPRING_MAIL_HOST": ("SMTP", "SPRING_MAIL"),
}  # fmt: skip
_BROKERS = (
    "BOOTSTRAP_SERVERS",
    "BOOTSTRAPSERVERS",
    "KAFKA_BROKERS",
    "KAFKA_BROKER",
    "KAFKA_HOSTS",
    "KAFKA_BROKER_LIST",
)
_SWITCHES = (
    "_SSL_ENABLED", "_TLS_ENABLED", "_USE_SSL", "_USE_TLS", "_SSL", "_TLS", "_ENABLE_SSL", "_ENABLE_TLS", "_SSL_ENABLE",
    "_SECURE", "_REQUIRE_SSL", "_REQUIRE_TLS", "_SSL_REQUIRED", "_SSL_MODE", "_SSLMODE",
)  # fmt: skip
_PROTOCOLS = ("SECURITY_PROTOCOL", "SECURITYPROTOCOL", "PROTOCOL_SECURITY")


def groups_in(variables: Variables) -> Iterator[Grouped]:
    """The endpoints that variables of one container, or keys of one ConfigMap, name together."""
    for name, variable in variables.items():
        if name in _HOSTS:
            found = _of_host(name, variables)
        elif name.endswith(_BROKERS):
            found = _of_brokers(name, variable, variables)
        else:
            continue
        if found is not None:
            yield found


def _text(variables: Variables, *names: str) -> tuple[str, Variable] | None:
    for name in names:
        variable = variables.get(name)
        if variable is not None and (text := variable.text):
            return text.strip(), variable
    return None


def _of_host(name: str, variables: Variables) -> Grouped | None:
    told, prefix = _HOSTS[name]
    host = _text(variables, name)
    place = host_and_port(host[0]) if host is not None else None
    if host is None or place is None:
        return None
    port = _text(variables, f"{prefix}_PORT", f"{prefix}PORT")
    if place[1] is None and port is not None and port[0].isascii() and port[0].isdigit() and len(port[0]) < 6:
        place = place[0], int(port[0])
    kind = told if told != "database" else _kind_of_database(place[1], variables, prefix)
    tls, decisive = _SETTINGS.get(kind, _by_switch)(variables, prefix, place[1])
    return Grouped(Endpoint(kind, *place, False, tls), decisive or host[1], host[1])


_DATABASES = {
    **dict.fromkeys(("pgsql", "postgres", "postgresql", "postgresdb", "pg"), "PostgreSQL"),
    "mysql": "MySQL",
    "mysqldb": "MySQL",
    "mariadb": "MariaDB",
}
_PORTS = {5432: "PostgreSQL", 3306: "MySQL"}


def _kind_of_database(port: int | None, variables: Variables, prefix: str) -> str:
    told = _text(
        variables, "DB_CONNECTION", "DB_TYPE", "DB_DIALECT", "DB_VENDOR", "DB_DRIVER", "DB_CLIENT", f"{prefix}_TYPE"
    )
    known = _DATABASES.get(told[0].lower()) if told is not None else _PORTS.get(port or 0)
    return known or "database"


Setting = tuple[Rated, Variable | None]


def _postgres(variables: Variables, prefix: str, port: int | None) -> Setting:
    found = _text(variables, "PGSSLMODE", f"{prefix}_SSLMODE", f"{prefix}_SSL_MODE")
    if found is None and prefix == "PG":
        return rate_postgres("", {}), None
    if found is None:
        return _by_switch(variables, prefix, port)
    rated = rate_postgres("", {"sslmode": found[0]})
    return rated, found[1] if rated.rating is not None else None


def _mysql(variables: Variables, prefix: str, port: int | None) -> Setting:
    found = _text(variables, f"{prefix}_SSL_MODE", f"{prefix}_SSLMODE")
    if found is None:
        return _by_switch(variables, prefix, port)
    rated = rate_mysql("", {"sslmode": found[0]})
    return rated, found[1] if rated.rating is not None else None


def _smtp(variables: Variables, prefix: str, port: int | None) -> Setting:
    """STARTTLS that no one insists on is opportunistic; a switch says off only where it is the only one."""
    names = [prefix + end for end in (*_SWITCHES, "_STARTTLS", "_ENCRYPTION", "_SECURITY")]
    told = [(name, found) for name in names if (found := _text(variables, name)) is not None]
    if port == 465 or any(found[0].lower() in _ENCRYPTED for _, found in told):
        return UNTOLD, None
    if told and all(found[0].lower() in _PLAIN for _, found in told):
        # nodemailer's `secure: false` still tries STARTTLS
        if all(name.endswith("_SECURE") for name, _ in told):
            return Rated(OPPORTUNISTIC, f"{told[0][0]}={told[0][1][0].lower()}"), told[0][1][1]
        return Rated(OFF, f"{told[0][0]}={told[0][1][0].lower()}"), told[0][1][1]
    return UNTOLD, None


_ENCRYPTED = TRUE | {"tls", "ssl", "starttls", "force_tls", "required", "ssl/tls"}
_PLAIN = FALSE | {"none", "plain", "null"}


def _by_switch(variables: Variables, prefix: str, port: int | None) -> Setting:
    for end in _SWITCHES:
        found = _text(variables, prefix + end)
        # `disable` is the word of sslmode
        if found is not None and found[0].lower() in FALSE:
            return Rated(OFF, f"{prefix}{end}={found[0].lower()}"), found[1]
        if found is not None and found[0].lower() in TRUE:
            return Rated(None, f"{prefix}{end} is on, and the driver decides what it checks"), found[1]
    return UNTOLD, None


_SETTINGS = {"PostgreSQL": _postgres, "MySQL": _mysql, "MariaDB": _mysql, "SMTP": _smtp}


def _of_brokers(name: str, variable: Variable, variables: Variables) -> Grouped | None:
    text = variable.text
    place = host_and_port(text.split(",", 1)[0].rpartition("://")[2]) if text else None
    if text is None or place is None:
        return None
    stem = next(name.removesuffix(end) for end in _BROKERS if name.endswith(end))
    protocol = _text(
        variables, *(stem + each for each in _PROTOCOLS), "KAFKA_SECURITY_PROTOCOL", "SECURITY_PROTOCOL",
        "SPRING_KAFKA_SECURITY_PROTOCOL", "SPRING_KAFKA_PROPERTIES_SECURITY_PROTOCOL",
    )  # fmt: skip
    rating = PROTOCOLS.get(protocol[0].upper()) if protocol is not None else None
    if protocol is None or rating is None:
        return Grouped(Endpoint("Kafka", *place, False, UNTOLD), variable, variable)
    why = f"security.protocol={protocol[0].upper()}"
    check = variables.get(f"{stem}SSL_ENDPOINT_IDENTIFICATION_ALGORITHM")
    if rating is VERIFIED and check is not None and check.text == "":
        unchecked = Rated(UNVERIFIED, "ssl.endpoint.identification.algorithm is empty")
        return Grouped(Endpoint("Kafka", *place, False, unchecked), check, variable)
    return Grouped(Endpoint("Kafka", *place, False, Rated(rating, why)), protocol[1], variable)
