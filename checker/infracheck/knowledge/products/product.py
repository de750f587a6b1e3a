"""What is to be known of a kind of dependency."""

from __future__ import annotations

from collections.abc import Mapping

from infracheck.knowledge.products.tls_rating import TlsRating
from infracheck.record import Record

VERIFIED, UNVERIFIED = TlsRating.VERIFIED, TlsRating.UNVERIFIED
OPPORTUNISTIC, OFF = TlsRating.OPPORTUNISTIC, TlsRating.OFF


class Product(Record):
    """A kind of dependency.

    `schemes` are rated where the scheme alone decides TLS; `port` is the usual one, `tls_ports` those for TLS
    (no evidence: a client may speak plainly to them). `prefixes` start the variables that name a host, `addresses` are
    variables that hold a web address of it, `images` the ends of the names of images that serve it, `logins` the
    `user:password` that it ships with.
    """

    name: str
    schemes: Mapping[str, TlsRating | None] = {}
    port: int | None = None
    tls_ports: tuple[int, ...] = ()
    prefixes: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    logins: tuple[str, ...] = ()
    is_store: bool = False
    """Whether it keeps data that must survive, so that it wants a backup."""
