"""Connection strings to endpoints: those made of `key=value` parts, and Go's for MySQL."""

from __future__ import annotations

from infracheck.model.dependency_tls import FALSE, OFF, TRUE, UNTOLD, VERIFIED, Rated, rate
from infracheck.model.dependency_url import Endpoint, has_password_in, host_and_port, parameters_of
from infracheck.model.placeholder import is_placeholder

_LONGEST = 4096


def parse_dsn(text: str) -> Endpoint | None:
    """Read `host=… sslmode=…`, `Server=…;Encrypt=…`, `host:6380,ssl=True` or `user:…@tcp(host)/db`; None for others."""
    text = text.strip()
    if len(text) > _LONGEST or "\n" in text:
        return None
    if "@tcp(" in text:
        return _parse_go_mysql(text)
    if "=" not in text:
        return None
    if ";" in text:
        return _parse_ado(parameters_of(text, ";"))
    if " " in text:
        return _parse_libpq(parameters_of(text, " "))
    return _parse_stack_exchange(text) if "," in text else None


def _parse_libpq(parameters: dict[str, str]) -> Endpoint | None:
    if "host" not in parameters or not ("dbname" in parameters or "sslmode" in parameters):
        return None
    place = host_and_port(parameters["host"].partition(",")[0], _port(parameters))
    if place is None:
        return None
    return Endpoint("PostgreSQL", *place, has_password_in(parameters), rate("PostgreSQL", "postgres", parameters))


def _port(parameters: dict[str, str]) -> int | None:
    port = parameters.get("port", "")
    return int(port) if port.isascii() and port.isdigit() and len(port) < 6 else None


_SQL_SERVER_WORDS = ("initial catalog", "encrypt", "trustservercertificate", "integrated security", "data source")
_POSTGRES_WORDS = ("username", "search path", "ssl mode", "trust server certificate", "user id")
_MYSQL_WORDS = ("uid", "sslmode", "ssl-mode", "user", "allowpublickeyretrieval")


def _parse_ado(parameters: dict[str, str]) -> Endpoint | None:
    server = parameters.get("server") or parameters.get("data source") or parameters.get("host")
    if not server:
        return None
    if any(word in parameters for word in _SQL_SERVER_WORDS) or "," in server or server.lower().startswith("tcp:"):
        kind = "SQL Server"
        server = server.lower().removeprefix("tcp:").replace("\\", ",")
    elif "host" in parameters and any(word in parameters for word in _POSTGRES_WORDS):
        kind = "PostgreSQL"
    elif any(word in parameters for word in _MYSQL_WORDS):
        kind = "MySQL"
    else:
        return None
    place = host_and_port(server.partition(",")[0], _port(parameters))
    if place is None:
        return None
    return Endpoint(kind, *place, has_password_in(parameters), rate(kind, "", parameters))


def _parse_stack_exchange(text: str) -> Endpoint | None:
    """StackExchange.Redis and Azure: hosts first, then options."""
    first, _, rest = text.partition(",")
    parameters = parameters_of(rest, ",")
    place = host_and_port(first) if "=" not in first else None
    if place is None or not ("ssl" in parameters or "password" in parameters or "abortconnect" in parameters):
        return None
    ssl = parameters.get("ssl", "").lower()
    tls = Rated(VERIFIED, "ssl=true") if ssl in TRUE else Rated(OFF, "ssl=false") if ssl in FALSE else UNTOLD
    return Endpoint("Redis", *place, has_password_in(parameters), tls)


def _parse_go_mysql(text: str) -> Endpoint | None:
    user, _, rest = text.rpartition("@tcp(")
    address, closed, after = rest.partition(")")
    place = host_and_port(address)
    if place is None or not closed:
        return None
    parameters = parameters_of(after.partition("?")[2], "&")
    return Endpoint("MySQL", *place, not is_placeholder(user.partition(":")[2]), rate("MySQL", "go", parameters))
