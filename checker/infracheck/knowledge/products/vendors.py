"""Who runs a managed service, by the end of its host's name: a table that the docs show too."""

from __future__ import annotations

from infracheck.knowledge.products.catalogue import PRODUCTS
from infracheck.knowledge.products.records.vendor import Vendor

_OF_SEVERAL = (
    Vendor("Amazon RDS", (".rds.amazonaws.com", ".rds.amazonaws.com.cn")),
    Vendor("Amazon Neptune", (".neptune.amazonaws.com",), enforces_tls=True),
    Vendor("Amazon ElastiCache", (".cache.amazonaws.com",)),
    Vendor("Amazon Redshift", (".redshift.amazonaws.com",)),
    Vendor(
        "Azure Database",
        (".postgres.database.azure.com", ".mysql.database.azure.com", ".mariadb.database.azure.com"),
        enforces_tls=True,
    ),
    Vendor("Azure Cosmos DB", (".mongo.cosmos.azure.com", ".documents.azure.com"), enforces_tls=True),
    Vendor("Azure Key Vault", (".vault.azure.net",), enforces_tls=True),
    Vendor("Google Cloud SQL", (".sql.goog",)),
    Vendor("Aiven", (".aivencloud.com",)),
    Vendor("DigitalOcean", (".db.ondigitalocean.com", ".digitaloceanspaces.com")),
    Vendor("Upstash", (".upstash.io",)),
    Vendor("Snowflake", (".snowflakecomputing.com",), enforces_tls=True),
    Vendor("Render", (".render.com",)),
    Vendor("Oracle Cloud", (".oraclecloud.com",)),
    Vendor("Alibaba Cloud", (".aliyuncs.com",)),
)
VENDORS = (*(vendor for product in PRODUCTS for vendor in product.vendors), *_OF_SEVERAL)
_AMAZON = {mark: vendor.name for vendor in VENDORS for mark in vendor.amazon}
"""Amazon's services whose names end all alike, by a mark within the name."""


def vendor_of(host: str) -> str | None:
    """Who runs the service at a host; None where its name does not tell."""
    name = host.lower().rstrip(".")
    for vendor in VENDORS:
        if name.endswith(vendor.ends):
            return vendor.name
    if name.endswith((".amazonaws.com", ".amazonaws.com.cn", ".on.aws")):
        for mark, told in _AMAZON.items():
            if name.startswith(mark) or (mark.startswith(".") and mark in name):
                return told
    return None


def enforces_tls(host: str) -> bool:
    """Whether a managed service of this name is known to refuse plain connections."""
    name = host.lower().rstrip(".")
    return any(vendor.enforces_tls and name.endswith(vendor.ends) for vendor in VENDORS)
