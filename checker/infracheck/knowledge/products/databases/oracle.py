"""Oracle Database."""

from __future__ import annotations

from infracheck.knowledge.products.records.product import Product

ORACLE = Product(
    "Oracle",
    {"oracle": None},
    1521,
    (2484, 1522),
    prefixes=("ORACLE",),
    type_words=("oracle",),
    images=("oracle-xe", "oracle-free", "database/free", "database/enterprise"),
    data_folders=("/opt/oracle/oradata", "/u01/app/oracle/oradata"),
    logins=("system:oracle", "system:manager", "sys:oracle"),
    is_store=True,
    is_database_or_cache=True,
    requires_login=True,
    has_distinctive_port=True,
)
