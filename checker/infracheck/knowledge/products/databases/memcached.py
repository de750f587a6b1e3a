"""Memcached."""

from __future__ import annotations

from infracheck.knowledge.products.records.product import OFF, Product

MEMCACHED = Product(
    "Memcached",
    {"memcached": OFF},
    11211,
    prefixes=("MEMCACHED", "MEMCACHE"),
    images=("memcached",),
    is_database_or_cache=True,
    has_distinctive_port=True,
)
