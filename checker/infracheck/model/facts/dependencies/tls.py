"""How well a connection is protected, by the parameters that say so, and by clients' defaults where they agree."""

from __future__ import annotations

from collections.abc import Mapping

from infracheck.knowledge.products.lookup import BY_SCHEME, DEFAULTS, DRIVERS, RULES
from infracheck.knowledge.products.records.product import VERIFIED
from infracheck.knowledge.products.records.tls_rating import TlsRating
from infracheck.knowledge.products.records.tls_rule import Rule
from infracheck.record import Record

Parameters = Mapping[str, str]


class Rated(Record):
    """A rating with the setting that decides it; no rating where nothing does. `why` is ours, never a user's text.

    `is_unset` says that the address could tell, and leaves it to drivers of which none verifies by default.
    """

    rating: TlsRating | None
    why: str
    is_unset: bool = False


UNTOLD = Rated(None, "no setting states whether the connection uses TLS")


def driver_of(scheme: str, parameters: Parameters, runtime: str = "") -> str:
    """The client that speaks: by its scheme (`postgresql+asyncpg`, `jdbc:mysql`), else what its image brings along."""
    known = DRIVERS.get(scheme)
    if known is not None or runtime != "node":
        return known or runtime or scheme
    # Prisma has an engine of its own; these parameters are no other client's
    return "Prisma" if any(name in parameters for name in ("sslaccept", "connection_limit", "schema")) else "node"


def rate(kind: str, scheme: str, parameters: Parameters, runtime: str = "") -> Rated:
    """What a URL's scheme and its parameters (names in lower case) say."""
    by_scheme = BY_SCHEME.get(scheme)
    if by_scheme is not None and (by_scheme is not VERIFIED or not parameters):
        return Rated(by_scheme, f"{scheme}:// is {_HOW[by_scheme]}")
    driver = driver_of(scheme, parameters, runtime)
    found = by_rules(kind, parameters, driver)
    if found is not None:
        return found
    if by_scheme is not None:
        return Rated(by_scheme, f"{scheme}:// is {_HOW[by_scheme]}")
    for default in DEFAULTS.get(kind, ()):
        if not default.drivers or driver in default.drivers or scheme in default.drivers:
            return Rated(default.rating, default.why, default.is_unset)
    return UNTOLD


_HOW = {
    TlsRating.VERIFIED: "encrypted",
    TlsRating.UNVERIFIED: "encrypted without verifying the server",
    TlsRating.OPPORTUNISTIC: "encrypted only if the server supports it",
    TlsRating.OFF: "not encrypted",
}


def by_rules(kind: str, parameters: Parameters, driver: str = "") -> Rated | None:
    """What the parameters alone decide; None where they say nothing."""
    if not parameters:
        return None
    for rule in RULES.get(kind, ()):
        if rule.drivers and driver not in rule.drivers:
            continue
        if (met := _met(rule, parameters)) is not None:
            return UNTOLD if rule.rating is None else Rated(rule.rating, met)
    return None


def _met(rule: Rule, parameters: Parameters) -> str | None:
    """The setting that meets a rule, in the table's words."""
    for name in rule.names:
        value = parameters.get(name.lower())
        if value is None:
            continue
        word = value.lower().replace(": ", ":")
        if rule.values and word not in rule.values:
            continue
        if rule.also is not None and parameters.get(rule.also[0], "").lower() not in rule.also[1]:
            continue
        return f"{name}={word}" if rule.values else f"{name} is set"
    return None
