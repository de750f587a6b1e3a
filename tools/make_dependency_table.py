"""Write the table of dependencies anew: what of each is understood, from the tables that the code reads."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from itertools import starmap
from pathlib import Path

from infracheck.knowledge.products.catalogue import PRODUCTS
from infracheck.knowledge.products.dump_tools import ANY_FILES
from infracheck.knowledge.products.lookup import BROKERS, DRIVERS, DUMPS, OPERATORS
from infracheck.knowledge.products.records.operators import Operator
from infracheck.knowledge.products.records.product import Product
from infracheck.knowledge.products.records.tls_rating import TlsRating
from infracheck.knowledge.products.records.tls_rule import Default, Rule
from infracheck.knowledge.products.records.vendor import Vendor
from infracheck.knowledge.products.variables import (
    CHECK_MODES,
    CHECKS_OFF_BY_FALSE,
    CHECKS_OFF_BY_TRUE,
    HOST_ENDS,
    SWITCHES,
    UNCHECKED,
)
from infracheck.knowledge.products.vendors import VENDORS
from infracheck.knowledge.words.switches import DRIVER_FALSE, DRIVER_TRUE

PAGE = Path(__file__).resolve().parents[1] / "docs" / "dependencies.md"
_NOTE = "<!-- Written by `make docs` from the tables that the code reads; a change here is lost. -->"
_INTRODUCTION = """\
# Dependencies

What infracheck understands of the services that workloads reach, from the tables that the checks use. A
connection is **verified** (encrypted, certificate and host name checked), **unverified** (encrypted, to whomever),
**opportunistic** (falls back to plaintext), **off**, or **open**: nothing in the files decides, and then nothing is
reported. Words count in any case; `on` stands for {on}; `off` for {off}."""


def main() -> int:
    """Write the page."""
    PAGE.write_text(generated(), encoding="utf-8", newline="\n")
    print(f"docs/{PAGE.name}")
    return 0


def generated() -> str:
    """The text of the page."""
    parts = [_NOTE, _INTRODUCTION.format(on=_words(DRIVER_TRUE), off=_words(DRIVER_FALSE)), "## Kinds", _kinds()]
    for product in PRODUCTS:
        if product.rules or product.defaults or product.speaks:
            parts += [f"## TLS of {product.name}", *_tls(product)]
    parts += ["## Variables that belong together", _variables(), "## Client libraries", _drivers()]
    parts += ["## Managed services", _vendors(), "## Operators", _operators(), "## Tools of backups", _tools()]
    return "\n\n".join(parts) + "\n"


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    heads = list(head)
    lines = [f"| {' | '.join(heads)} |", f"| {' | '.join('---' for _ in heads)} |"]
    lines += [f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in rows]
    return "\n".join(lines)


def _words(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" if word else "nothing" for word in sorted(words))


def _in_order(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def _rating(rating: TlsRating | None) -> str:
    return "open" if rating is None else rating.value


def _kinds() -> str:
    return _table(("kind", "schemes", "port", "ports for TLS", "hosts in", "addresses in"), map(_kind, PRODUCTS))


def _kind(product: Product) -> tuple[str, ...]:
    schemes = ", ".join(f"`{scheme}://` {_rating(rating)}" for scheme, rating in product.schemes.items())
    ports = ", ".join(str(port) for port in product.tls_ports)
    hosts = ", ".join(f"`{prefix}_…`" for prefix in product.prefixes)
    return product.name, schemes, str(product.port or ""), ports, hosts, _in_order(product.addresses)


def _tls(product: Product) -> Iterator[str]:
    if product.speaks:
        yield f"As {product.speaks}, whose protocol it speaks."
    if product.rules:
        yield "The first that is met decides."
        yield _table(("parameter", "values", "rating", "clients"), map(_rule, product.rules))
    if product.defaults:
        rows = (
            (default.why, _rating(default.rating), _words(default.drivers) or "all others")
            for default in product.defaults
        )
        yield _table(("without any", "rating", "clients or schemes"), rows)


def _default(default: Default) -> tuple[str, ...]:
    return default.why, _rating(default.rating), _words(default.drivers) or "all others"


def _rule(rule: Rule) -> tuple[str, ...]:
    values = "any" if not rule.values else _values(rule.values)
    if rule.also is not None:
        values += f", with `{rule.also[0]}` {_values(rule.also[1])}"
    return _in_order(rule.names), values, _rating(rule.rating), _words(rule.drivers) or "all"


def _values(values: frozenset[str]) -> str:
    for name, known in (("on", DRIVER_TRUE), ("off", DRIVER_FALSE)):
        if known <= values:
            return ", ".join(filter(None, (f"`{name}`", _words(values - known))))
    return _words(values)


def _variables() -> str:
    return _table(
        ("what", "ends of names, after the prefix of the kind", "values"),
        (
            ("host", _in_order(f"_{end}" for end in HOST_ENDS), ""),
            ("brokers of Kafka", _in_order(f"…{end}" for end in BROKERS), ""),
            ("TLS on or off", _in_order(SWITCHES), "`on` is open, since it says not what is checked; `off` is off"),
            ("unverified", _in_order(CHECKS_OFF_BY_TRUE), "`on`"),
            ("unverified", _in_order(CHECKS_OFF_BY_FALSE), "`off`"),
            ("unverified", _in_order(CHECK_MODES), _words(UNCHECKED)),
        ),
    )


def _drivers() -> str:
    return _table(("scheme", "client"), ((f"`{scheme}`", driver) for scheme, driver in DRIVERS.items()))


def _vendors() -> str:
    return _table(("service", "hosts end in", "refuses plaintext"), map(_vendor, sorted(VENDORS)))


def _vendor(vendor: Vendor) -> tuple[str, ...]:
    hosts = [_in_order(vendor.ends)] if vendor.ends else []
    if vendor.amazon:
        hosts.append(f"`.amazonaws.com`, with {_in_order(vendor.amazon)}")
    return vendor.name, ", ".join(hosts), "yes" if vendor.enforces_tls else ""


def _operators() -> str:
    return _table(("resource", "kind", "without TLS by", "backup schedules"), starmap(_operator, OPERATORS.values()))


def _operator(operator: Operator, product: Product) -> tuple[str, ...]:
    plain = ", ".join(f"`{switch.path.replace('/', '.')}`: {_words(switch.values)}" for switch in operator.plain)
    backups = _in_order(field.schedule.replace("/", ".") for field in operator.backups)
    return f"{operator.kind} ({operator.group})", product.name, plain, backups


def _tools() -> str:
    rows = ((f"`{tool}`", "files of any kind" if of == ANY_FILES else of) for tool, of in DUMPS.items())
    return _table(("command", "backs up"), rows)


if __name__ == "__main__":
    sys.exit(main())
