"""What a workload is told: files, arguments, APIs, databases, its environment and features."""

from __future__ import annotations

import pytest
from tests.model.tools import model_in

from infracheck.knowledge.words.environments import stage_of, stage_of_host
from infracheck.model.base.fact import Known
from infracheck.model.entities.container import Container
from infracheck.model.entities.workload import Workload
from infracheck.model.facts.environment.configuration import Configuration, Recognised
from infracheck.model.graph.model import Declared, Model

POD = """\
apiVersion: v1
kind: Pod
metadata: {name: shop, namespace: shop}
spec:
"""
OBJECTS = """\
---
apiVersion: v1
kind: ConfigMap
metadata: {name: shop-config, namespace: shop}
data:
  LOG_LEVEL: info
  application.yml: |
    spring:
      datasource:
        url: jdbc:postgresql://db.example.com/shop
  flags.properties: |
    features.cart=true
---
apiVersion: v1
kind: Secret
metadata: {name: shop-db, namespace: shop}
stringData:
  password: hunter2
  DATABASE_URL: postgres://shop:hunter2@db.staging.example.com/shop
"""


def model_of(spec: str, objects: str = OBJECTS, head: str = POD, exists: tuple[Declared, ...] = ()) -> Model:
    body = "".join(f"  {line}\n" for line in spec.strip().split("\n"))
    return model_in(head + body + objects, exists=exists)


def container_of(spec: str) -> Container:
    return model_of(spec).all(Container)[0]


MOUNTED = """
containers:
  - name: web
    volumeMounts:
      - {name: config, mountPath: /etc/shop}
      - {name: config, mountPath: /app/application.yml, subPath: spring/application.yml}
      - {name: all, mountPath: /all/}
volumes:
  - name: config
    configMap:
      name: shop-config
      items:
        - {key: application.yml, path: spring/application.yml}
        - {key: missing, path: gone}
  - name: all
    projected:
      sources:
        - secret: {name: shop-db, items: [{key: password, path: db/password}]}
        - configMap: {name: elsewhere, optional: true}
        - downwardAPI: {items: [{path: labels, fieldRef: {fieldPath: metadata.labels}}]}
"""


def test_a_container_finds_the_files_of_its_volumes() -> None:
    files = container_of(MOUNTED).mounted_files

    assert [(f.path, f.key, isinstance(f.value, Known), f.is_secret, f.is_sub_path) for f in files] == [
        ("/etc/shop/spring/application.yml", "application.yml", True, False, False),
        ("/etc/shop/gone", "missing", False, False, False),
        ("/app/application.yml", "application.yml", True, False, True),
        ("/all/db/password", "password", True, True, False),
        ("/all/labels", "", False, False, False),
    ]


def test_a_file_tells_the_way_from_the_container_to_its_settings() -> None:
    file = container_of(MOUNTED).mounted_files[0]
    (setting,) = file.settings

    assert (setting.name, setting.text) == ("spring.datasource.url", "jdbc:postgresql://db.example.com/shop")
    assert [note.span.line for note in setting.because] == [8, 12]
    assert (setting.origin.line, setting.origin.column) == (33, 9)


def test_no_representation_of_a_file_tells_its_value() -> None:
    assert "hunter2" not in repr(container_of(MOUNTED).mounted_files)


def test_arguments_set_what_they_name() -> None:
    spec = """
containers:
  - name: web
    command: [java, -Dspring.profiles.active=prod, --port, "80", --verbose, --url=http://$(HOST)/x]
    args: [NAME=value, sh -c x=1, -x]
    env:
      - {name: HOST, value: api}
"""
    assert [(a.name, a.text) for a in container_of(spec).arguments] == [
        ("-Dspring.profiles.active", "prod"), ("--port", "80"), ("--url", "http://api/x"), ("NAME", "value"),
    ]  # fmt: skip


def test_references_that_nothing_sets_are_told() -> None:
    spec = """
containers:
  - name: web
    args: ["$(NOWHERE)", "$(B)", "$$(X)", "$(REDIS_SERVICE_HOST)"]
    env:
      - {name: A, value: "$(B) $(C)"}
      - {name: B, value: b}
"""
    found = container_of(spec).unresolved

    assert [(each.name, each.user, each.is_later) for each in found] == [
        ("B", "variable A", True), ("C", "variable A", False), ("NOWHERE", "an argument", False),
    ]  # fmt: skip


def shown(found: tuple[Recognised, ...]) -> list[tuple[str, str | None]]:
    return [(each.name, each.value.value if isinstance(each.value, Known) else None) for each in found]


TOLD = """
containers:
  - name: web
    args: ["--queue-url=amqp://me:hunter2@mq.example.com:5672/x"]
    envFrom:
      - secretRef: {name: shop-db}
    env:
      - {name: ORDERS_API_URL, value: "https://orders.example.com/v1?key=hunter2"}
      - {name: SCHEMA, value: "http://json-schema.org/draft"}
      - {name: REDIS_HOST, value: cache}
      - {name: FEATURE_CART, value: "True"}
      - {name: ENABLE_AUDIT, valueFrom: {configMapKeyRef: {name: other, key: audit}}}
      - {name: APP_ENV, value: prod}
    volumeMounts: [{name: config, mountPath: /etc/shop}]
volumes:
  - name: config
    configMap: {name: shop-config}
"""


def test_apis_databases_environment_and_features_are_recognised() -> None:
    told = model_of(TOLD).all(Workload)[0].configuration

    assert shown(told.api_urls) == [("ORDERS_API_URL", "https://orders.example.com")]
    assert shown(told.database_urls) == [
        ("DATABASE_URL", None),
        ("REDIS_HOST", "cache"),
        ("--queue-url", "amqp://mq.example.com:5672"),
        ("spring.datasource.url", "jdbc:postgresql://db.example.com"),
    ]
    assert shown(told.feature_flags) == [("FEATURE_CART", "true"), ("ENABLE_AUDIT", None), ("features.cart", "true")]
    assert isinstance(told.environment, Known)
    assert (told.environment.value, [n.span.line for n in told.environment.because]) == ("production", [16])


def test_nothing_that_is_recognised_shows_a_secret() -> None:
    told = model_of(TOLD).all(Workload)[0].configuration

    assert "hunter2" not in repr((told.api_urls, told.database_urls, told.feature_flags, told.environment))


def test_an_address_of_another_environment_is_found_in_a_secret_too() -> None:
    told = model_of(TOLD).all(Workload)[0].configuration

    assert [(each.name, each.stage, each.origin.line) for each in told.foreign_addresses] == [
        ("DATABASE_URL", "staging", 39)
    ]


def test_a_configmap_has_a_configuration_of_its_own() -> None:
    told = model_of("containers: []").all(Configuration)

    assert [(each.owner.name, shown(each.database_urls)) for each in told] == [
        ("shop", []), ("shop-config", [("spring.datasource.url", "jdbc:postgresql://db.example.com")]),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("namespace", "env", "expected"),
    [
        ("shop-prod", "ENVIRONMENT=production", "production"),
        ("shop-prod", "ENVIRONMENT=staging", None),
        ("shop-staging", "NODE_ENV=production", "staging"),
        ("shop", "NODE_ENV=production", "production"),
        ("shop", "SPRING_PROFILES_ACTIVE=kubernetes,prod", "production"),
        ("shop", "PATH=/prod", None),
    ],
)
def test_the_environment_follows_from_namespace_and_variables(namespace: str, env: str, expected: str | None) -> None:
    name, _, value = env.partition("=")
    spec = f"containers:\n  - name: web\n    env:\n      - {{name: {name}, value: '{value}'}}"
    told = model_of(spec, head=POD.replace("namespace: shop", f"namespace: {namespace}")).all(Workload)[0].configuration

    assert (told.environment.value if isinstance(told.environment, Known) else None) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("prod", "production"), ("eu-prod-2", "production"), ("pre-prod", "staging"), ("non-prod", None),
        ("dev-to-prod", None), ("latest", None), ("live", "production"), ("config.settings.production", "production"),
    ],
)  # fmt: skip
def test_words_name_environments(text: str, expected: str | None) -> None:
    assert stage_of(text) == expected


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("db.staging.svc.cluster.local", "staging"), ("staging-db.example.com", "staging"), ("shop.dev", None),
        ("my-test-data.example.com", None), ("dev.azure.com", None), ("prod01.db.example.com", "production"),
        ("10.0.0.1", None), ("db", None), ("db-prod", "production"),
    ],
)  # fmt: skip
def test_hosts_name_environments(host: str, expected: str | None) -> None:
    assert stage_of_host(host) == expected


WANTING = """
containers:
  - name: web
    env:
      - name: A
        valueFrom: {configMapKeyRef: {name: gone, key: a}}
      - name: B
        valueFrom: {configMapKeyRef: {name: gone, key: b}}
      - name: C
        valueFrom: {configMapKeyRef: {name: shop-config, key: nope}}
"""


def test_what_is_missing_is_told_once_with_the_other_places() -> None:
    pod = model_of(WANTING).all(Workload)[0].pod

    assert [(m.use.name, m.use.name_span.line, [n.span.line for n in m.notes]) for m in pod.missing("ConfigMap")] == [
        ("gone", 9, [11])
    ]
    assert [(m.use.key, m.use.key_span.line) for m in pod.missing_keys("ConfigMap")] == [("nope", 13)]


def test_what_is_declared_to_exist_is_not_missing() -> None:
    model = model_of(WANTING, exists=(Declared("ConfigMap", "go*", "shop"),))

    assert model.all(Workload)[0].pod.missing("ConfigMap") == ()


@pytest.mark.parametrize(
    "more",
    [
        "postgresql.cnpg.io/v1, kind: Cluster, metadata: {name: shop, namespace: shop}",
        "x.example.com/v1, kind: Maker, metadata: {name: m, namespace: shop}, spec: {targetSecret: shop-app}",
        "networking.k8s.io/v1, kind: Ingress, metadata: {namespace: shop}, spec: {tls: [{secretName: shop-app}]}",
    ],
)
def test_what_an_operator_may_make_is_not_missing(more: str) -> None:
    spec = "containers:\n  - name: web\n    envFrom:\n      - secretRef: {name: shop-app}"

    assert [m.use.name for m in model_of(spec).all(Workload)[0].pod.missing("Secret")] == ["shop-app"]
    assert model_of(spec, f"{OBJECTS}---\n{{apiVersion: {more}}}\n").all(Workload)[0].pod.missing("Secret") == ()


def test_a_violation_stands_at_the_object_or_at_what_it_names() -> None:
    spec = "containers: [{name: web, env: [{name: APP_ENV, value: staging}]}]"
    configuration = model_of(spec, objects="").all(Configuration)[0]
    (named,) = configuration.environments
    at_object = configuration.violation("it is odd")
    at_value = configuration.violation("it is odd", at=named.origin, related=named.because, remedy="Mend it.")

    assert (at_object.span, at_object.related, at_object.remedy) == (configuration.owner.span, (), "")
    assert at_object.resource == at_value.resource == configuration.owner.resource
    assert (at_value.span, at_value.related, at_value.remedy) == (named.variable.origin, named.because, "Mend it.")
