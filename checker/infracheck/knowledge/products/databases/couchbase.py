"""Couchbase."""

from __future__ import annotations

from infracheck.knowledge.products.records.product import OFF, UNVERIFIED, VERIFIED, Product
from infracheck.knowledge.products.records.tls_rule import Rule, words

COUCHBASE = Product(
    "Couchbase",
    {"couchbase": OFF, "couchbases": VERIFIED},
    11210,
    (11207,),
    scheme_ports={"couchbases": 11207},
    prefixes=("COUCHBASE", "SPRING_COUCHBASE"),
    rules=(Rule(("tls_verify", "ssl"), words("none", "no_verify"), UNVERIFIED, words("couchbases")),),
    images=("couchbase", "couchbase-server", "server-enterprise"),
    data_folders=("/opt/couchbase/var",),
    logins=("Administrator:password",),
    is_store=True,
    is_database_or_cache=True,
)
