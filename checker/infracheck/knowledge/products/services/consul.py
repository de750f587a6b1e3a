"""Consul."""

from __future__ import annotations

from infracheck.knowledge.products.product import Product

CONSUL = Product(
    "Consul",
    {"consul": None},
    8500,
    (8501,),
    prefixes=("CONSUL", "CONSUL_HTTP", "SPRING_CLOUD_CONSUL"),
    addresses=("CONSUL_HTTP_ADDR", "CONSUL_URL"),
    images=("consul",),
    is_store=True,
)
