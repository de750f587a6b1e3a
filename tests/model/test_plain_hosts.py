"""Addresses that no scheme and no product's name gives away."""

from __future__ import annotations

import pytest
from tests.model.tools import model_in

from infracheck.model.base.fact import Known
from infracheck.model.entities.dependency import Dependency
from infracheck.model.entities.workload import Workload
from infracheck.model.facts.dependencies.endpoint import Endpoint
from infracheck.model.facts.dependencies.misspelt import is_slip
from infracheck.model.graph.model import Model

WEB = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: shop:7
          args: [%s]
          env: [%s]
"""
SERVICE = """\
---
apiVersion: v1
kind: Service
metadata: {name: %s, namespace: shop}
spec: {selector: {app: %s}, ports: [{port: %d}]}
"""
QUEUE = """\
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: queue, namespace: shop}
spec:
  selector: {matchLabels: {app: queue}}
  template:
    metadata: {labels: {app: queue}}
    spec:
      containers: [{name: queue, image: "rabbitmq:4"}]
"""
SERVICES = "".join(
    SERVICE % each for each in (("catalog", "catalog", 3550), ("queue", "queue", 5672), ("web", "web", 80))
)


def model_of(env: str = "", args: str = "", more: str = "") -> Model:
    text = WEB % (args, env) + SERVICES + QUEUE + more
    return model_in(text)


def found(model: Model) -> list[tuple[str, str, int | None]]:
    return [(each.kind, each.host, each.port) for each in model.all(Dependency)]


def variables(**values: str) -> str:
    return ", ".join(f"{{name: {name}, value: {value!r}}}" for name, value in values.items())


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("CATALOG_ADDR", "catalog:3550", ("service", "catalog", 3550)),
        ("catalogServiceHost", "catalog:3550", ("service", "catalog", 3550)),
        ("REVIEWS_ENDPOINT", "reviews:9080", ("service", "reviews", 9080)),
        (
            "REVIEWS_SERVICE_HOST",
            "reviews.other.svc.cluster.local",
            ("service", "reviews.other.svc.cluster.local", None),
        ),
        ("CARRIER_API_HOST", "api.carrier.example:443", ("service", "api.carrier.example", 443)),
        ("COLLECTOR_ADDR", "10.1.2.3:4319", ("service", "10.1.2.3", 4319)),
        ("COLLECTOR_ADDR", "[fd00::1]:4319", ("service", "fd00::1", 4319)),
        ("PEER_HOSTS", "one:7000,two:7000", ("service", "one", 7000)),
        ("BACKEND", "catalog:3550/v1", ("service", "catalog", 3550)),
        ("ANYTHING", "catalog:3550", ("service", "catalog", 3550)),
        ("ZIPKIN", "zipkin.tracing.svc.cluster.local", ("service", "zipkin.tracing.svc.cluster.local", None)),
        ("METRICS_URI", "proxy://wavefront.metrics:2878", ("service", "wavefront.metrics", 2878)),
        ("ZIPKIN", "Zipkin.Tracing.SVC", ("service", "zipkin.tracing.svc", None)),
        ("BACKEND", "Catalog:3550", ("service", "catalog", 3550)),
        ("CARTS_TARGET", "CARTS:6379", ("Redis", "carts", 6379)),
        ("ROUTE", "lb://catalog", ("service", "catalog", None)),
        ("ROUTE_TARGET", "dns:///catalog:3550", ("service", "catalog", 3550)),
        ("mongo", "user-db.data.svc:27017", ("MongoDB", "user-db.data.svc", 27017)),
        ("CARTS_TARGET", "carts:6379", ("Redis", "carts", 6379)),
        ("EVENTS_ADDR", "rabbitmq-main:5672", ("AMQP", "rabbitmq-main", 5672)),
        ("SESSION_REDIS_HOST", "kv", ("Redis", "kv", None)),
        ("DB_HOST", "mysql.data.svc.cluster.local", ("MySQL", "mysql.data.svc.cluster.local", None)),
        ("DATABASE_HOST", "orders-postgres", ("PostgreSQL", "orders-postgres", None)),
        ("DB_HOST", "orders", ("database", "orders", None)),
        ("DB_HOST", "postgres:3306", ("MySQL", "postgres", 3306)),
        ("CATALOG_SERVICE", "catalog", ("service", "catalog", None)),
        ("catalogSvc", "catalog.shop", ("service", "catalog.shop", None)),
        ("ORDERS_SERVICE", "queue", ("AMQP", "queue", None)),
        ("APP_STORAGE_POSTGRES_SERVER", "db", ("PostgreSQL", "db", None)),
    ],
)
def test_a_variable_names_a_service(name: str, value: str, expected: tuple[str, str, int | None]) -> None:
    assert found(model_of(variables(**{name: value}))) == [expected]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("IMAGE", "redis:7"),
        ("TAG", "catalog:1"),
        ("TIME_SERVER", "12:30"),
        ("USER_TARGET", "1000:1000"),
        ("GHOST", "a:1"),
        ("MAC_ADDR", "00:11:22:33:44:55"),
        ("BIND_ADDR", "web:8080"),
        ("LISTEN_ADDRESS", "0.0.0.0:8080"),
        ("GRPC_LISTENER_HOST", "catalog:3550"),
        ("METRICS_ADDR", "localhost:9090"),
        ("METRICS_ADDR", "127.0.0.1:9090"),
        ("HOSTNAME", "shop.example.com"),
        ("KC_HOSTNAME", "login.example.com:8443"),
        ("SERVER_HOST", "shop.example.com:443"),
        ("REVIEWS_HOST", "reviews"),
        ("REVIEWS_SERVICE", "reviews"),
        ("SYSTEMD_SERVICE", "web"),
        ("CATALOG_SERVICE_NAME", "catalog"),
        ("SELF_ADDR", "catalog:3550"),
        ("WEB_ADDR", "web:80"),
        ("FRONT", "web:80"),
        ("KEY_URI", "gs://bucket/key"),
        ("KEY_URI", "awskms:///alias/shop"),
        ("KEY_URI", "awskms:///alias:80/shop"),
        ("FILE_SERVER", "/etc/shop:80"),
        ("LOGIN_HOST", "admin:hunter2@reviews:80"),
    ],
)
def test_what_only_looks_like_an_address_is_none(name: str, value: str) -> None:
    assert found(model_of(variables(**{name: value}))) == []


def test_the_pods_behind_a_service_tell_its_product_and_another_variable_its_port() -> None:
    model = model_of(variables(ORDER_QUEUE_HOSTNAME="queue", ORDER_QUEUE_PORT="5672"))

    assert found(model) == [("AMQP", "queue", 5672)]


def test_the_one_port_of_a_service_tells_its_product_where_no_setting_names_a_port() -> None:
    ports = "[{port: 5432}, {port: 9187}]"
    store = SERVICE.replace("[{port: %d}]", ports) % ("store", "store")
    two = SERVICE.replace("[{port: %d}]", "[{port: 5432}, {port: 6379}]") % ("two", "two")

    assert found(model_of(variables(STORE_SERVICE="store"), more=store)) == [("PostgreSQL", "store", None)]
    assert found(model_of(variables(TWO_SERVICE="two"), more=two)) == [("service", "two", None)]


def test_a_switch_beside_the_address_tells_its_tls() -> None:
    model = model_of(variables(CARRIER_ADDR="api.carrier.example:443", CARRIER_TLS="false"))

    rating = model.all(Dependency)[0].tls
    assert isinstance(rating, Known)
    assert (rating.value.value, rating.because[0].message) == ("off", "CARRIER_TLS=false")


def test_an_address_that_tells_no_product_joins_the_one_that_does() -> None:
    model = model_of(variables(CATALOG_ADDR="catalog:3550", CATALOG_URL="http://catalog.shop:3550"))

    assert [(each.kind, each.host, len(each.dependencies)) for each in model.all(Endpoint)] == [
        ("HTTP", "catalog.shop", 2)
    ]


def test_arguments_name_services_of_the_cluster() -> None:
    args = '"--upstream", "catalog:3550", "-queue=queue:5672", "--target=http://catalog:3550/v1"'
    args += ', "--listen-addr=catalog:3550", "--image", "catalog:1", "--docs=http://docs.example.com"'

    assert found(model_of(args=args)) == [
        ("service", "catalog", 3550),
        ("AMQP", "queue", 5672),
        ("HTTP", "catalog", 3550),
    ]


ROUTES = """\
---
apiVersion: v1
kind: ConfigMap
metadata: {name: routes, namespace: shop}
data:
  application.yaml: |
    catalog-id: http://catalog:3550
    docs: http://docs.example.com
    spring.cloud.gateway.routes:
      - id: queue
        uri: lb://queue
      - id: far
        uri: http://far.other.svc.cluster.local
    billing:
      backend: billing:8080
  _example: |
    endpoint: http://collector.otel.svc.cluster.local
"""


def test_the_files_of_a_config_map_name_services_of_the_cluster() -> None:
    assert found(model_of(more=ROUTES)) == [
        ("HTTP", "catalog", 3550),
        ("HTTP", "far.other.svc.cluster.local", None),
        ("service", "billing", 8080),
        ("AMQP", "queue", None),
    ]


def told(model: Model, kind: str) -> list[tuple[str, str]]:
    configuration = model.all(Workload)[0].configuration
    return [
        (each.name, each.value.value if isinstance(each.value, Known) else "?") for each in getattr(configuration, kind)
    ]


def test_addresses_are_configuration_even_when_they_are_left_empty() -> None:
    model = model_of(
        variables(
            CATALOG_ADDR="catalog:3550",
            TRACING_ENDPOINT="",
            BASE_URL="",
            QUEUE="queue:5672",
            SLACK_WEBHOOK="https://hooks.example.com/x",
        )
    )

    assert told(model, "api_urls") == [
        ("CATALOG_ADDR", "catalog:3550"),
        ("TRACING_ENDPOINT", ""),
        ("SLACK_WEBHOOK", "https://hooks.example.com"),
    ]
    assert told(model, "database_urls") == [("QUEUE", "queue:5672")]


def test_a_switch_is_a_flag_by_any_word_of_its_name() -> None:
    names = (
        "USE_GEMINI",
        "ENABLE_TRACING",
        "REDIS_DISABLE_SAVE",
        "OTLP_INSECURE",
        "DO_NOT_TRACK",
        "X_SKIP_CHECKS",
        "CART_ENABLED",
    )
    model = model_of(
        variables(**dict.fromkeys(names, "true"), USER="true", REUSE="true", USE_CASE="retail", NOT_ENABLEDX="true")
    )

    assert told(model, "feature_flags") == [(name, "true") for name in names]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"SPRING_PROFILES_ACTIVE": "kubernetes"}, "kubernetes"),
        ({"ENVIRONMENT": "K8s"}, "k8s"),
        ({"ENVIRONMENT": "kubernetes", "APP_ENV": "staging"}, "staging"),
        ({"ENVIRONMENT": "kubernetes", "APP_ENV": "blue"}, None),
        ({"DJANGO_SETTINGS_MODULE": "shop.settings"}, None),
        ({"ENVIRONMENT": ""}, None),
    ],
)
def test_an_environment_may_be_no_stage(values: dict[str, str], expected: str | None) -> None:
    fact = model_of(variables(**values)).all(Workload)[0].configuration.environment

    assert (fact.value if isinstance(fact, Known) else None) == expected


@pytest.mark.parametrize(
    ("written", "name", "expected"),
    [
        ("vists-service", "visits-service", True),
        ("visitss-service", "visits-service", True),
        ("visits-servixe", "visits-service", True),
        ("vsitis", "visits", False),
        ("vistis", "visits", True),
        ("userdb", "user-db", True),
        ("user-db", "order-db", False),
        ("web-v1", "web-v2", False),
        ("db-east", "db-west", False),
        ("shop1", "shop2", False),
        ("api", "app", False),
        ("redis-master", "redis-replica", False),
        ("catalog", "catalog-service", False),
    ],
)
def test_a_slip_is_one_letter_in_one_word(written: str, name: str, expected: bool) -> None:
    assert is_slip(written, name) is expected
