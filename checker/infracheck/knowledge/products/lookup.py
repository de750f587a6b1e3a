"""The products, turned round: from a scheme, a port, a variable, an image or a command to what is known of it."""

from __future__ import annotations

from infracheck.knowledge.products.catalogue import PRODUCTS
from infracheck.knowledge.products.dump_tools import ANY_FILES, COPY_IMAGES, COPY_TOOLS
from infracheck.knowledge.products.records.product import Product
from infracheck.knowledge.products.variables import HOST_ENDS

BY_NAME = {product.name: product for product in PRODUCTS}
DATABASE = "database"
"""The kind of a dependency that is a database, and nothing tells which."""


def spoken_by(product: Product) -> Product:
    """The product that clients take this one for: the one whose protocol it speaks, itself for most."""
    return BY_NAME[product.speaks] if product.speaks else product


# addresses

KINDS = {scheme: product.name for product in PRODUCTS for scheme in product.schemes}
"""Which kind a scheme means."""
BY_SCHEME = {scheme: rating for product in PRODUCTS for scheme, rating in product.schemes.items() if rating is not None}
SHARED_SCHEMES = ("tcp", "tls", "ssl")
"""Schemes of several products: the port tells which."""
WEB = frozenset(product.name for product in PRODUCTS if product.is_web)
APIS = frozenset(product.name for product in PRODUCTS if product.is_api)
ADDRESSES = {name: product.name for product in PRODUCTS for name in product.addresses}
"""Variables whose web address is one of a certain kind."""

# ports

BY_PORT = {
    port: product.name
    for product in PRODUCTS
    for port in (product.port, *product.tls_ports)
    if port is not None and not product.has_shared_port
}
"""What listens where, as far as a port tells; `tcp://` and its like say no more than that."""
DISTINCTIVE_PORTS = {product.port: product.name for product in PRODUCTS if product.has_distinctive_port}
"""What listens where, with certainty."""
PORTS_IN_WEB_ADDRESSES = frozenset(product.port for product in PRODUCTS if product.is_in_web_addresses)
_SCHEME_PORTS = {scheme: port for product in PRODUCTS for scheme, port in product.scheme_ports.items()}


def usual_port(kind: str, scheme: str = "") -> int | None:
    """The port that a scheme or a kind means; None where that is not told."""
    by_scheme = _SCHEME_PORTS.get(scheme)
    product = BY_NAME.get(kind)
    if by_scheme is not None or product is None or product.has_many_ports:
        return by_scheme
    return product.port


# variables

HOST_VARIABLES: dict[str, tuple[str, str]] = {
    **{name: (product.name, prefix) for product in PRODUCTS for name, prefix in product.host_variables.items()},
    **{
        f"{prefix}_{end}": (product.name, prefix)
        for product in PRODUCTS
        for prefix in product.prefixes
        for end in HOST_ENDS
        if f"{prefix}_{end}" not in product.not_hosts
    },
    **{f"{prefix}_{end}": (DATABASE, prefix) for prefix in ("DB", "DATABASE") for end in HOST_ENDS},
    "GF_DATABASE_HOST": (DATABASE, "GF_DATABASE"),
    "KC_DB_URL_HOST": (DATABASE, "KC_DB"),
}
"""The kind and the prefix of every variable that names a host; a database of which another variable tells the kind."""
BROKERS = tuple(end for product in PRODUCTS for end in product.broker_ends)
"""How variables end that name brokers."""
INSECURE_PREFIXES = frozenset(prefix for product in PRODUCTS for prefix in product.insecure_prefixes)
DATABASE_TYPES = {word: product.name for product in PRODUCTS for word in product.type_words}
"""What a variable such as `DB_TYPE` tells by a word."""
DATABASE_PORTS = {each.port: each.name for each in PRODUCTS if each.type_words and not each.has_shared_port}
"""The ports by which one tells these databases, where no such variable does."""

# TLS

DRIVERS = {scheme: driver for product in PRODUCTS for scheme, driver in product.drivers.items()}
"""Which client library a scheme means."""
WITH_DRIVER = frozenset(
    product.name for product in PRODUCTS if any("+" in scheme for scheme in spoken_by(product).drivers)
)
"""The kinds whose schemes may name the client library behind a `+`."""
RULES = {product.name: rules for product in PRODUCTS if (rules := spoken_by(product).rules)}
DEFAULTS = {product.name: defaults for product in PRODUCTS if (defaults := spoken_by(product).defaults)}
REQUIRES_LOGIN = frozenset(product.name for product in PRODUCTS if product.requires_login)
RUNTIMES = {"node": "node", "n8n": "node", "directus": "node", "ghost": "node"}
"""Which client library an image, or the base of one, brings along."""

# servers

IMAGES = {image: product.name for product in PRODUCTS for image in product.images}
"""What an image serves, by the end of its repository."""
SERVERS = {server: product.name for product in PRODUCTS for server in product.servers}
"""What a program serves, by its name."""
OPERATORS = {(each.group, each.kind): (each, product) for product in PRODUCTS for each in product.operators}
"""What is known of a custom resource, by its group and kind, and the product that it runs."""
OPERATED_KINDS = frozenset(kind for _, kind in OPERATORS)

# backups

DUMPS = {
    **{each.command: product.name for product in PRODUCTS for each in product.dumps},
    **dict.fromkeys(COPY_TOOLS, ANY_FILES),
}
"""What a tool's command dumps; `*` copies files, whatever they are of."""
DUMP_CLIENTS = {each.command: each for product in PRODUCTS for each in product.dumps if each.takes_host}
DUMP_IMAGES = {
    **{image: product.name for product in PRODUCTS for image in product.dump_images},
    **dict.fromkeys(COPY_IMAGES, ANY_FILES),
}


def dumped_with(product: str) -> tuple[str, ...]:
    """The products that a dump tool of one may be used for: it, and those that speak the same protocol."""
    found = BY_NAME.get(product)
    if found is None:
        return (product,)
    family = spoken_by(found).name
    others = (each.name for each in PRODUCTS if spoken_by(each).name == family and each is not found)
    return product, *others
