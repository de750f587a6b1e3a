"""CockroachDB."""

from __future__ import annotations

from infracheck.knowledge.products.databases.postgresql import POSTGRESQL
from infracheck.knowledge.products.product import Product
from infracheck.knowledge.products.vendor import Vendor

COCKROACHDB = Product(
    "CockroachDB",
    {"cockroachdb": None, "cockroach": None},
    26257,
    speaks=POSTGRESQL.name,
    prefixes=("COCKROACH", "COCKROACHDB"),
    images=("cockroach", "cockroachdb"),
    logins=("root:",),
    vendors=(Vendor("CockroachDB Cloud", (".cockroachlabs.cloud",), enforces_tls=True),),
    is_store=True,
    is_database_or_cache=True,
    requires_login=True,
    has_distinctive_port=True,
)
