"""Neo4j."""

from __future__ import annotations

from infracheck.knowledge.products.records.dump import Dump
from infracheck.knowledge.products.records.product import OFF, UNVERIFIED, VERIFIED, Product

NEO4J = Product(
    "Neo4j",
    {
        "bolt": OFF,
        "neo4j": OFF,
        "bolt+s": VERIFIED,
        "neo4j+s": VERIFIED,
        "bolt+ssc": UNVERIFIED,
        "neo4j+ssc": UNVERIFIED,
    },
    7687,
    prefixes=("NEO4J",),
    images=("neo4j",),
    servers=("neo4j",),
    data_folders=("/data", "/var/lib/neo4j/data"),
    logins=("neo4j:neo4j", "neo4j:password"),
    dumps=(Dump("neo4j-admin database dump"),),
    is_store=True,
    is_database_or_cache=True,
)
