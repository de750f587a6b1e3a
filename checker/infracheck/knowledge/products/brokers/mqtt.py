"""MQTT, which Mosquitto, EMQX and VerneMQ speak."""

from __future__ import annotations

from infracheck.knowledge.products.records.product import OFF, VERIFIED, Product
from infracheck.knowledge.products.records.vendor import Vendor

MQTT = Product(
    "MQTT",
    {"mqtt": OFF, "mqtts": VERIFIED},
    1883,
    (8883,),
    scheme_ports={"mqtts": 8883},
    prefixes=("MQTT", "MQTT_BROKER"),
    images=("eclipse-mosquitto", "mosquitto", "emqx", "vernemq"),
    logins=("admin:public",),
    vendors=(Vendor("HiveMQ Cloud", (".hivemq.cloud",)),),
    is_broker=True,
)
