"""Redis, and those that are Redis to their clients."""

from __future__ import annotations

from infracheck.knowledge.products.records.dump import Dump
from infracheck.knowledge.products.records.operators import Door, Operator
from infracheck.knowledge.products.records.product import OFF, UNVERIFIED, VERIFIED, Product
from infracheck.knowledge.products.records.tls_rule import Rule, words
from infracheck.knowledge.products.records.vendor import Vendor
from infracheck.knowledge.words.switches import DRIVER_FALSE

REDIS = Product(
    "Redis",
    {"redis": OFF, "rediss": VERIFIED, "valkey": OFF, "valkeys": VERIFIED, "redis-sentinel": OFF},
    6379,
    (6380,),
    prefixes=("REDIS", "VALKEY", "SPRING_DATA_REDIS", "SPRING_REDIS"),
    rules=(
        Rule(("ssl_cert_reqs",), words("none", "cert_none"), UNVERIFIED),
        Rule(("ssl_check_hostname",), DRIVER_FALSE, UNVERIFIED),
        Rule(("verifyPeer",), words("none", "ca", "false"), UNVERIFIED),
    ),
    images=("redis", "redis-stack", "redis-stack-server", "redis-cluster", "valkey", "dragonfly", "keydb"),
    servers=("redis-server", "valkey-server", "keydb-server"),
    data_folders=("/data", "/bitnami/redis", "/bitnami/valkey"),
    data_settings=("--dir",),
    logins=("default:redis", ":redis", ":password"),
    dumps=(Dump("redis-cli --rdb"),),
    operators=(
        Operator("redis.redis.opstreelabs.in", "Redis", ("{}",)),
        Operator("redis.redis.opstreelabs.in", "RedisCluster", ("{}-leader", "{}-follower")),
        Operator("databases.spotahome.com", "RedisFailover", ("rfs-{}", "rfrm-{}")),
        Operator("dragonflydb.io", "Dragonfly", ("{}",), doors=(Door("spec/serviceSpec"),)),
    ),
    vendors=(
        Vendor("Amazon MemoryDB", amazon=(".memorydb.",)),
        Vendor("Azure Cache for Redis", (".redis.cache.windows.net", ".redis.azure.net")),
        Vendor("Google Memorystore", (".redis.goog",)),
        Vendor("Redis Cloud", (".redislabs.com", ".redis-cloud.com")),
    ),
    is_database_or_cache=True,
    has_distinctive_port=True,
)
