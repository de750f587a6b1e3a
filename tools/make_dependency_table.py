"""Write the table of dependencies anew: what of each is understood, from the tables that the code reads."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from infracheck.knowledge.products.catalogue import PRODUCTS
from infracheck.knowledge.products.dump_tools import DUMPS
from infracheck.knowledge.products.lookup import BROKERS, HOST_ENDS
from infracheck.knowledge.products.operators import OPERATORS, Operator
from infracheck.knowledge.products.product import Product
from infracheck.knowledge.products.tls_rating import TlsRating
from infracheck.knowledge.products.tls_rules import (
    CHECK_MODES,
    CHECKS_OFF_BY_FALSE,
    CHECKS_OFF_BY_TRUE,
    DEFAULTS,
    DRIVERS,
    FALSE,
    RULES,
    SWITCHES,
    TRUE,
    UNCHECKED,
    Rule,
)
from infracheck.knowledge.products.vendors import VENDORS

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
    parts = [_NOTE, _INTRODUCTION.format(on=_words(TRUE), off=_words(FALSE)), "## Kinds", _kinds()]
    for product in PRODUCTS:
        if product.name in RULES or product.name in DEFAULTS:
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
    if product.name == "MariaDB":
        yield "As MySQL."
        return
    rules, defaults = RULES.get(product.name, ()), DEFAULTS.get(product.name, ())
    if rules:
        yield "The first that is met decides."
        yield _table(("parameter", "values", "rating", "clients"), map(_rule, rules))
    if defaults:
        rows = ((default.why, _rating(default.rating), _words(default.drivers) or "all others") for default in defaults)
        yield _table(("without any", "rating", "clients or schemes"), rows)


def _rule(rule: Rule) -> tuple[str, ...]:
    values = "any" if not rule.values else _values(rule.values)
    if rule.also is not None:
        values += f", with `{rule.also[0]}` {_values(rule.also[1])}"
    return _in_order(rule.names), values, _rating(rule.rating), _words(rule.drivers) or "all"


def _values(values: frozenset[str]) -> str:
    for name, known in (("on", TRUE), ("off", FALSE)):
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
    rows = ((each.name, _in_order(each.ends), "yes" if each.enforces_tls else "") for each in VENDORS)
    return _table(("service", "hosts end in", "refuses plaintext"), rows)


def _operators() -> str:
    return _table(("resource", "kind", "without TLS by", "backup schedules"), map(_operator, OPERATORS))


def _operator(operator: Operator) -> tuple[str, ...]:
    plain = ", ".join(f"`{switch.path.replace('/', '.')}`: {_words(switch.values)}" for switch in operator.plain)
    backups = _in_order(field.schedule.replace("/", ".") for field in operator.backups)
    return f"{operator.kind} ({operator.group})", operator.product, plain, backups


def _tools() -> str:
    rows = ((f"`{tool}`", "files of any kind" if of == "*" else of) for tool, of in DUMPS.items() if of)
    return _table(("command", "backs up"), rows)


if __name__ == "__main__":
    sys.exit(main())
