"""etcd, Consul and ZooKeeper, by which members of a cluster agree."""

from __future__ import annotations

from infracheck.knowledge.products.records.dump import Dump
from infracheck.knowledge.products.records.product import Product

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

CONSUL = Product(
    "Consul",
    {"consul": None},
    8500,
    (8501,),
    prefixes=("CONSUL", "CONSUL_HTTP", "SPRING_CLOUD_CONSUL"),
    addresses=("CONSUL_HTTP_ADDR", "CONSUL_URL"),
    images=("consul",),
    is_store=True,
)

ZOOKEEPER = Product(
    "ZooKeeper",
    {"zookeeper": None},
    2181,
    (2281,),
    prefixes=("ZOOKEEPER",),
    images=("zookeeper",),
    is_store=True,
    is_database_or_cache=True,
    has_distinctive_port=True,
)
