"""Kafka, and Redpanda, which is Kafka to its clients."""

from __future__ import annotations

from infracheck.knowledge.products.records.operators import Door, Operator, Switch
from infracheck.knowledge.products.records.product import OFF, UNVERIFIED, VERIFIED, Product
from infracheck.knowledge.products.records.tls_rule import Rule, words
from infracheck.knowledge.products.records.vendor import Vendor
from infracheck.knowledge.words.switches import DRIVER_FALSE

_PROTOCOL = "security.protocol"
_ENCRYPTED = words("ssl", "sasl_ssl")

KAFKA = Product(
    "Kafka",
    {"kafka": None, "kafka+ssl": VERIFIED},
    9092,
    (9093, 9094, 9096, 9098),
    broker_ends=(
        "BOOTSTRAP_SERVERS", "BOOTSTRAPSERVERS", "KAFKA_BROKERS", "KAFKA_BROKER", "KAFKA_HOSTS", "KAFKA_BROKER_LIST",
        "KAFKA_URL", "KAFKA_SERVERS",
    ),
    rules=(
        Rule((_PROTOCOL,), words("plaintext", "sasl_plaintext"), OFF),
        Rule(
            ("enable.ssl.certificate.verification",), DRIVER_FALSE, UNVERIFIED, also=(_PROTOCOL, _ENCRYPTED)
        ),
        Rule(
            ("ssl.endpoint.identification.algorithm",), words("", "none"), UNVERIFIED, also=(_PROTOCOL, _ENCRYPTED)
        ),
        Rule((_PROTOCOL,), _ENCRYPTED, VERIFIED),
    ),
    images=("kafka", "cp-kafka", "redpanda", "kafka-native"),
    operators=(
        Operator(
            "kafka.strimzi.io",
            "Kafka",
            ("{}-kafka-bootstrap", "{}-kafka-brokers"),
            (Switch("spec/kafka/listeners/*/tls"),),
            doors=(
                # brokers are made to be reached from outside, by clients that say who they are
                Door(
                    "spec/kafka/listeners/*",
                    "type",
                    "configuration/bootstrap/annotations",
                    "configuration/loadBalancerSourceRanges",
                    ("loadbalancer", "nodeport", "ingress", "route"),
                    guard="authentication",
                ),
            ),
            listeners="spec/kafka/listeners",
        ),
    ),
    vendors=(
        Vendor("Amazon MSK", amazon=(".kafka.", ".kafka-serverless.")),
        Vendor("Confluent Cloud", (".confluent.cloud",), enforces_tls=True),
    ),
    is_store=True,
    is_broker=True,
)  # fmt: skip
