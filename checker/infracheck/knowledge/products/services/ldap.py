"""LDAP."""

from __future__ import annotations

from infracheck.knowledge.products.records.product import VERIFIED, Product

LDAP = Product(
    "LDAP",
    {"ldap": None, "ldaps": VERIFIED},
    389,
    (636, 3269),
    scheme_ports={"ldaps": 636},
    prefixes=("LDAP", "SPRING_LDAP"),
    images=("openldap", "389ds"),
    logins=("admin:admin",),
    is_store=True,
)
