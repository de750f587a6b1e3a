"""ClickHouse."""

from __future__ import annotations

from infracheck.knowledge.products.records.dump import Dump
from infracheck.knowledge.products.records.operators import Operator
from infracheck.knowledge.products.records.product import OFF, UNVERIFIED, VERIFIED, Product
from infracheck.knowledge.products.records.tls_rule import Default, Rule, words
from infracheck.knowledge.products.records.vendor import Vendor
from infracheck.knowledge.words.switches import DRIVER_FALSE, DRIVER_TRUE

CLICKHOUSE = Product(
    "ClickHouse",
    {"clickhouse": None, "clickhouses": VERIFIED},
    9000,
    (9440,),
    scheme_ports={"clickhouses": 9440},
    prefixes=("CLICKHOUSE",),
    addresses=("CLICKHOUSE_URL", "CLICKHOUSE_HTTP_URL"),
    rules=(
        Rule(("secure", "ssl"), DRIVER_TRUE, UNVERIFIED, also=("verify", DRIVER_FALSE)),
        Rule(("secure", "ssl"), DRIVER_TRUE, UNVERIFIED, also=("skip_verify", DRIVER_TRUE)),
        Rule(("verify",), DRIVER_FALSE, UNVERIFIED, words("clickhouses", "https")),
        Rule(("skip_verify",), DRIVER_TRUE, UNVERIFIED, words("clickhouses", "https")),
        Rule(("secure", "ssl"), DRIVER_TRUE, VERIFIED),
    ),
    defaults=(
        Default("clickhouse:// without secure=true is not encrypted", OFF, words("clickhouse")),
        Default("no setting states whether the connection uses TLS", None),
    ),
    images=("clickhouse-server", "clickhouse"),
    servers=("clickhouse-server",),
    data_folders=("/var/lib/clickhouse", "/bitnami/clickhouse"),
    logins=("default:",),
    dumps=(Dump("clickhouse-backup"),),
    operators=(Operator("clickhouse.altinity.com", "ClickHouseInstallation", ("clickhouse-{}",)),),
    vendors=(Vendor("ClickHouse Cloud", (".clickhouse.cloud",)),),
    is_store=True,
    is_database_or_cache=True,
)
