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
    servers=("influxd",),
    data_folders=("/var/lib/influxdb", "/var/lib/influxdb2", "/bitnami/influxdb"),
    data_settings=("INFLUXDB_DATA_DIR", "INFLUXD_ENGINE_PATH", "--engine-path"),
    logins=("admin:admin",),
    dumps=(Dump("influx backup"), Dump("influxd backup")),
    is_store=True,
)
