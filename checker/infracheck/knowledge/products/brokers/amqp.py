"""AMQP, which RabbitMQ and ActiveMQ speak."""

from __future__ import annotations

from infracheck.knowledge.products.records.operators import Door, Operator
from infracheck.knowledge.products.records.product import OFF, UNVERIFIED, VERIFIED, Product
from infracheck.knowledge.products.records.tls_rule import Rule, words
from infracheck.knowledge.products.records.vendor import Vendor

AMQP = Product(
    "AMQP",
    {"amqp": OFF, "pyamqp": OFF, "amqps": VERIFIED},
    5672,
    (5671,),
    scheme_ports={"amqps": 5671},
    prefixes=("RABBITMQ", "AMQP", "SPRING_RABBITMQ"),
    rules=(Rule(("verify",), words("verify_none"), UNVERIFIED),),
    images=("rabbitmq", "activemq-artemis"),
    logins=("guest:guest", "admin:admin", "rabbitmq:rabbitmq"),
    operators=(Operator("rabbitmq.com", "RabbitmqCluster", ("{}", "{}-nodes"), doors=(Door("spec/service"),)),),
    vendors=(Vendor("Amazon MQ", amazon=(".mq.",)), Vendor("CloudAMQP", (".cloudamqp.com",))),
    is_broker=True,
)
