"""Connection strings to endpoints: URLs of every scheme, JDBC's among them."""

from __future__ import annotations

from infracheck.knowledge.products.databases.oracle import ORACLE
from infracheck.knowledge.products.databases.sql_server import SQL_SERVER
from infracheck.knowledge.products.lookup import (
    ADDRESSES,
    BY_PORT,
    KINDS,
    PORTS_IN_WEB_ADDRESSES,
    SHARED_SCHEMES,
    WEB,
    WITH_DRIVER,
)
from infracheck.knowledge.products.own_addresses import is_identifier
from infracheck.knowledge.products.records.product import OFF, UNVERIFIED, VERIFIED
from infracheck.knowledge.products.services.s3 import S3
from infracheck.knowledge.products.services.web import HTTP
from infracheck.knowledge.words.placeholders import is_placeholder
from infracheck.model.entities.dependency import SERVICE
from infracheck.model.facts.dependencies.address import (
    Address,
    has_password_in,
    host_and_port,
    login_in,
    parameters_of,
)
from infracheck.model.facts.dependencies.dsn import parse_descriptor
from infracheck.model.facts.dependencies.tls import UNTOLD, Rated, rate
from infracheck.source.text.numerals import port_number

_LONGEST = 4096


def parse_url(text: str, runtime: str = "") -> Address | None:
    """Read a value that is a URL as a whole; None for anything else, and where its host is not told."""
    text = text.strip().strip("'\"")
    if len(text) > _LONGEST or " " in text or "\n" in text:
        return None
    if text.startswith("jdbc:"):
        return _parse_jdbc(text[5:])
    scheme, found, rest = text.partition("://")
    scheme = scheme.lower()
    kind, plain = KINDS.get(scheme), scheme
    if kind is None and "+" in scheme:
        scheme, plain = _without_library(scheme)
        kind, plain = KINDS.get(plain), _encrypted(plain, scheme)
    if not found:
        return None
    if kind is None and scheme not in SHARED_SCHEMES:
        return _with_login(scheme, rest)
    return _address(kind, scheme if scheme in KINDS or kind in WITH_DRIVER else plain, rest, runtime)


def _without_library(scheme: str) -> tuple[str, str]:
    """A scheme from the part on that says what is spoken, and that part: `db+postgresql+psycopg2` is Celery's way."""
    first, _, rest = scheme.partition("+")
    while first not in KINDS and rest:
        part, _, after = rest.partition("+")
        if part in KINDS and KINDS[part] not in WEB:
            return rest, part
        rest = after
    return scheme, first


def _encrypted(plain: str, scheme: str) -> str:
    """`amqps` for `amqp+ssl`, ActiveMQ's way to write a protocol over TLS; what is spoken where no TLS is named."""
    return plain if _TLS.isdisjoint(scheme.split("+")) or f"{plain}s" not in KINDS else f"{plain}s"


_TLS = frozenset(("ssl", "tls"))


def _with_login(scheme: str, rest: str) -> Address | None:
    """An address of which no table knows the scheme, where a password tells that something is logged in to."""
    user, _, hosts = _split(rest)[0].rpartition("@")
    place = host_and_port(hosts.partition(",")[0])
    password = user.partition(":")[2]
    if place is None or scheme in _NO_LOGINS or place[0] in _DIGESTS:
        return None
    if is_placeholder(password) or not _PATTERN.isdisjoint(password):
        return None
    # Loki's `s3://key:secret@region/bucket`
    return Address(S3.name if scheme == "s3" else SERVICE, *place, True, UNTOLD, scheme, user)


# of a variable, or of a regular expression
_PATTERN = frozenset("$[](){}<>")
_NO_LOGINS = ("file", "docker", "oci")
# `docker-pullable://registry/image:tag@sha256:…`
_DIGESTS = ("sha256", "sha512")


def _address(kind: str | None, scheme: str, rest: str, runtime: str) -> Address | None:
    authority, path, query = _split(rest)
    user, at, hosts = authority.rpartition("@")
    if not at and "@" in path and kind != HTTP.name:
        # a password with a bare slash in it: what follows may be part of it
        return None
    place = host_and_port(hosts.partition(",")[0])
    if place is None or (kind in WEB and is_identifier(place[0])):
        return None
    if kind is None or (kind == HTTP.name and place[1] in PORTS_IN_WEB_ADDRESSES):
        kind = BY_PORT.get(place[1] or 0)
        if kind is None:
            return None
    parameters = parameters_of(query, "&")
    password = user.partition(":")[2]
    has_password = not is_placeholder(password) or has_password_in(parameters)
    tls = _plain(scheme) if scheme in SHARED_SCHEMES else rate(kind, scheme, parameters, runtime)
    return Address(kind, *place, has_password, tls, scheme, user)


def _plain(scheme: str) -> Rated:
    # what `ssl://` checks, each client decides
    return Rated(OFF, "tcp:// is not encrypted") if scheme == "tcp" else UNTOLD


def as_told_by(name: str, address: Address) -> Address:
    """The address with the kind that its variable's name tells: `VAULT_ADDR` is no mere web address."""
    if address.kind not in WEB:
        return address
    kind = ADDRESSES.get(name.upper().replace(".", "_").replace("-", "_"))
    return address if kind is None else address._replace(kind=kind)


def _split(rest: str) -> tuple[str, str, str]:
    before, _, query = rest.partition("?")
    authority, slash, path = before.partition("/")
    return authority, slash + path, query.partition("#")[0]


def _parse_jdbc(text: str) -> Address | None:
    name, _, rest = text.partition(":")
    name = name.lower()
    if name == "sqlserver":
        return _parse_sqlserver(rest)
    if name == "oracle":
        login = rest.rpartition("@")[0].rpartition(":")[2]
        address = rest.rpartition("@")[2]
        if address.startswith("("):
            return parse_descriptor(address)
        return _parse_oracle(address, login)
    kind = KINDS.get(name)
    rest = rest.partition("//")[2]
    if kind is None or not rest:
        return None
    authority, _, query = _split(rest)
    place = host_and_port(authority.rpartition("@")[2].partition(",")[0])
    if place is None:
        return None
    parameters = parameters_of(query, "&")
    login = login_in(parameters)
    scheme = f"jdbc:{name}"
    return Address(kind, *place, has_password_in(parameters), rate(kind, scheme, parameters), scheme, login)


def _parse_sqlserver(rest: str) -> Address | None:
    server, _, properties = rest.removeprefix("//").partition(";")
    parameters = parameters_of(properties, ";")
    server = server or parameters.get("servername", "")
    # host\instance:1433
    host, _, instance = server.replace("\\", "/").partition("/")
    place = host_and_port(host, port_number(instance.partition(":")[2] or parameters.get("portnumber", "")))
    if place is None:
        return None
    scheme = "jdbc:sqlserver"
    rated = rate(SQL_SERVER.name, scheme, parameters)
    return Address(SQL_SERVER.name, *place, has_password_in(parameters), rated, scheme, login_in(parameters))


def _parse_oracle(address: str, login: str) -> Address | None:
    scheme, found, rest = address.partition("://")
    tls = UNTOLD
    if found:
        address = rest
        tls = _oracle(scheme.lower(), rest.lower())
    place = host_and_port(":".join(address.removeprefix("//").partition("?")[0].partition("/")[0].split(":")[:2]))
    if place is None:
        return None
    user, slash, password = login.partition("/")
    has_password = not is_placeholder(password)
    return Address(ORACLE.name, *place, has_password, tls, "jdbc:oracle", f"{user}:{password}" if slash else "")


def _oracle(scheme: str, rest: str) -> Rated:
    if scheme != "tcps":
        return Rated(OFF, "tcp is not encrypted")
    if "ssl_server_dn_match=off" in rest or "ssl_server_dn_match=false" in rest:
        return Rated(UNVERIFIED, "ssl_server_dn_match is off")
    return Rated(VERIFIED, "tcps:// is encrypted")
