"""MongoDB."""

from __future__ import annotations

from infracheck.knowledge.products.records.dump import Dump
from infracheck.knowledge.products.records.operators import BackupField, Door, Operator, Switch
from infracheck.knowledge.products.records.product import OFF, UNVERIFIED, VERIFIED, Product
from infracheck.knowledge.products.records.tls_rule import Default, Rule, words
from infracheck.knowledge.products.records.vendor import Vendor
from infracheck.knowledge.words.switches import DRIVER_FALSE, DRIVER_TRUE

_UNCHECKED = ("tlsInsecure", "tlsAllowInvalidCertificates", "tlsAllowInvalidHostnames", "sslInsecure")

MONGODB = Product(
    "MongoDB",
    {"mongodb": None, "mongodb+srv": None},
    27017,
    prefixes=("MONGO", "MONGODB", "SPRING_DATA_MONGODB"),
    type_words=("mongodb",),
    rules=(
        Rule(_UNCHECKED, DRIVER_TRUE, UNVERIFIED),
        Rule(("sslValidate",), DRIVER_FALSE, UNVERIFIED),
        Rule(("tls", "ssl"), DRIVER_TRUE, VERIFIED),
        Rule(("tls", "ssl"), DRIVER_FALSE, OFF),
    ),
    defaults=(
        Default("mongodb+srv:// uses TLS", VERIFIED, words("mongodb+srv")),
        Default("mongodb:// without tls=true is not encrypted", OFF),
    ),
    images=("mongo", "mongodb", "mongodb-community-server", "percona-server-mongodb", "mongodb-sharded"),
    servers=("mongod",),
    data_folders=("/data/db", "/bitnami/mongodb"),
    data_settings=("--dbpath",),
    logins=("root:root", "admin:admin", "mongo:mongo", "root:example"),
    dumps=(Dump("mongodump", takes_host=True),),
    dump_images=("mongodb-backup",),
    operators=(
        Operator(
            "psmdb.percona.com",
            "PerconaServerMongoDB",
            ("{}-rs0", "{}-mongos"),
            (Switch("spec/tls/mode", ("disabled",)),),
            (BackupField("spec/backup/tasks/*/schedule", "enabled", "keep"),),
            (Door("spec/sharding/mongos/expose"), Door("spec/replsets/*/expose", needs="enabled")),
        ),
        Operator(
            "mongodbcommunity.mongodb.com", "MongoDBCommunity", ("{}-svc",), (Switch("spec/security/tls/enabled"),)
        ),
    ),
    vendors=(
        Vendor("MongoDB Atlas", (".mongodb.net",), enforces_tls=True),
        Vendor("Amazon DocumentDB", (".docdb.amazonaws.com",)),
    ),
    is_store=True,
    is_database_or_cache=True,
    has_distinctive_port=True,
)
