"""What is known of products, written out again in `words/products.txt`, so that a row lost from a table is seen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from infracheck.knowledge.products import lookup
from infracheck.knowledge.products.lookup import BY_NAME, spoken_by, usual_port
from infracheck.knowledge.products.vendors import enforces_tls, vendor_of

LINES = [
    tuple(line.split(" | "))
    for line in (Path(__file__).parent / "words" / "products.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


def rating_of(scheme: str) -> str:
    found = lookup.BY_SCHEME.get(scheme)
    return f"{lookup.KINDS[scheme]}, {found.value if found else 'open'}, {usual_port(lookup.KINDS[scheme], scheme)}"


def operated_by(key: str) -> str:
    group, _, kind = key.partition("/")
    operator, product = lookup.OPERATORS[(group, kind)]
    return f"{product.name}, {' '.join(operator.services)}"


def rule_of(key: str) -> str:
    """What the first rule that a parameter, a value and a client meet says."""
    product, name, value, driver = key.split(", ")
    for rule in spoken_by(BY_NAME[product]).rules:
        is_for = driver == "any" if not rule.drivers else driver in rule.drivers
        if name in rule.names and is_for and (value in rule.values or (value == "any" and not rule.values)):
            return rule.rating.value if rule.rating else "open"
    return "no rule"


def managed_by(host: str) -> str:
    return f"{vendor_of(host)}{', TLS' if enforces_tls(host) else ''}"


ASKED: dict[str, Callable[[str], str]] = {
    "scheme": rating_of,
    "port": lambda key: lookup.BY_PORT[int(key)],
    "usual port": lambda key: str(usual_port(key)),
    "distinctive port": lambda key: lookup.DISTINCTIVE_PORTS[int(key)],
    "port in a web address": lambda key: str(int(key) in lookup.PORTS_IN_WEB_ADDRESSES),
    "database port": lambda key: lookup.DATABASE_PORTS[int(key)],
    "host variable": lambda key: ", ".join(lookup.HOST_VARIABLES[key]),
    "brokers": lambda key: str(key in lookup.BROKERS),
    "address": lambda key: lookup.ADDRESSES[key],
    "insecure prefix": lambda key: str(key in lookup.INSECURE_PREFIXES),
    "type": lambda key: lookup.DATABASE_TYPES[key],
    "driver": lambda key: lookup.DRIVERS[key],
    "runtime": lambda key: lookup.RUNTIMES[key],
    "image": lambda key: lookup.IMAGES[key],
    "server": lambda key: lookup.SERVERS[key],
    "dump": lambda key: lookup.DUMPS[key],
    "dump client": lambda key: lookup.DUMP_CLIENTS[key].host_variable or "no variable",
    "dump image": lambda key: lookup.DUMP_IMAGES[key],
    "operator": operated_by,
    "rule": rule_of,
    "host": managed_by,
    "needs a login": lambda key: str(key in lookup.REQUIRES_LOGIN),
    "web": lambda key: str(key in lookup.WEB),
    "api": lambda key: str(key in lookup.APIS),
    "data folders": lambda key: " ".join(BY_NAME[key].data_folders),
    "data settings": lambda key: " ".join(BY_NAME[key].data_settings),
    "logins": lambda key: " ".join(BY_NAME[key].logins),
    "store": lambda key: str(BY_NAME[key].is_store),
    "database or cache": lambda key: str(BY_NAME[key].is_database_or_cache),
    "broker": lambda key: str(BY_NAME[key].is_broker),
    "speaks": lambda key: spoken_by(BY_NAME[key]).name,
}


@pytest.mark.parametrize("what", ASKED)
def test_products_are_known_by_what_is_written_of_them(what: str) -> None:
    expected = {key: told for asked, key, told in LINES if asked == what}

    assert {key: ASKED[what](key) for key in expected} == expected
    assert expected


def test_every_line_is_asked() -> None:
    assert {line[0] for line in LINES} == set(ASKED)


@pytest.mark.parametrize(
    "host", ["example.com", "memorydb.example.com", "redislabs.com.example.com", "a.amazonaws.com"]
)
def test_a_host_of_nobody_tells_no_vendor(host: str) -> None:
    assert vendor_of(host) is None
    assert not enforces_tls(host)
