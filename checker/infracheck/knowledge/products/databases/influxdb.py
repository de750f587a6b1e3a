"""InfluxDB."""

from __future__ import annotations

from infracheck.knowledge.products.records.dump import Dump
from infracheck.knowledge.products.records.product import Product

INFLUXDB = Product(
    "InfluxDB",
    {},
    8086,
    prefixes=("INFLUXDB", "INFLUX"),
    addresses=("INFLUXDB_URL", "INFLUX_URL", "INFLUX_HOST", "INFLUXDB_HOST"),
    images=("influxdb",),
    logins=("admin:admin",),
    dumps=(Dump("influx backup"), Dump("influxd backup")),
    is_store=True,
)
