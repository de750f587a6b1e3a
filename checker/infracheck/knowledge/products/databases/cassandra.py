"""Cassandra, and ScyllaDB, which is Cassandra to its clients."""

from __future__ import annotations

from infracheck.knowledge.products.records.operators import Operator
from infracheck.knowledge.products.records.product import Product
from infracheck.knowledge.products.records.vendor import Vendor

CASSANDRA = Product(
    "Cassandra",
    {"cassandra": None, "scylla": None},
    9042,
    (9142,),
    prefixes=("CASSANDRA", "SCYLLA", "SPRING_DATA_CASSANDRA", "SPRING_CASSANDRA"),
    images=("cassandra", "scylla", "dse-server"),
    servers=("cassandra",),
    data_folders=("/var/lib/cassandra", "/bitnami/cassandra", "/var/lib/scylla"),
    logins=("cassandra:cassandra",),
    operators=(
        Operator("cassandra.datastax.com", "CassandraDatacenter", ("{}-service",)),
        Operator("scylla.scylladb.com", "ScyllaCluster", ("{}-client",)),
    ),
    vendors=(
        Vendor("Amazon Keyspaces", amazon=("cassandra.",)),
        Vendor("ScyllaDB Cloud", (".scylla.cloud",)),
        Vendor("DataStax Astra", (".astra.datastax.com",), enforces_tls=True),
    ),
    is_store=True,
    is_database_or_cache=True,
    has_distinctive_port=True,
)
