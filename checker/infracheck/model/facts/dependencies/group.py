"""Variables that name an endpoint together: a host in one, its TLS in another, its login in further ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from infracheck.knowledge.products.brokers.kafka import KAFKA
from infracheck.knowledge.products.databases.mysql import MARIADB, MYSQL
from infracheck.knowledge.products.databases.postgresql import POSTGRESQL
from infracheck.knowledge.products.keywords import database_named_in
from infracheck.knowledge.products.lookup import (
    BROKERS,
    DATABASE,
    DATABASE_PORTS,
    DATABASE_TYPES,
    HOST_VARIABLES,
    WEB,
)
from infracheck.knowledge.products.records.product import OFF, OPPORTUNISTIC, UNVERIFIED
from infracheck.knowledge.products.services.smtp import SMTP
from infracheck.knowledge.products.variables import PASSWORD_ENDS
from infracheck.knowledge.words.switches import DRIVER_FALSE, DRIVER_TRUE
from infracheck.model.entities.variable import Variable
from infracheck.model.facts.dependencies.address import Address, host_and_port
from infracheck.model.facts.dependencies.mail import smtp
from infracheck.model.facts.dependencies.switches import (
    Setting,
    by_switch,
    mysql,
    postgres,
    switched,
    text_of,
    unchecked,
)
from infracheck.model.facts.dependencies.tls import UNTOLD, Rated, by_rules
from infracheck.record import Record
from infracheck.source.text.numerals import port_number

if TYPE_CHECKING:
    from infracheck.model.facts.dependencies.switches import Variables


class Grouped(Record):
    """An endpoint with the variable that decides its TLS, else the one of its host, and that of its password."""

    endpoint: Address
    decisive: Variable
    host: Variable
    password: Variable | None = None


def groups_in(variables: Mapping[str, Variable]) -> Iterator[Grouped]:
    """The endpoints that variables of one container, or keys of one ConfigMap, name together."""
    for name in variables:
        if names_group(name):
            found = group_of(name, variables)
            if found is not None:
                yield found


def names_group(name: str) -> bool:
    """Whether a variable's name alone tells the product at the host that it names."""
    return name.endswith(_ENDS) and (name.endswith(BROKERS) or host_variable(name) is not None)


def group_of(name: str, variables: Variables) -> Grouped | None:
    """The endpoint that a variable names, by the name of the tables that it has, with those beside it."""
    told = host_variable(name)
    return _of_brokers(name, variables) if told is None else _of_host(name, *told, variables)


def host_variable(name: str) -> tuple[str, str] | None:
    """The kind and the prefix of a variable that names a host, by its last words: `SESSION_REDIS_HOST` is a Redis."""
    known = HOST_VARIABLES.get(name)
    if known is not None:
        return known
    rest = name.partition("_")[2]
    while rest:
        if (known := HOST_VARIABLES.get(rest)) is not None:
            return known[0], name.removesuffix(rest) + known[1]
        rest = rest.partition("_")[2]
    return None


# a look at the end of a name costs less than to take it apart
_ENDS = tuple({*BROKERS, *(name.rpartition("_")[2] for name in HOST_VARIABLES)})


def settings_for(kind: str, variables: Variables, prefix: str, port: int | None) -> Setting:
    """What variables behind a prefix say of the TLS of a connection."""
    return _SETTINGS.get(kind, by_switch)(variables, prefix, port)


def _of_host(name: str, told: str, prefix: str, variables: Variables) -> Grouped | None:
    host = text_of(variables, name)
    place = host_and_port(host[0].partition(",")[0]) if host is not None else None
    if host is None or place is None or place[0].isdigit() or place[0].lower() in _SWITCHES:
        # a count of nodes, or a switch
        return None
    enabled = text_of(variables, f"{prefix}_ENABLED")
    if enabled is not None and enabled[0].lower() in DRIVER_FALSE:
        return None
    port = text_of(variables, f"{prefix}_PORT", f"{prefix}PORT")
    number = None if port is None else port_number(port[0])
    if place[1] is None and number is not None:
        place = place[0], number
    kind = told if told != DATABASE else _kind_of_database(*place, variables, prefix)
    tls, decisive = settings_for(kind, variables, prefix, place[1])
    return Grouped(Address(kind, *place, False, tls), decisive or host[1], host[1], password_of(variables, prefix))


_SWITCHES = DRIVER_TRUE | DRIVER_FALSE
_SETTINGS = {POSTGRESQL.name: postgres, MYSQL.name: mysql, MARIADB.name: mysql, SMTP.name: smtp}


def password_of(variables: Variables, prefix: str) -> Variable | None:
    """The variable that holds the password of what a prefix names."""
    for end in PASSWORD_ENDS:
        found = variables.get(prefix + end)
        if found is not None:
            return found
    return None


_TYPES = ("DB_CONNECTION", "DB_TYPE", "DB_DIALECT", "DB_VENDOR", "DB_DRIVER", "DB_CLIENT")


def _kind_of_database(host: str, port: int | None, variables: Variables, prefix: str) -> str:
    told = text_of(variables, *_TYPES, f"{prefix}_TYPE")
    if told is not None:
        return DATABASE_TYPES.get(told[0].lower(), DATABASE)
    return DATABASE_PORTS.get(port, DATABASE) if port is not None else database_named_in(host) or DATABASE


_PROTOCOLS = ("SECURITY_PROTOCOL", "SECURITYPROTOCOL", "PROTOCOL_SECURITY", "PROPERTIES_SECURITY_PROTOCOL")
_PROTOCOL = "security.protocol"
_CHECKS = {
    "ssl.endpoint.identification.algorithm": "SSL_ENDPOINT_IDENTIFICATION_ALGORITHM",
    "enable.ssl.certificate.verification": "ENABLE_SSL_CERTIFICATE_VERIFICATION",
}
_KAFKA_PREFIXES = ("KAFKA_", "", "SPRING_KAFKA_PROPERTIES_")


def _of_brokers(name: str, variables: Variables) -> Grouped | None:
    variable = variables.get(name)
    text = variable.text if variable is not None else None
    place = host_and_port(text.split(",", 1)[0].rpartition("://")[2]) if text else None
    if variable is None or place is None:
        return None
    stem = next(name.removesuffix(end) for end in BROKERS if name.endswith(end))
    protocol = text_of(
        variables, *(stem + each for each in _PROTOCOLS), "KAFKA_SECURITY_PROTOCOL", "SECURITY_PROTOCOL",
        "SPRING_KAFKA_SECURITY_PROTOCOL", "SPRING_KAFKA_PROPERTIES_SECURITY_PROTOCOL",
    )  # fmt: skip
    password = password_of(variables, f"{stem}SASL") or password_of(variables, "KAFKA_SASL")
    if protocol is None:
        return Grouped(Address(KAFKA.name, *place, False, UNTOLD), variable, variable, password)
    rated = by_rules(KAFKA.name, {_PROTOCOL: protocol[0]})
    if rated is None:
        return Grouped(Address(KAFKA.name, *place, False, UNTOLD), variable, variable, password)
    rated, decisive = _without_check(variables, stem, protocol[0]) or (rated, protocol[1])
    return Grouped(Address(KAFKA.name, *place, False, rated), decisive, variable, password)


def _without_check(variables: Variables, stem: str, protocol: str) -> tuple[Rated, Variable] | None:
    """What a variable says that lets Kafka's clients take any certificate, or that of any host."""
    for parameter, end in _CHECKS.items():
        named = (variables.get(prefix + end) for prefix in (stem, f"{stem}PROPERTIES_", *_KAFKA_PREFIXES))
        check = next((each for each in named if each is not None), None)
        if check is None or check.text is None:
            continue
        # empty is a value too: then no host names are compared
        rated = by_rules(KAFKA.name, {_PROTOCOL: protocol, parameter: check.text.strip()})
        if rated is not None and rated.rating is UNVERIFIED:
            return rated, check
    return None


def refined(address: Address, name: str, variables: Variables) -> Setting | None:
    """What variables beside that of a whole address say of its TLS; None where they add nothing."""
    if (
        address.tls.is_unset
        and address.kind == POSTGRESQL.name
        and (found := text_of(variables, "PGSSLMODE")) is not None
    ):
        rated = by_rules(POSTGRESQL.name, {"sslmode": found[0]})
        return None if rated is None else (rated, found[1])
    if address.kind in WEB:
        return None
    if address.tls.is_unset or (address.tls.rating is not None and address.tls.rating not in (OFF, OPPORTUNISTIC)):
        for prefix in prefixes_of(name):
            told = unchecked(variables, prefix) or (switched(variables, prefix) if address.tls.is_unset else None)
            if told is not None:
                return told
    return None


_ADDRESS_ENDS = (
    "_URL", "_URI", "_URIS", "_DSN", "_ADDR", "_ADDRESS", "_ENDPOINT", "_CONNECTION_STRING", "_HOSTS", "_HOST",
)  # fmt: skip


def prefixes_of(name: str) -> Iterator[str]:
    """What the variables beside an address may start with: `SPRING_DATASOURCE` for `SPRING_DATASOURCE_URL`."""
    for end in _ADDRESS_ENDS:
        if name.endswith(end):
            yield name.removesuffix(end)
            return
