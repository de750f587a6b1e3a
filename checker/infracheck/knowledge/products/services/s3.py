"""S3, which MinIO and others speak too."""

from __future__ import annotations

from infracheck.knowledge.products.records.operators import Operator, Switch
from infracheck.knowledge.products.records.product import Product
from infracheck.knowledge.products.records.vendor import Vendor

S3 = Product(
    "S3",
    {},
    443,
    prefixes=("S3", "MINIO", "AWS_S3"),
    addresses=(
        "S3_ENDPOINT", "S3_ENDPOINT_URL", "S3_URL", "AWS_ENDPOINT", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3",
        "AWS_S3_ENDPOINT", "AWS_S3_ENDPOINT_URL", "MINIO_ENDPOINT", "MINIO_URL", "MINIO_SERVER",
        "MLFLOW_S3_ENDPOINT_URL", "S3_HOST", "MINIO_HOST",
    ),
    insecure_prefixes=("S3", "MINIO"),
    images=("minio", "seaweedfs"),
    servers=("minio",),
    data_folders=("/data", "/export", "/storage", "/bitnami/minio"),
    logins=("minioadmin:minioadmin", "minio:minio123"),
    operators=(Operator("minio.min.io", "Tenant", ("minio", "{}-hl"), (Switch("spec/requestAutoCert"),)),),
    vendors=(
        Vendor("Amazon S3", amazon=(".s3.", "s3.", "s3-")),
        Vendor("Google Cloud Storage", ("storage.googleapis.com",)),
    ),
    is_store=True,
    has_shared_port=True,
)  # fmt: skip
