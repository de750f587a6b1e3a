"""All products, in the order in which the docs show them."""

from __future__ import annotations

from infracheck.knowledge.products.brokers.amqp import AMQP
from infracheck.knowledge.products.brokers.kafka import KAFKA
from infracheck.knowledge.products.brokers.mqtt import MQTT
from infracheck.knowledge.products.brokers.nats import NATS
from infracheck.knowledge.products.databases.cassandra import CASSANDRA
from infracheck.knowledge.products.databases.clickhouse import CLICKHOUSE
from infracheck.knowledge.products.databases.couchbase import COUCHBASE
from infracheck.knowledge.products.databases.elasticsearch import ELASTICSEARCH
from infracheck.knowledge.products.databases.influxdb import INFLUXDB
from infracheck.knowledge.products.databases.memcached import MEMCACHED
from infracheck.knowledge.products.databases.mongodb import MONGODB
from infracheck.knowledge.products.databases.mysql import MARIADB, MYSQL
from infracheck.knowledge.products.databases.neo4j import NEO4J
from infracheck.knowledge.products.databases.oracle import ORACLE
from infracheck.knowledge.products.databases.postgresql import COCKROACHDB, POSTGRESQL
from infracheck.knowledge.products.databases.redis import REDIS
from infracheck.knowledge.products.databases.sql_server import SQL_SERVER
from infracheck.knowledge.products.services.azure import AZURE_SERVICE_BUS, AZURE_STORAGE
from infracheck.knowledge.products.services.coordination import CONSUL, ETCD, ZOOKEEPER
from infracheck.knowledge.products.services.ldap import LDAP
from infracheck.knowledge.products.services.s3 import S3
from infracheck.knowledge.products.services.smtp import SMTP
from infracheck.knowledge.products.services.vault import VAULT
from infracheck.knowledge.products.services.web import DOCKER, GRPC, HTTP, OPENTELEMETRY, TEMPORAL, WEBSOCKET

PRODUCTS = (
    POSTGRESQL, COCKROACHDB, MYSQL, MARIADB, SQL_SERVER, ORACLE, MONGODB, REDIS, AMQP, KAFKA, NATS, MQTT, ELASTICSEARCH,
    CASSANDRA, CLICKHOUSE, MEMCACHED, ETCD, LDAP, SMTP, S3, NEO4J, COUCHBASE, VAULT, CONSUL, ZOOKEEPER, TEMPORAL,
    INFLUXDB, OPENTELEMETRY, AZURE_STORAGE, AZURE_SERVICE_BUS, DOCKER, GRPC, HTTP, WEBSOCKET,
)  # fmt: skip
