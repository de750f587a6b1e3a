"""Connection strings to endpoints: those made of `key=value` parts, and Go's for MySQL."""

from __future__ import annotations

from infracheck.knowledge.products.databases.mysql import MYSQL
from infracheck.knowledge.products.databases.oracle import ORACLE
from infracheck.knowledge.products.databases.postgresql import POSTGRESQL
from infracheck.knowledge.products.databases.redis import REDIS
from infracheck.knowledge.products.databases.sql_server import SQL_SERVER
from infracheck.knowledge.products.keywords import database_of
from infracheck.knowledge.products.lookup import KINDS
from infracheck.knowledge.products.records.product import OFF, UNVERIFIED, VERIFIED
from infracheck.knowledge.products.services.azure import AZURE_SERVICE_BUS, AZURE_STORAGE
from infracheck.knowledge.words.placeholders import is_placeholder
from infracheck.knowledge.words.switches import DRIVER_FALSE, DRIVER_TRUE
from infracheck.model.facts.dependencies.address import Address, has_password_in, host_and_port, login_in, parameters_of
from infracheck.model.facts.dependencies.tls import UNTOLD, Rated, rate
from infracheck.source.text.numerals import port_number

_LONGEST = 4096


# what stands in every string of parts that is read here
_MARKS = (
    "server=", "data source=", "host=", "accountname=", "sharedaccesskey=", "ssl=", "password=", "abortconnect=",
)  # fmt: skip


def may_be_dsn(text: str) -> bool:
    """Whether a look at a text that has a `=` is worth the while: most settings with one are expressions."""
    if len(text) > _LONGEST or not (";" in text or "," in text or " " in text or text.startswith("(")):
        return False
    low = text.lower()
    return any(mark in low for mark in _MARKS)


def parse_dsn(text: str) -> Address | None:
    """Read `host=… sslmode=…`, `Server=…;Encrypt=…`, `host:6380,ssl=True`, `user:…@tcp(host)/db` and their like."""
    text = text.strip()
    # a whole file of JSON may hold such a string
    if len(text) > _LONGEST or "\n" in text or text.startswith(("{", "[")):
        return None
    if "@tcp(" in text:
        return _parse_go_mysql(text)
    if "=" not in text:
        return None
    if text.startswith("("):
        return parse_descriptor(text)
    if ";" in text:
        parameters = parameters_of(text, ";")
        return _parse_azure(parameters) or _parse_ado(parameters)
    if " " in text:
        return _parse_libpq(parameters_of(text, " "))
    return _parse_stack_exchange(text) if "," in text else None


def _parse_libpq(parameters: dict[str, str]) -> Address | None:
    if "host" not in parameters or not ("dbname" in parameters or "sslmode" in parameters):
        return None
    place = host_and_port(parameters["host"].partition(",")[0], _port(parameters))
    if place is None:
        return None
    rated = rate(POSTGRESQL.name, "postgres", parameters)
    return Address(POSTGRESQL.name, *place, has_password_in(parameters), rated, "", login_in(parameters))


def _port(parameters: dict[str, str]) -> int | None:
    return port_number(parameters.get("port", ""))


_SERVERS = ("server", "data source", "host")
# `Data Source` of these is a file
_SQLITE_WORDS = ("cache", "mode", "foreign keys", "version")


def _parse_ado(parameters: dict[str, str]) -> Address | None:
    server = next((parameters[name] for name in _SERVERS if parameters.get(name)), None)
    if server is None or ("data source" in parameters and any(word in parameters for word in _SQLITE_WORDS)):
        return None
    instance = _sql_server_instance(server)
    kind = database_of(parameters, server, is_instance=instance is not None)
    if kind is None:
        return None
    host, port = server.partition(",")[0], _port(parameters)
    if kind == SQL_SERVER.name:
        host, port = (instance[0], instance[1] or port) if instance else (host.lower(), port)
    place = host_and_port(host, port)
    if place is None:
        return None
    return Address(kind, *place, has_password_in(parameters), rate(kind, "", parameters), "", login_in(parameters))


def _sql_server_instance(server: str) -> tuple[str, int | None] | None:
    """`tcp:host\\instance,1433`, the way to name a server that is SQL Server's alone; None for any other."""
    text = server.lower()
    named, _, behind = text.rpartition(",")
    # of several hosts with a comma between, the last is no number
    port = port_number(behind.strip()) if named else None
    host = (text if port is None else named).removeprefix("tcp:").removeprefix("np:").partition("\\")[0]
    return (host, port) if port is not None or "\\" in text or text.startswith("tcp:") else None


def _parse_stack_exchange(text: str) -> Address | None:
    """StackExchange.Redis and Azure: hosts first, then options."""
    first, _, rest = text.partition(",")
    parameters = parameters_of(rest, ",")
    place = host_and_port(first) if "=" not in first else None
    if place is None or not ("ssl" in parameters or "password" in parameters or "abortconnect" in parameters):
        return None
    if place[0].isdigit():
        # no more than the port: the host is taken for a name before it
        return None
    ssl = parameters.get("ssl", "").lower()
    tls = (
        Rated(VERIFIED, "ssl=true")
        if ssl in DRIVER_TRUE
        else Rated(OFF, "ssl=false")
        if ssl in DRIVER_FALSE
        else UNTOLD
    )
    return Address(REDIS.name, *place, has_password_in(parameters), tls, "", login_in(parameters))


def _parse_go_mysql(text: str) -> Address | None:
    login, _, rest = text.rpartition("@tcp(")
    user = _without_scheme(login)
    address, closed, after = rest.partition(")")
    place = host_and_port(address)
    if place is None or not closed:
        return None
    parameters = parameters_of(after.partition("?")[2], "&")
    has_password = not is_placeholder(user.partition(":")[2])
    return Address(MYSQL.name, *place, has_password, rate(MYSQL.name, "go", parameters), "", user)


def _without_scheme(login: str) -> str:
    """The login behind `mysql://`, which golang-migrate's documentation of MySQL puts before an address of the driver.

    The driver itself takes no scheme: before any other word `//` is part of a password.
    """
    scheme, _, rest = login.partition("://")
    return rest if rest and KINDS.get(scheme.lower()) == MYSQL.name else login


def _parse_azure(parameters: dict[str, str]) -> Address | None:
    """Azure Storage's and Service Bus's: the key in them is a password."""
    account, bus = parameters.get("accountname"), parameters.get("endpoint", "")
    if account and "accountkey" in parameters:
        place = host_and_port(f"{account}.blob.{parameters.get('endpointsuffix', 'core.windows.net')}")
        protocol = parameters.get("defaultendpointsprotocol", "https").lower()
        tls = Rated(OFF, "DefaultEndpointsProtocol=http") if protocol == "http" else Rated(VERIFIED, "https")
        has_key = not is_placeholder(parameters["accountkey"])
        login = f"{account}:{parameters['accountkey']}"
        return None if place is None else Address(AZURE_STORAGE.name, *place, has_key, tls, "", login)
    if bus.startswith("sb://") and "sharedaccesskey" in parameters:
        place = host_and_port(bus[5:].partition("/")[0])
        has_key = not is_placeholder(parameters["sharedaccesskey"])
        tls = Rated(VERIFIED, "sb:// is encrypted")
        login = f"{parameters.get('sharedaccesskeyname', '')}:{parameters['sharedaccesskey']}"
        return None if place is None else Address(AZURE_SERVICE_BUS.name, *place, has_key, tls, "", login)
    return None


def parse_descriptor(text: str) -> Address | None:
    """Oracle's `(DESCRIPTION=(ADDRESS=(PROTOCOL=TCPS)(HOST=…)(PORT=…))…)`."""
    parts = parameters_of(text.replace(")", ""), "(")
    if "host" not in parts:
        return None
    place = host_and_port(parts["host"], _port(parts))
    protocol = parts.get("protocol", "").lower()
    if protocol == "tcps":
        matches = parts.get("ssl_server_dn_match", "").lower() not in DRIVER_FALSE
        tls = Rated(VERIFIED, "PROTOCOL=TCPS") if matches else Rated(UNVERIFIED, "SSL_SERVER_DN_MATCH is off")
    else:
        tls = Rated(OFF, "PROTOCOL=TCP") if protocol == "tcp" else UNTOLD
    return None if place is None else Address(ORACLE.name, *place, False, tls)
