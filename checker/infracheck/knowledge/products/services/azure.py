"""Azure's own services that a connection string of `name=value` parts leads to."""

from __future__ import annotations

from infracheck.knowledge.products.records.product import Product
from infracheck.knowledge.products.records.vendor import Vendor

AZURE_STORAGE = Product(
    "Azure Storage",
    {},
    443,
    vendors=(Vendor("Azure Storage", (".blob.core.windows.net", ".file.core.windows.net", ".queue.core.windows.net")),),
    requires_login=True,
    has_shared_port=True,
)
AZURE_SERVICE_BUS = Product(
    "Azure Service Bus",
    {},
    5671,
    vendors=(Vendor("Azure Service Bus", (".servicebus.windows.net",), enforces_tls=True),),
    has_shared_port=True,
)
