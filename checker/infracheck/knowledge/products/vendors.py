"""Who runs a managed service, by the end of its host's name: a table that the docs show too."""

from __future__ import annotations

from infracheck.record import Record


class Vendor(Record):
    """A managed service; `enforces_tls` where it refuses plain connections, whatever the client would accept."""

    name: str
    ends: tuple[str, ...]
    enforces_tls: bool = False


VENDORS = (
    Vendor("Amazon RDS", (".rds.amazonaws.com", ".rds.amazonaws.com.cn")),
    Vendor("Amazon DocumentDB", (".docdb.amazonaws.com",)),
    Vendor("Amazon Neptune", (".neptune.amazonaws.com",), enforces_tls=True),
    Vendor("Amazon ElastiCache", (".cache.amazonaws.com",)),
    Vendor("Amazon OpenSearch", (".es.amazonaws.com", ".aoss.amazonaws.com")),
    Vendor("Amazon Redshift", (".redshift.amazonaws.com",)),
    Vendor("Azure SQL", (".database.windows.net",), enforces_tls=True),
    Vendor(
        "Azure Database",
        (".postgres.database.azure.com", ".mysql.database.azure.com", ".mariadb.database.azure.com"),
        enforces_tls=True,
    ),
    Vendor("Azure Cosmos DB", (".mongo.cosmos.azure.com", ".documents.azure.com"), enforces_tls=True),
    Vendor("Azure Cache for Redis", (".redis.cache.windows.net", ".redis.azure.net")),
    Vendor("Azure Service Bus", (".servicebus.windows.net",), enforces_tls=True),
    Vendor("Azure Storage", (".blob.core.windows.net", ".file.core.windows.net", ".queue.core.windows.net")),
    Vendor("Azure Key Vault", (".vault.azure.net",), enforces_tls=True),
    Vendor("Google Cloud SQL", (".sql.goog",)),
    Vendor("Google Memorystore", (".redis.goog",)),
    Vendor("Google Cloud Storage", ("storage.googleapis.com",)),
    Vendor("Google Cloud Run", (".run.app", ".cloudfunctions.net")),
    Vendor("MongoDB Atlas", (".mongodb.net",), enforces_tls=True),
    Vendor("Neon", (".neon.tech",), enforces_tls=True),
    Vendor("Supabase", (".supabase.co", ".supabase.com")),
    Vendor("PlanetScale", (".psdb.cloud",), enforces_tls=True),
    Vendor("Aiven", (".aivencloud.com",)),
    Vendor("DigitalOcean", (".db.ondigitalocean.com", ".digitaloceanspaces.com")),
    Vendor("Redis Cloud", (".redislabs.com", ".redis-cloud.com")),
    Vendor("Upstash", (".upstash.io",)),
    Vendor("Confluent Cloud", (".confluent.cloud",), enforces_tls=True),
    Vendor("CloudAMQP", (".cloudamqp.com",)),
    Vendor("Elastic Cloud", (".elastic-cloud.com", ".found.io", ".elastic.cloud")),
    Vendor("Bonsai", (".bonsaisearch.net",)),
    Vendor("ClickHouse Cloud", (".clickhouse.cloud",)),
    Vendor("CockroachDB Cloud", (".cockroachlabs.cloud",), enforces_tls=True),
    Vendor("Crunchy Bridge", (".crunchybridge.com",)),
    Vendor("Timescale Cloud", (".timescale.com", ".tsdb.cloud.timescale.com")),
    Vendor("Snowflake", (".snowflakecomputing.com",), enforces_tls=True),
    Vendor("ScyllaDB Cloud", (".scylla.cloud",)),
    Vendor("DataStax Astra", (".astra.datastax.com",), enforces_tls=True),
    Vendor("Render", (".render.com",)),
    Vendor("Synadia Cloud", ("connect.ngs.global",), enforces_tls=True),
    Vendor("HiveMQ Cloud", (".hivemq.cloud",)),
    Vendor("SendGrid", ("smtp.sendgrid.net",)),
    Vendor("Mailgun", ("smtp.mailgun.org", "smtp.eu.mailgun.org")),
    Vendor("Oracle Cloud", (".oraclecloud.com",)),
    Vendor("Alibaba Cloud", (".aliyuncs.com",)),
)
_AMAZON = {
    ".memorydb.": "Amazon MemoryDB",
    ".kafka.": "Amazon MSK",
    ".kafka-serverless.": "Amazon MSK",
    ".mq.": "Amazon MQ",
    "cassandra.": "Amazon Keyspaces",
    "email-smtp.": "Amazon SES",
    ".s3.": "Amazon S3",
    "s3.": "Amazon S3",
    "s3-": "Amazon S3",
}


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
