"""How well a connection is protected, by the parameters that say so, and by clients' defaults where they agree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from infracheck.model.dependency import TlsRating


class Rated(NamedTuple):
    """A rating with the setting that decides it; no rating where nothing does. `why` is ours, never a user's text.

    `is_unset` says that the address could tell, and leaves it to drivers of which none verifies by default.
    """

    rating: TlsRating | None
    why: str
    is_unset: bool = False


UNTOLD = Rated(None, "nothing says whether the connection uses TLS")
VERIFIED, UNVERIFIED = TlsRating.VERIFIED, TlsRating.UNVERIFIED
OPPORTUNISTIC, OFF = TlsRating.OPPORTUNISTIC, TlsRating.OFF
TRUE = frozenset(("true", "1", "yes", "on", "y", "t", "enabled", "enable"))
FALSE = frozenset(("false", "0", "no", "off", "n", "f", "disabled", "disable"))
Parameters = Mapping[str, str]


def rate(kind: str, scheme: str, parameters: Parameters) -> Rated:
    """What a URL's scheme and its parameters (names in lower case) say."""
    by_scheme = _BY_SCHEME.get(scheme)
    if by_scheme is OFF:
        return Rated(OFF, f"{scheme}:// is not encrypted")
    if by_scheme is not None:
        return _weakened(kind, parameters) or Rated(by_scheme, f"{scheme}:// is encrypted")
    judge = _JUDGES.get(kind)
    return UNTOLD if judge is None else judge(scheme, parameters)


_BY_SCHEME = {
    **dict.fromkeys(("redis", "valkey", "amqp", "pyamqp", "mqtt", "http", "ws", "couchbase"), OFF),
    **dict.fromkeys(
        ("rediss", "valkeys", "amqps", "mqtts", "https", "wss", "bolt+s", "neo4j+s", "couchbases", "clickhouses",
         "kafka+ssl", "grpcs", "ldaps", "smtps", "nats+tls"), VERIFIED),
    **dict.fromkeys(("bolt+ssc", "neo4j+ssc"), UNVERIFIED),
    **dict.fromkeys(("bolt", "neo4j"), OFF),
}  # fmt: skip


def _weakened(kind: str, parameters: Parameters) -> Rated | None:
    """A parameter that switches the check of certificates off."""
    if not parameters:
        return None
    if kind == "Redis":
        value = parameters.get("ssl_cert_reqs", "").lower()
        if value in ("none", "cert_none"):
            return Rated(UNVERIFIED, f"ssl_cert_reqs={value}")
        if parameters.get("ssl_check_hostname", "").lower() in FALSE:
            return Rated(UNVERIFIED, "ssl_check_hostname is off")
        if parameters.get("verifypeer", "").upper() in ("NONE", "CA", "FALSE"):
            return Rated(UNVERIFIED, "verifyPeer does not check the host")
    if kind == "AMQP" and parameters.get("verify", "").lower() == "verify_none":
        return Rated(UNVERIFIED, "verify=verify_none")
    if kind == "ClickHouse" and (
        parameters.get("verify", "").lower() in FALSE or parameters.get("skip_verify", "").lower() in TRUE
    ):
        return Rated(UNVERIFIED, "verify is off")
    return None


POSTGRES_MODES = {
    "verify-full": VERIFIED,
    "verify-ca": UNVERIFIED,
    "require": UNVERIFIED,
    "no-verify": UNVERIFIED,
    "prefer": OPPORTUNISTIC,
    "allow": OPPORTUNISTIC,
    "disable": OFF,
}
_LIBPQ = frozenset(("postgresql+psycopg", "postgresql+psycopg2", "postgresql+asyncpg", "postgres+psycopg2", "postgis"))


def rate_postgres(scheme: str, parameters: Parameters) -> Rated:
    """`sslmode`; `require` is the weaker of what drivers make of it: libpq checks no certificate, node's pg does."""
    mode = parameters.get("sslmode", parameters.get("ssl mode", parameters.get("ssl_mode", ""))).lower()
    rating = POSTGRES_MODES.get(mode.replace("verifyfull", "verify-full").replace("verifyca", "verify-ca"))
    if rating is not None:
        return Rated(rating, f"sslmode={mode}")
    if mode:
        return UNTOLD
    # libpq: with sslrootcert=system the mode is verify-full
    if parameters.get("sslrootcert") == "system":
        return Rated(VERIFIED, "sslrootcert=system")
    ssl = parameters.get("ssl", "").lower()
    if ssl == "no-verify" or "nonvalidatingfactory" in parameters.get("sslfactory", "").lower():
        return Rated(UNVERIFIED, "certificates are not checked")
    if ssl in TRUE:
        return Rated(VERIFIED, "ssl=true") if scheme == "jdbc" else UNTOLD
    if ssl in FALSE:
        return Rated(OFF, f"ssl={ssl}")
    if scheme == "jdbc" or scheme in _LIBPQ:
        return Rated(OPPORTUNISTIC, "sslmode is not set, and the default is prefer")
    return Rated(None, "sslmode is not set", is_unset=True)


MYSQL_MODES = {
    "verify_identity": VERIFIED,
    "verify-full": VERIFIED,
    "verifyfull": VERIFIED,
    "verify_ca": UNVERIFIED,
    "verify-ca": UNVERIFIED,
    "verifyca": UNVERIFIED,
    "required": UNVERIFIED,
    "require": UNVERIFIED,
    "trust": UNVERIFIED,
    "preferred": OPPORTUNISTIC,
    "prefer": OPPORTUNISTIC,
    "disabled": OFF,
    "disable": OFF,
    "none": OFF,
}
_GO_TLS = {"skip-verify": UNVERIFIED, "preferred": OPPORTUNISTIC, "true": VERIFIED, "false": OFF}


def rate_mysql(scheme: str, parameters: Parameters) -> Rated:
    """`sslMode` in its spellings, Go's `tls`, Connector/J's `useSSL`."""
    for name in ("sslmode", "ssl-mode", "ssl_mode", "ssl mode"):
        mode = parameters.get(name, "").lower()
        if mode in MYSQL_MODES:
            return Rated(MYSQL_MODES[mode], f"{name}={mode}")
    tls = parameters.get("tls", "").lower()
    if tls in _GO_TLS:
        return Rated(_GO_TLS[tls], f"tls={tls}")
    if (ssl := parameters.get("usessl", "").lower()) in FALSE:
        return Rated(OFF, f"useSSL={ssl}")
    if parameters.get("trustservercertificate", "").lower() in TRUE:
        return Rated(UNVERIFIED, "trustServerCertificate=true")
    if ssl in TRUE:
        if parameters.get("verifyservercertificate", "").lower() in TRUE:
            return Rated(UNVERIFIED, "the host name is not checked")
        required = parameters.get("requiressl", "").lower() in TRUE
        return Rated(UNVERIFIED if required else OPPORTUNISTIC, "useSSL=true alone")
    if parameters.get("ssl_disabled", "").lower() in TRUE:
        return Rated(OFF, "ssl_disabled=true")
    if scheme == "jdbc:mysql":
        return Rated(OPPORTUNISTIC, "sslMode is not set, and the default is PREFERRED")
    return Rated(None, "no parameter asks for TLS", is_unset=True)


def rate_mongodb(scheme: str, parameters: Parameters) -> Rated:
    """`tls` or its old name `ssl`; on by default for mongodb+srv alone."""
    for name in ("tlsinsecure", "tlsallowinvalidcertificates", "tlsallowinvalidhostnames", "sslinsecure"):
        if parameters.get(name, "").lower() in TRUE:
            return Rated(UNVERIFIED, f"{name} is on")
    if parameters.get("sslvalidate", "").lower() in FALSE:
        return Rated(UNVERIFIED, "sslValidate=false")
    for name in ("tls", "ssl"):
        value = parameters.get(name, "").lower()
        if value in TRUE:
            return Rated(VERIFIED, f"{name}={value}")
        if value in FALSE:
            return Rated(OFF, f"{name}={value}")
    if scheme == "mongodb+srv":
        return Rated(VERIFIED, "mongodb+srv:// uses TLS")
    return Rated(OFF, "mongodb:// without tls=true is not encrypted")


def rate_mssql(scheme: str, parameters: Parameters) -> Rated:
    """`Encrypt`, with `TrustServerCertificate` for its check."""
    encrypt = parameters.get("encrypt", "").lower()
    if encrypt == "strict":
        return Rated(VERIFIED, "Encrypt=Strict")
    if encrypt in FALSE or encrypt == "optional":
        return Rated(OFF, f"Encrypt={encrypt}")
    trust = parameters.get("trustservercertificate", parameters.get("trust server certificate", "")).lower()
    if trust in TRUE:
        return Rated(UNVERIFIED, f"TrustServerCertificate={trust}")
    if encrypt in TRUE or encrypt == "mandatory":
        return Rated(VERIFIED, f"Encrypt={encrypt}")
    return Rated(None, "Encrypt is not set, and the driver decides")


def rate_clickhouse(scheme: str, parameters: Parameters) -> Rated:
    """`secure`, with `verify` for its check."""
    if parameters.get("secure", parameters.get("ssl", "")).lower() in TRUE:
        return _weakened("ClickHouse", parameters) or Rated(VERIFIED, "secure=true")
    return Rated(OFF, "clickhouse:// without secure=true is not encrypted")


PROTOCOLS = {
    "PLAINTEXT": OFF,
    "SASL_PLAINTEXT": OFF,
    "SSL": VERIFIED,
    "SASL_SSL": VERIFIED,
}
"""Kafka's `security.protocol`."""

_JUDGES = {
    "PostgreSQL": rate_postgres,
    "MySQL": rate_mysql,
    "MariaDB": rate_mysql,
    "MongoDB": rate_mongodb,
    "SQL Server": rate_mssql,
    "ClickHouse": rate_clickhouse,
}
