"""HTTP, WebSocket and gRPC, which tell no product behind them."""

from __future__ import annotations

from infracheck.knowledge.products.operator import Operator, Switch
from infracheck.knowledge.products.product import OFF, VERIFIED, Product
from infracheck.knowledge.products.vendor import Vendor

_PLAIN = (Switch("spec/http/tls/selfSignedCertificate/disabled", ("true",)),)

HTTP = Product(
    "HTTP",
    {"http": OFF, "https": VERIFIED},
    80,
    (443,),
    scheme_ports={"http": 80, "https": 443},
    operators=(
        Operator("kibana.k8s.elastic.co", "Kibana", ("{}-kb-http",), _PLAIN),
        Operator("apm.k8s.elastic.co", "ApmServer", ("{}-apm-http",), _PLAIN),
    ),
    vendors=(Vendor("Google Cloud Run", (".run.app", ".cloudfunctions.net")),),
    is_web=True,
    is_api=True,
    has_shared_port=True,
)
WEBSOCKET = Product(
    "WebSocket",
    {"ws": OFF, "wss": VERIFIED},
    80,
    (443,),
    scheme_ports={"ws": 80, "wss": 443},
    is_web=True,
    is_api=True,
    has_shared_port=True,
)
GRPC = Product("gRPC", {"grpc": None, "grpcs": VERIFIED}, is_api=True)
