"""MariaDB."""

from __future__ import annotations

from infracheck.knowledge.products.databases.mysql import MYSQL
from infracheck.knowledge.products.dump import Dump
from infracheck.knowledge.products.operator import Door, Operator, Switch
from infracheck.knowledge.products.product import Product

MARIADB = Product(
    "MariaDB",
    {"mariadb": None},
    3306,
    speaks=MYSQL.name,
    prefixes=("MARIADB",),
    type_words=("mariadb",),
    drivers={"jdbc:mariadb": "MariaDB Connector/J"},
    images=("mariadb", "mariadb-galera"),
    logins=("root:root", "root:", "root:mariadb", "root:password"),
    dumps=(Dump("mariadb-dump", takes_host=True), Dump("mariabackup")),
    operators=(
        Operator(
            "k8s.mariadb.com",
            "MariaDB",
            ("{}", "{}-primary", "{}-secondary"),
            (Switch("spec/tls/enabled"),),
            doors=tuple(
                Door(f"spec/{each}", annotations="metadata/annotations")
                for each in ("service", "primaryService", "secondaryService")
            ),
        ),
    ),
    is_store=True,
    is_database_or_cache=True,
    requires_login=True,
    has_shared_port=True,
)
