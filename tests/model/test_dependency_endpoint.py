"""One service however many addresses name it, and what serves it."""

from __future__ import annotations

from tests.model.tools import model_in

from infracheck.model.base.fact import Known, Unknown
from infracheck.model.base.values import NEWEST_KUBERNETES
from infracheck.model.entities.dependency import Dependency
from infracheck.model.facts.dependencies.endpoint import Endpoint
from infracheck.model.graph.build import build
from infracheck.source.text.span import Source
from infracheck.source.yaml.reader import read_documents

WORKLOAD = """\
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: %s, namespace: %s}
spec:
  selector: {matchLabels: {app: x}}
  template:
    metadata: {labels: {app: x}}
    spec:
      containers:
        - name: web
          image: shop:7
          env: [{name: U, value: '%s'}]
"""
DATABASE = """\
---
apiVersion: v1
kind: Service
metadata: {name: db, namespace: shop}
spec: {selector: {app: db}, ports: [{port: 5432}]}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db, namespace: shop}
spec:
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec: {containers: [{name: db, image: 'postgres:17'}]}
  volumeClaimTemplates: [{metadata: {name: data}}]
"""
VELERO = """\
---
apiVersion: velero.io/v1
kind: Schedule
metadata: {name: nightly, namespace: velero}
spec: {schedule: 0 2 * * *, template: {includedNamespaces: [shop]}}
"""


def endpoints(text: str) -> list[Endpoint]:
    return list(model_in(text).all(Endpoint))


def test_short_and_long_names_lead_to_one_endpoint() -> None:
    text = (
        WORKLOAD % ("a", "shop", "postgres://db/x")
        + WORKLOAD % ("b", "blog", "postgres://db.shop.svc.cluster.local:5432/y?sslmode=disable")
        + WORKLOAD % ("c", "blog", "postgres://db/z")
        + DATABASE
    )

    assert [(each.host, each.port, [w.name for w in each.workloads]) for each in endpoints(text)] == [
        ("db.shop", 5432, ["a", "b"]),
        ("db.blog", 5432, ["c"]),
    ]


def test_the_weakest_address_rates_an_endpoint() -> None:
    hosts = ("redis://c.example.com", "rediss://C.example.com")
    (found,) = endpoints("".join(WORKLOAD % (str(n), "shop", each) for n, each in enumerate(hosts)))

    assert isinstance(found.tls, Known)
    assert found.tls.value.name == "OFF"


def test_an_endpoint_knows_its_provider_and_its_backups() -> None:
    (found,) = endpoints(WORKLOAD % ("a", "shop", "postgres://db/x") + DATABASE + VELERO)

    assert [each.name for each in found.providers] == ["db"]
    match found.backup_policy:
        case Known(backups):
            assert [each.title for each in backups] == ["Velero Schedule nightly"]
        case Unknown(why):
            raise AssertionError(why)


def test_backups_of_what_stands_elsewhere_are_unknown() -> None:
    (found,) = endpoints(WORKLOAD % ("a", "shop", "postgres://db.example.com/x") + VELERO)

    assert isinstance(found.backup_policy, Unknown)


def test_a_host_that_only_secrets_tell_is_not_shown() -> None:
    text = "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {url: 'redis://cache.example.com'}"
    (found,) = endpoints(text)

    assert (found.is_secret, found.title, "cache" in repr(found)) == (True, "Redis behind url", False)


def test_an_address_leads_to_its_endpoint() -> None:
    model = build(
        read_documents(Source("shop.yaml", WORKLOAD % ("a", "shop", "postgres://db/x") + DATABASE + VELERO)),
        NEWEST_KUBERNETES,
    ).model
    (address,) = model.all(Dependency)

    assert address.endpoint is model.all(Endpoint)[0]
    assert isinstance(address.backup_policy, Known)


def test_a_vendor_is_known_through_an_external_name() -> None:
    service = (
        "---\napiVersion: v1\nkind: Service\nmetadata: {name: jobs, namespace: shop}\n"
        "spec: {type: ExternalName, externalName: x.redis.cache.windows.net}\n"
    )
    text = WORKLOAD % ("a", "shop", "rediss://jobs:6380") + service

    assert [(each.kind, each.vendor) for each in endpoints(text)] == [
        ("Redis", "Azure Cache for Redis"),
        ("service", "Azure Cache for Redis"),
    ]


KAFKA = """\
---
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: {name: k, namespace: shop}
spec:
  kafka:
    listeners: [%s]
"""


def test_a_kafka_is_reached_at_its_listeners() -> None:
    listeners = (
        "{name: tls, port: 9093, type: internal, tls: true}, {name: plain, port: 9095, type: cluster-ip, tls: false}, "
        "{name: out, port: 9094, type: loadbalancer, tls: true}"
    )

    assert [(each.host, each.port, isinstance(each.tls, Known)) for each in endpoints(KAFKA % listeners)] == [
        ("k-kafka-bootstrap.shop", 9093, False),
        ("k-kafka-plain-bootstrap.shop", 9095, True),
    ]


def test_an_address_of_a_listener_leads_to_the_operators_resource() -> None:
    variables = WORKLOAD % ("a", "shop", "x") + KAFKA % "{name: tls, port: 9093, type: internal, tls: true}" + VELERO
    text = variables.replace("name: U, value: 'x'", "name: KAFKA_BROKERS, value: 'k-kafka-bootstrap:9093'")
    (found,) = endpoints(text)

    assert [each.name for each in found.dependencies] == ["KAFKA_BROKERS", "k"]
    assert isinstance(found.backup_policy, Known)


def test_a_kafka_of_unknown_listeners_has_the_usual_port() -> None:
    assert [(each.host, each.port) for each in endpoints(KAFKA % "")] == [("k-kafka-bootstrap.shop", 9092)]
