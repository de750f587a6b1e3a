"""OpenTelemetry's protocol, OTLP."""

from __future__ import annotations

from infracheck.knowledge.products.product import Product

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
