"""The table of products, turned round: from a scheme, a port, a variable or an image to the kind of dependency."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infracheck.knowledge.products.catalogue import PRODUCTS

if TYPE_CHECKING:
    from infracheck.model.entities.dependency import Dependency

BY_NAME = {product.name: product for product in PRODUCTS}
KINDS = {scheme: product.name for product in PRODUCTS for scheme in product.schemes}
"""Which kind a scheme means."""
BY_SCHEME = {scheme: rating for product in PRODUCTS for scheme, rating in product.schemes.items() if rating is not None}
DEFAULT_PORTS = {product.name: product.port for product in PRODUCTS}
ADDRESSES = {name: product.name for product in PRODUCTS for name in product.addresses}
"""Variables whose web address is one of a certain kind."""
_SHARED_PORTS = frozenset(
    ("HTTP", "WebSocket", "S3", "MariaDB", "OpenTelemetry", "SMTP", "Azure Storage", "Azure Service Bus")
)
BY_PORT = {
    port: product.name
    for product in PRODUCTS
    for port in (product.port, *product.tls_ports)
    if port is not None and product.name not in _SHARED_PORTS
}
"""What listens where, as far as a port tells; `tcp://` and its like say no more than that."""
PLAIN_SCHEMES = ("tcp", "tls", "ssl")
"""Schemes of several products: the port tells which."""
WEB = ("HTTP", "WebSocket")
HOST_ENDS = ("HOST", "HOSTNAME", "SERVER", "ADDR", "ADDRESS", "ENDPOINT", "HOSTS", "SERVERS", "CONTACT_POINTS", "NODES")
"""How variables that name a host end, after the prefix."""
PASSWORD_ENDS = (
    "_PASSWORD", "_PASS", "_PWD", "_SECRET_KEY", "_SECRET_ACCESS_KEY", "_PASSWORD_FILE", "PASSWORD", "_TOKEN",
    "_SERVICEACCOUNTTOKEN", "_SERVICE_ACCOUNT_TOKEN", "_API_KEY", "_APIKEY",
)  # fmt: skip
BROKERS = (
    "BOOTSTRAP_SERVERS", "BOOTSTRAPSERVERS", "KAFKA_BROKERS", "KAFKA_BROKER", "KAFKA_HOSTS", "KAFKA_BROKER_LIST",
    "KAFKA_URL", "KAFKA_SERVERS",
)  # fmt: skip
"""How variables that name Kafka's brokers end."""
RUNTIMES = {"node": "node", "n8n": "node", "directus": "node", "ghost": "node"}
"""Which client library an image, or the base of one, brings along."""
# whom one writes to
_NO_HOSTS = frozenset((prefix, end) for prefix in ("MAIL", "EMAIL") for end in ("ADDR", "ADDRESS"))
HOST_VARIABLES: dict[str, tuple[str, str]] = {
    "PGHOST": ("PostgreSQL", "PG"),
    "PGHOSTADDR": ("PostgreSQL", "PG"),
    **{
        f"{prefix}_{end}": (product.name, prefix)
        for product in PRODUCTS
        for prefix in product.prefixes
        for end in HOST_ENDS
        if (prefix, end) not in _NO_HOSTS
    },
    **{f"{prefix}_{end}": ("database", prefix) for prefix in ("DB", "DATABASE") for end in HOST_ENDS},
    "GF_DATABASE_HOST": ("database", "GF_DATABASE"),
    "KC_DB_URL_HOST": ("database", "KC_DB"),
}
"""The kind and the prefix of every variable that names a host; a database of which another variable tells the kind."""
IMAGES = {image: product.name for product in PRODUCTS for image in product.images}
"""What an image serves, by the end of its repository."""
_PORTS_BY_SCHEME = {
    "https": 443, "wss": 443, "http": 80, "ws": 80, "amqps": 5671, "ldaps": 636, "smtps": 465, "mqtts": 8883,
    "clickhouses": 9440, "couchbases": 11207,
}  # fmt: skip


def usual_port(dependency: Dependency) -> int | None:
    """The port of an address, or the one that its scheme or its kind means; None where that is not told."""
    if dependency.port is not None:
        return dependency.port
    by_scheme = _PORTS_BY_SCHEME.get(dependency.scheme)
    # mail has three ports, and brokers are named with theirs
    return by_scheme if by_scheme is not None or dependency.kind == "SMTP" else DEFAULT_PORTS.get(dependency.kind)
