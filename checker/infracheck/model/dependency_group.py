"""Variables that name an endpoint together: a host in one, its TLS in another, its login in further ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from infracheck.model.dependency_knowledge import BROKERS, BY_PORT, HOST_VARIABLES, PASSWORD_ENDS, WEB
from infracheck.model.dependency_product import OFF, OPPORTUNISTIC, UNVERIFIED
from infracheck.model.dependency_rules import (
    CHECK_MODES,
    CHECKS_OFF_BY_FALSE,
    CHECKS_OFF_BY_TRUE,
    FALSE,
    INSECURE,
    SWITCHES,
    TRUE,
    UNCHECKED,
)
from infracheck.model.dependency_tls import UNTOLD, Rated, by_rules, rate
from infracheck.model.dependency_url import Address, host_and_port
from infracheck.model.variable import Variable
from infracheck.record import Record

Variables = Mapping[str, Variable]
Setting = tuple[Rated, Variable | None]


class Grouped(Record):
    """An endpoint with the variable that decides its TLS, else the one of its host, and that of its password."""

    endpoint: Address
    decisive: Variable
    host: Variable
    password: Variable | None = None


def groups_in(variables: Variables) -> Iterator[Grouped]:
    """The endpoints that variables of one container, or keys of one ConfigMap, name together."""
    for name, variable in variables.items():
        if name in HOST_VARIABLES:
            found = _of_host(name, variables)
        elif name.endswith(BROKERS):
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
    told, prefix = HOST_VARIABLES[name]
    host = _text(variables, name)
    place = host_and_port(host[0].partition(",")[0]) if host is not None else None
    if host is None or place is None or place[0].isdigit() or place[0].lower() in _SWITCHES:
        # a count of nodes, or a switch
        return None
    port = _text(variables, f"{prefix}_PORT", f"{prefix}PORT")
    if place[1] is None and port is not None and port[0].isascii() and port[0].isdigit() and len(port[0]) < 6:
        place = place[0], int(port[0])
    kind = told if told != "database" else _kind_of_database(place[1], variables, prefix)
    tls, decisive = _SETTINGS.get(kind, _by_switch)(variables, prefix, place[1])
    return Grouped(Address(kind, *place, False, tls), decisive or host[1], host[1], password_of(variables, prefix))


_SWITCHES = TRUE | FALSE


def password_of(variables: Variables, prefix: str) -> Variable | None:
    """The variable that holds the password of what a prefix names."""
    for end in PASSWORD_ENDS:
        found = variables.get(prefix + end)
        if found is not None:
            return found
    return None


_DATABASES = {
    **dict.fromkeys(("pgsql", "postgres", "postgresql", "postgresdb", "pg"), "PostgreSQL"),
    "mysql": "MySQL",
    "mysqldb": "MySQL",
    "mariadb": "MariaDB",
    "mssql": "SQL Server",
    "mongodb": "MongoDB",
    "oracle": "Oracle",
}
_TYPES = ("DB_CONNECTION", "DB_TYPE", "DB_DIALECT", "DB_VENDOR", "DB_DRIVER", "DB_CLIENT")
_DATABASE_PORTS = (5432, 3306, 1433, 27017, 1521)


def _kind_of_database(port: int | None, variables: Variables, prefix: str) -> str:
    told = _text(variables, *_TYPES, f"{prefix}_TYPE")
    if told is not None:
        return _DATABASES.get(told[0].lower(), "database")
    return BY_PORT[port] if port in _DATABASE_PORTS else "database"


def _postgres(variables: Variables, prefix: str, port: int | None) -> Setting:
    found = _text(variables, "PGSSLMODE", f"{prefix}_SSLMODE", f"{prefix}_SSL_MODE")
    if found is None and prefix == "PG":
        return rate("PostgreSQL", "", {}), None
    if found is None:
        return _by_switch(variables, prefix, port)
    rated = by_rules("PostgreSQL", {"sslmode": found[0]}) or UNTOLD
    return rated, found[1] if rated.rating is not None else None


def _mysql(variables: Variables, prefix: str, port: int | None) -> Setting:
    found = _text(variables, f"{prefix}_SSL_MODE", f"{prefix}_SSLMODE")
    rated = by_rules("MySQL", {"sslmode": found[0]}) if found is not None else None
    if found is None or rated is None:
        return _by_switch(variables, prefix, port)
    return rated, found[1] if rated.rating is not None else None


def _smtp(variables: Variables, prefix: str, port: int | None) -> Setting:
    """STARTTLS that no one insists on is opportunistic; a switch says off only where it is the only one."""
    names = [prefix + end for end in (*SWITCHES, "_STARTTLS", "_ENCRYPTION", "_SECURITY")]
    told = [(name, found) for name in names if (found := _text(variables, name)) is not None]
    if port == 465 or any(found[0].lower() in _ENCRYPTED for _, found in told):
        return unchecked(variables, prefix) or (UNTOLD, None)
    if told and all(found[0].lower() in _PLAIN for _, found in told):
        # nodemailer's `secure: false` still tries STARTTLS
        if all(name.endswith("_SECURE") for name, _ in told):
            return Rated(OPPORTUNISTIC, f"{told[0][0]}={told[0][1][0].lower()}"), told[0][1][1]
        return Rated(OFF, f"{told[0][0]}={told[0][1][0].lower()}"), told[0][1][1]
    return UNTOLD, None


_ENCRYPTED = TRUE | {"tls", "ssl", "starttls", "force_tls", "required", "ssl/tls"}
_PLAIN = FALSE | {"none", "plain", "null"}


def _by_switch(variables: Variables, prefix: str, port: int | None) -> Setting:
    if (found := unchecked(variables, prefix)) is not None:
        return found
    return switched(variables, prefix) or (UNTOLD, None)


def switched(variables: Variables, prefix: str) -> Setting | None:
    """What a variable says that switches TLS on or off; None where there is none."""
    for end in SWITCHES:
        found = _text(variables, prefix + end)
        # `disable` is the word of sslmode
        if found is not None and found[0].lower() in FALSE:
            return Rated(OFF, f"{prefix}{end}={found[0].lower()}"), found[1]
        if found is not None and found[0].lower() in TRUE:
            return Rated(None, f"{prefix}{end} is on, and the driver decides what it checks"), found[1]
    for end in INSECURE if prefix in _INSECURE_MEANS_PLAIN else ():
        found = _text(variables, prefix + end)
        if found is not None and found[0].lower() in TRUE:
            return Rated(OFF, f"{prefix}{end}={found[0].lower()}"), found[1]
    return None


_INSECURE_MEANS_PLAIN = ("OTEL_EXPORTER_OTLP", "S3", "MINIO")


def unchecked(variables: Variables, prefix: str) -> Setting | None:
    """What a variable says that switches the check of certificates off; None where there is none."""
    for ends, words in ((CHECKS_OFF_BY_TRUE, TRUE), (CHECKS_OFF_BY_FALSE, FALSE), (CHECK_MODES, UNCHECKED)):
        for end in ends:
            found = _text(variables, prefix + end)
            if found is not None and found[0].lower() in words:
                return Rated(UNVERIFIED, f"{prefix}{end}={found[0].lower()}"), found[1]
    return None


_SETTINGS = {"PostgreSQL": _postgres, "MySQL": _mysql, "MariaDB": _mysql, "SMTP": _smtp}

_PROTOCOLS = ("SECURITY_PROTOCOL", "SECURITYPROTOCOL", "PROTOCOL_SECURITY")
_ALGORITHM = "SSL_ENDPOINT_IDENTIFICATION_ALGORITHM"


def _of_brokers(name: str, variable: Variable, variables: Variables) -> Grouped | None:
    text = variable.text
    place = host_and_port(text.split(",", 1)[0].rpartition("://")[2]) if text else None
    if text is None or place is None:
        return None
    stem = next(name.removesuffix(end) for end in BROKERS if name.endswith(end))
    protocol = _text(
        variables, *(stem + each for each in _PROTOCOLS), "KAFKA_SECURITY_PROTOCOL", "SECURITY_PROTOCOL",
        "SPRING_KAFKA_SECURITY_PROTOCOL", "SPRING_KAFKA_PROPERTIES_SECURITY_PROTOCOL",
    )  # fmt: skip
    password = password_of(variables, f"{stem}SASL") or password_of(variables, "KAFKA_SASL")
    if protocol is None:
        return Grouped(Address("Kafka", *place, False, UNTOLD), variable, variable, password)
    parameters, decisive = {"security.protocol": protocol[0]}, protocol[1]
    check = variables.get(stem + _ALGORITHM)
    if check is not None and check.text is not None and check.text.strip() == "":
        parameters["ssl.endpoint.identification.algorithm"] = ""
        decisive = check
    rated = by_rules("Kafka", parameters) or UNTOLD
    if rated.rating is None:
        decisive = variable
    elif rated.rating is not UNVERIFIED:
        decisive = protocol[1]
    return Grouped(Address("Kafka", *place, False, rated), decisive, variable, password)


def refined(address: Address, name: str, variables: Variables) -> Setting | None:
    """What variables beside that of a whole address say of its TLS; None where they add nothing."""
    if address.tls.is_unset and address.kind == "PostgreSQL" and (found := _text(variables, "PGSSLMODE")) is not None:
        rated = by_rules("PostgreSQL", {"sslmode": found[0]})
        return None if rated is None else (rated, found[1])
    if address.kind in WEB:
        return None
    if address.tls.is_unset or (address.tls.rating is not None and address.tls.rating not in (OFF, OPPORTUNISTIC)):
        for prefix in prefixes_of(name):
            told = unchecked(variables, prefix) or (switched(variables, prefix) if address.tls.is_unset else None)
            if told is not None:
                return told
    return None


_ADDRESS_ENDS = ("_URL", "_URI", "_DSN", "_ADDR", "_ADDRESS", "_ENDPOINT", "_CONNECTION_STRING", "_HOSTS", "_HOST")


def prefixes_of(name: str) -> Iterator[str]:
    """What the variables beside an address may start with: `SPRING_DATASOURCE` for `SPRING_DATASOURCE_URL`."""
    for end in _ADDRESS_ENDS:
        if name.endswith(end):
            yield name.removesuffix(end)
            return
