"""How the names of variables and options say that an address follows, whatever is spoken there."""

from __future__ import annotations

import re

from infracheck.knowledge.products.own_addresses import is_own_address

_ADDRESS_ENDS = (
    "URL", "URI", "URLS", "URIS", "ENDPOINT", "HOST", "HOSTNAME", "ADDRESS", "ADDR", "SERVER", "API", "BASE", "DSN",
    "UPSTREAM", "WEBHOOK", "_HOOK",
)  # fmt: skip
_HOST_ENDS = (
    "HOST", "HOSTS", "HOSTNAME", "HOSTPORT", "HOST_PORT", "ADDR", "ADDRS", "ADDRESS", "ADDRESSES", "SERVER", "SERVERS",
    "ENDPOINT", "ENDPOINTS", "UPSTREAM", "UPSTREAMS", "TARGET", "BACKEND", "PEER", "URL", "URI", "COLLECTOR",
    "HOST_NAME", "BASEURL", "SERVICE", "SVC",
)  # fmt: skip
_HOST_WORDS = tuple(f"_{end}" for end in _HOST_ENDS)
# what a program offers itself, or how others find it
_OWN_WORDS = frozenset((
    "BIND", "BINDING", "LISTEN", "LISTENER", "LISTENERS", "LISTENING", "ADVERTISE", "ADVERTISED", "PUBLISH",
    "PUBLISHED", "ANNOUNCE", "SELF", "LOCAL", "POD", "OWN",
))  # fmt: skip
_OWN_STEMS = frozenset(("", "SERVER", "APP", "APPLICATION", "HTTP", "HTTPS", "WEB", "GRPC", "SITE", "INGRESS", "KC"))


_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def capitals(name: str) -> str:
    """A name as environment variables are spelt: `--cart-service.hostName` is `CART_SERVICE_HOST_NAME`."""
    if not name.isupper():
        name = _HUMP.sub("_", name)
    return name.lstrip("-").replace("-", "_").replace(".", "_").replace(":", "_").upper()


def is_about_address(upper: str) -> bool:
    """Whether a name says that an address follows; schemas, documents and licences have addresses too."""
    return upper.endswith(_ADDRESS_ENDS)


def is_about_host(upper: str) -> bool:
    """Whether a name says by its end that a host follows, with its port or without."""
    return upper.endswith(_HOST_WORDS) or upper in _HOST_ENDS


def is_about_self(upper: str) -> bool:
    """Whether a name speaks of the application's own address, or of where it listens."""
    return not _OWN_WORDS.isdisjoint(upper.split("_")) or is_own_address(upper)


def stem_of(upper: str) -> str:
    """What stands before the end that says host: `ORDER_QUEUE` of `ORDER_QUEUE_HOSTNAME`."""
    ends = sorted((end for end in _HOST_ENDS if upper.endswith(end)), key=len)
    return upper.removesuffix(ends[-1]).rstrip("_") if ends else upper


def is_stem_of_others(stem: str) -> bool:
    """Whether a name with this stem means another program: `SERVER_HOST` may well be the application's own."""
    return stem not in _OWN_STEMS
