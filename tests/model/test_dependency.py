"""What a model's workloads depend on."""

from __future__ import annotations

import pytest
from tests.model.tools import model_in

from infracheck.model.entities.dependency import Dependency
from infracheck.model.facts.dependencies.host import location_of

WORKLOAD = """\
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: %s, namespace: shop}
spec:
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop}}
    spec:
      containers:
        - name: web
          image: shop:7
          env: [%s]
"""
CONFIG = """\
---
apiVersion: v1
kind: ConfigMap
metadata: {name: shop-config, namespace: shop}
data:
  url: redis://cache.example.com/0
  app.properties: |
    # spring.redis.url=redis://old.example.com
    spring.rabbitmq.addresses=amqp://mq.example.com:5672
    docs=http://docs.example.com
"""
FROM_CONFIG = "{name: CACHE, valueFrom: {configMapKeyRef: {name: shop-config, key: url}}}"
SERVICES = """\
---
apiVersion: v1
kind: Service
metadata: {name: db, namespace: shop}
spec: {type: ExternalName, externalName: db.example.com}
---
apiVersion: v1
kind: Service
metadata: {name: api, namespace: shop}
spec: {selector: {app: api}}
---
apiVersion: v1
kind: Service
metadata: {name: loop, namespace: shop}
spec: {type: ExternalName, externalName: loop.shop.svc.cluster.local}
---
apiVersion: v1
kind: Namespace
metadata: {name: prod}
"""


def dependencies(text: str) -> list[Dependency]:
    return list(model_in(text).all(Dependency))


def test_one_place_is_one_dependency_of_all_who_take_it() -> None:
    found = [
        d
        for d in dependencies(CONFIG + WORKLOAD % ("a", FROM_CONFIG) + WORKLOAD % ("b", FROM_CONFIG))
        if d.kind == "Redis"
    ]

    assert [(d.origin.line, [w.name for w in d.workloads]) for d in found] == [(6, ["a", "b"])]


def test_a_configmap_that_nobody_takes_counts_with_the_lines_of_its_files() -> None:
    assert [(d.kind, d.host, d.origin.line) for d in dependencies(CONFIG)] == [
        ("Redis", "cache.example.com", 6),
        ("AMQP", "mq.example.com", 9),
    ]


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ("{name: PGHOST, value: db.example.com}", ("PostgreSQL", None, False)),
        ("{name: PGHOST, value: db.example.com}, {name: PGSSLMODE, value: disable}", ("PostgreSQL", "OFF", False)),
        ("{name: REDIS_HOST, value: c.example.com}, {name: REDIS_TLS, value: 'false'}", ("Redis", "OFF", False)),
        ("{name: DB_HOST, value: d.example.com}, {name: DB_SSL, value: 'false'}", ("database", "OFF", False)),
        ("{name: DB_HOST, value: d.example.com}, {name: DB_PORT, value: '3306'}", ("MySQL", None, False)),
        (
            "{name: SMTP_HOST, value: m.example.com}, {name: SMTP_SECURE, value: 'false'}",
            ("SMTP", "OPPORTUNISTIC", False),
        ),
        ("{name: U, value: 'postgres://u:pw@d.example.com/x?sslmode=require'}", ("PostgreSQL", "UNVERIFIED", True)),
        ("{name: U, value: 'postgres://u:p@x.neon.tech/x?sslmode=prefer'}", ("PostgreSQL", "UNVERIFIED", True)),
    ],
)
def test_variables_make_a_dependency(variables: str, expected: tuple[str, str | None, bool]) -> None:
    (found,) = dependencies(WORKLOAD % ("shop", variables))
    rating = getattr(getattr(found.tls, "value", None), "name", None)

    assert (found.kind, rating, found.has_inline_credentials) == expected


def test_a_variable_that_is_not_known_makes_none() -> None:
    assert (
        dependencies(WORKLOAD % ("shop", "{name: U, value: 'postgres://$(H)/x'}, {name: DB_HOST, value: '$(H)'}")) == []
    )


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("localhost", "LOCAL"), ("127.0.0.1", "LOCAL"), ("::1", "LOCAL"),
        ("redis", "IN_CLUSTER"), ("redis.prod", "IN_CLUSTER"), ("db-0.db.prod", "IN_CLUSTER"),
        ("redis.data.svc", "IN_CLUSTER"), ("redis.data.svc.cluster.local", "IN_CLUSTER"), ("api", "IN_CLUSTER"),
        ("loop", "IN_CLUSTER"),
        ("10.1.2.3", "PRIVATE"), ("172.20.0.1", "PRIVATE"), ("db.corp.internal", "PRIVATE"), ("fd00::1", "PRIVATE"),
        ("::ffff:10.1.2.3", "PRIVATE"), ("::ffff:127.0.0.1", "LOCAL"), ("100.64.0.1", "PRIVATE"),
        ("db", "EXTERNAL"), ("db.shop.svc", "EXTERNAL"), ("db.shop", "EXTERNAL"), ("example.com", "EXTERNAL"),
        ("x.c9.eu-west-1.rds.amazonaws.com", "EXTERNAL"), ("8.8.8.8", "EXTERNAL"), ("172.32.0.1", "EXTERNAL"),
    ],
)  # fmt: skip
def test_location(host: str, expected: str) -> None:
    model = model_in(SERVICES)

    assert location_of(model, host, "shop").name == expected


def test_a_host_from_a_secret_is_never_named() -> None:
    (found,) = dependencies(
        "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {url: 'redis://:pw@cache.example.com'}"
    )

    assert (found.title, found.has_inline_credentials, "example" in repr(found)) == ("Redis behind url", False, False)


def test_an_external_name_is_a_dependency() -> None:
    assert [(d.kind, d.host, d.name, d.origin.line) for d in dependencies(SERVICES)] == [
        ("service", "db.example.com", "db", 5)
    ]


def test_a_file_is_taken_by_whoever_mounts_it() -> None:
    mounting = (WORKLOAD % ("shop", "")).rstrip() + "\n      volumes: [{name: c, configMap: {name: shop-config}}]\n"
    (queue,) = [d for d in dependencies(CONFIG + mounting) if d.kind == "AMQP"]

    assert [w.name for w in queue.workloads] == ["shop"]


@pytest.mark.parametrize(
    ("image", "url", "expected"),
    [
        ("mariadb:11", "mysql://localhost/x", False),
        ("cockroachdb/cockroach:v24.1.0", "postgres://localhost/x", False),
        ("mysql:8", "postgres://localhost/x", True),
        ("nginx:1.27", "mysql://localhost/x", True),
    ],
)
def test_a_product_serves_those_who_speak_its_protocol(image: str, url: str, expected: bool) -> None:
    text = (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n"
        f"    - {{name: c, image: '{image}', env: [{{name: U, value: '{url}'}}]}}\n"
    )
    (found,) = dependencies(text)

    assert found.is_unserved is expected
