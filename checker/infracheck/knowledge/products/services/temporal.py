"""Temporal."""

from __future__ import annotations

from infracheck.knowledge.products.product import Product

TEMPORAL = Product("Temporal", {}, 7233, prefixes=("TEMPORAL",))
