"""What is to be known of a product."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from infracheck.knowledge.products.records.tls_rating import TlsRating
from infracheck.record import Record

if TYPE_CHECKING:
    from infracheck.knowledge.products.records.dump import Dump
    from infracheck.knowledge.products.records.operators import Operator
    from infracheck.knowledge.products.records.tls_rule import Default, Rule
    from infracheck.knowledge.products.records.vendor import Vendor

VERIFIED, UNVERIFIED = TlsRating.VERIFIED, TlsRating.UNVERIFIED
OPPORTUNISTIC, OFF = TlsRating.OPPORTUNISTIC, TlsRating.OFF


class Product(Record):
    """A database, a broker or another service that workloads reach: a kind of dependency."""

    name: str
    schemes: Mapping[str, TlsRating | None] = {}
    """The schemes of its addresses, rated where the scheme alone decides TLS."""
    port: int | None = None
    """The usual one."""
    tls_ports: tuple[int, ...] = ()
    """Those for TLS; no evidence, since a client may speak plainly to them."""
    scheme_ports: Mapping[str, int] = {}
    """The port that a scheme means, where that is another than the usual one."""
    speaks: str = ""
    """The product whose protocol it speaks, so that clients take it for that one."""

    prefixes: tuple[str, ...] = ()
    """How the variables start that name a host of it."""
    host_variables: Mapping[str, str] = {}
    """Variables that name a host in a way of their own, each with the prefix of those beside it."""
    not_hosts: tuple[str, ...] = ()
    """Variables that have a prefix, end as those for hosts do, and name none."""
    broker_ends: tuple[str, ...] = ()
    """How variables end that name its brokers, whatever they start with."""
    addresses: tuple[str, ...] = ()
    """Variables that hold a web address of it."""
    insecure_prefixes: tuple[str, ...] = ()
    """The prefixes before which `_INSECURE` switches TLS off, rather than the check of certificates."""
    type_words: tuple[str, ...] = ()
    """What it is called where a variable such as `DB_TYPE` tells one database from another."""

    drivers: Mapping[str, str] = {}
    """Which client library a scheme means."""
    rules: tuple[Rule, ...] = ()
    """The parameters that decide TLS; the first that is met does."""
    defaults: tuple[Default, ...] = ()
    """What holds where no parameter decides."""

    images: tuple[str, ...] = ()
    """The ends of the names of images that serve it."""
    servers: tuple[str, ...] = ()
    """The programs that serve it, by which one tells a server from a client of the same image."""
    data_folders: tuple[str, ...] = ()
    """Where its images keep its data, as their own documentation says."""
    data_settings: tuple[str, ...] = ()
    """The variables and the options that name another folder for it."""
    logins: tuple[str, ...] = ()
    """The `user:password` that it ships with."""
    dumps: tuple[Dump, ...] = ()
    """The commands that write a backup of it."""
    dump_images: tuple[str, ...] = ()
    """The ends of the names of images that write a backup of it by themselves."""
    operators: tuple[Operator, ...] = ()
    """The custom resources from which operators run it."""
    vendors: tuple[Vendor, ...] = ()
    """The managed services that are of this product alone."""

    is_store: bool = False
    """Whether it keeps data that must survive, so that it wants a backup."""
    is_database_or_cache: bool = False
    """Whether pods reach it as a database or a cache that is their own, which nobody outside has business with."""
    is_broker: bool = False
    """Whether it passes messages between programs."""
    is_web: bool = False
    """Whether its addresses are those of the web, which tell no product."""
    is_api: bool = False
    """Whether its addresses are called by programs: an API rather than a database or a broker."""
    requires_login: bool = False
    """Whether nobody gets in without a name: where an address has none, it stands elsewhere."""
    is_in_web_addresses: bool = False
    """Whether its port tells it in an `http://` address."""
    has_shared_port: bool = False
    """Whether other products listen on its port too, so that a port does not tell it."""
    has_distinctive_port: bool = False
    """Whether nothing else is found on its port: then a Service's port tells it where no pod is seen."""
    has_many_ports: bool = False
    """Whether none of its ports is so usual that an address without one means it."""
