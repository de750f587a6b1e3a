"""ZooKeeper."""

from __future__ import annotations

from infracheck.knowledge.products.product import Product

ZOOKEEPER = Product(
    "ZooKeeper",
    {"zookeeper": None},
    2181,
    (2281,),
    prefixes=("ZOOKEEPER",),
    images=("zookeeper",),
    is_store=True,
    is_database_or_cache=True,
    has_distinctive_port=True,
)
