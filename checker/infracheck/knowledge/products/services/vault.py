"""Vault, and OpenBao, which came of it."""

from __future__ import annotations

from infracheck.knowledge.products.records.product import Product

VAULT = Product(
    "Vault",
    {},
    8200,
    prefixes=("VAULT", "BAO"),
    addresses=("VAULT_ADDR", "BAO_ADDR", "VAULT_URL", "VAULT_ADDRESS", "SPRING_CLOUD_VAULT_URI"),
    images=("vault", "openbao"),
    is_store=True,
)
