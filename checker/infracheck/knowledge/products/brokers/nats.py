"""NATS."""

from __future__ import annotations

from infracheck.knowledge.products.records.product import VERIFIED, Product
from infracheck.knowledge.products.records.vendor import Vendor

NATS = Product(
    "NATS",
    {"nats": None, "nats+tls": VERIFIED},
    4222,
    prefixes=("NATS",),
    images=("nats",),
    logins=("nats:nats",),
    vendors=(Vendor("Synadia Cloud", ("connect.ngs.global",), enforces_tls=True),),
    is_broker=True,
)
