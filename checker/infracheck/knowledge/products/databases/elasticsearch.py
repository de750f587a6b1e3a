"""Elasticsearch, and OpenSearch, which came of it."""

from __future__ import annotations

from infracheck.knowledge.products.records.operators import Operator, Switch, service_template
from infracheck.knowledge.products.records.product import UNVERIFIED, Product
from infracheck.knowledge.products.records.tls_rule import Rule, words
from infracheck.knowledge.products.records.vendor import Vendor
from infracheck.knowledge.words.switches import DRIVER_FALSE

ELASTICSEARCH = Product(
    "Elasticsearch",
    {"elasticsearch": None},
    9200,
    prefixes=("ELASTICSEARCH", "ELASTIC", "ES", "OPENSEARCH", "SPRING_ELASTICSEARCH"),
    addresses=(
        "ELASTICSEARCH_HOSTS", "ELASTICSEARCH_URL", "ELASTICSEARCH_URI", "ELASTICSEARCH_URIS", "ELASTICSEARCH_HOST",
        "ELASTIC_URL", "ELASTICSEARCH_NODE", "ES_URL", "ES_HOSTS", "SPRING_ELASTICSEARCH_URIS", "OPENSEARCH_URL",
        "OPENSEARCH_HOSTS", "OPENSEARCH_HOST", "OPENSEARCH_NODE", "SPRING_ELASTICSEARCH_REST_URIS",
    ),
    rules=(Rule(("verify_certs", "ssl_verify"), DRIVER_FALSE, UNVERIFIED, words("https")),),
    images=("elasticsearch", "opensearch", "elasticsearch-oss"),
    servers=("elasticsearch", "opensearch"),
    data_folders=("/usr/share/elasticsearch/data", "/usr/share/opensearch/data", "/bitnami/elasticsearch"),
    data_settings=("path.data",),
    logins=("elastic:changeme", "elastic:elastic", "admin:admin"),
    operators=(
        Operator(
            "elasticsearch.k8s.elastic.co",
            "Elasticsearch",
            ("{}-es-http",),
            (Switch("spec/http/tls/selfSignedCertificate/disabled", ("true",)),),
            doors=(service_template("spec/http/service"),),
        ),
        Operator("opensearch.opster.io", "OpenSearchCluster", ("{}",)),
    ),
    vendors=(
        Vendor("Amazon OpenSearch", (".es.amazonaws.com", ".aoss.amazonaws.com")),
        Vendor("Elastic Cloud", (".elastic-cloud.com", ".found.io", ".elastic.cloud")),
        Vendor("Bonsai", (".bonsaisearch.net",)),
    ),
    is_store=True,
    is_database_or_cache=True,
    is_in_web_addresses=True,
)  # fmt: skip
