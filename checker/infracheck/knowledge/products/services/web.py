"""HTTP, WebSocket and gRPC, and what is reached by them without more to be known of it."""

from __future__ import annotations

from infracheck.knowledge.products.records.operators import Operator, Switch
from infracheck.knowledge.products.records.product import OFF, VERIFIED, Product
from infracheck.knowledge.products.records.vendor import Vendor

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

DOCKER = Product("Docker", {}, 2375, (2376,), addresses=("DOCKER_HOST",))

TEMPORAL = Product("Temporal", {}, 7233, prefixes=("TEMPORAL",))

OPENTELEMETRY = Product(
    "OpenTelemetry",
    {},
    4317,
    prefixes=("OTEL_EXPORTER_OTLP",),
    addresses=(
        "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT",
        "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT",
    ),
    insecure_prefixes=("OTEL_EXPORTER_OTLP",),
    has_shared_port=True,
)  # fmt: skip
