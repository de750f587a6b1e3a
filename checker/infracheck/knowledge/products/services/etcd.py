"""etcd."""

from __future__ import annotations

from infracheck.knowledge.products.dump import Dump
from infracheck.knowledge.products.product import Product

ETCD = Product(
    "etcd",
    {"etcd": None},
    2379,
    prefixes=("ETCD",),
    addresses=("ETCD_ENDPOINTS", "ETCDCTL_ENDPOINTS", "ETCD_SERVERS", "ETCD_URL", "ETCD_ADDR"),
    images=("etcd",),
    dumps=(Dump("etcdctl snapshot save"),),
    dump_images=("etcd-backup",),
    is_store=True,
    is_database_or_cache=True,
)
