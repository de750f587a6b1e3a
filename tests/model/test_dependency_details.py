"""What a letter of a host, a field of an operator's or a variable beside an address decides of a dependency."""

from __future__ import annotations

import pytest
from tests.model.tools import model_in

from infracheck.model.base.fact import Known
from infracheck.model.entities.container import Container
from infracheck.model.entities.dependency import Dependency
from infracheck.model.entities.operated_database import OperatedDatabase
from infracheck.model.facts.dependencies.doors import open_places
from infracheck.model.facts.dependencies.group import Grouped, group_of, host_variable, names_group, prefixes_of
from infracheck.model.facts.dependencies.login import credentials_by, runtime_of
from infracheck.model.facts.dependencies.misspelt import is_slip, meant_service
from infracheck.model.facts.dependencies.plain_hosts import Scene, leads_into_cluster, may_be_plain
from infracheck.model.facts.dependencies.url import parse_url


@pytest.mark.parametrize(
    ("written", "name", "expected"),
    [
        ("vists", "visits", True), ("visitss", "visits", True), ("vistis", "visits", True), ("visitx", "visits", True),
        ("visit", "visits", True), ("visits", "visits", False), ("vxsitx", "visits", False),
        ("vsits-web", "visits-web", True),
        ("visits-web", "visits-wbe", False), ("cart", "card", False), ("cards", "carts", False),
        ("cardss", "cartss", True),
        ("cart", "carts", True), ("car", "cars", False), ("cars", "car", False), ("cart", "cratx", False),
        ("cart", "crat", True),
        ("visits1", "visits", False), ("visits", "visits2", False), ("a-visits", "b-visit", False),
        ("visitsweb", "visits-web", True), ("visits-web", "visitsweb", True), ("visits-we-b", "visits-wex", False),
        ("stivis", "visits", False), ("isits", "visits", True), ("xvisits", "visits", True), ("ivsits", "visits", True),
        ("visits", "visitsx", True), ("visist", "visits", True), ("visitsab", "visits", False), ("ab", "ba", False),
    ],
)  # fmt: skip
def test_a_name_is_a_slip_of_another(written: str, name: str, expected: bool) -> None:
    assert is_slip(written, name) is expected


WORKLOAD = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web%s}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: 'shop:7', env: [%s]}]}
"""
SERVICE = "---\napiVersion: v1\nkind: Service\nmetadata: {name: %s, namespace: %s}\nspec: {selector: {app: visits}}\n"
SHOP = ", namespace: shop"


def address(value: str) -> str:
    return f"{{name: VISITS_URL, value: {value!r}}}"


@pytest.mark.parametrize(
    ("host", "services", "meant"),
    [
        ("redis://vists", ["visits"], "visits"),
        ("redis://vists.shop", ["visits"], "visits"),
        ("redis://vists.shop.svc", ["visits"], "visits"),
        ("redis://VISTS.shop.svc.cluster.local", ["visits"], "visits"),
        ("redis://vists", ["visits", "vistss"], None),
        ("redis://vists", ["visits", "vists"], None),
        ("redis://vists", ["other"], None),
        ("redis://vists.other", ["visits"], None),
        ("redis://a.vists.shop.svc", ["visits"], None),
        ("redis://vists.example.com", ["visits"], None),
        ("redis://visits", ["visits"], None),
        ("redis://VISITS", ["visits", "visitss"], None),
    ],
)
def test_a_host_means_a_service_of_nearly_the_same_name(host: str, services: list[str], meant: str | None) -> None:
    text = WORKLOAD % (SHOP, address(host)) + "".join(SERVICE % (name, "shop") for name in services)
    (found,) = model_in(text).all(Dependency)
    service = meant_service(found)

    assert (None if service is None else service.name) == meant


def test_a_host_without_a_namespace_means_a_service_of_the_default_one() -> None:
    (found,) = model_in(WORKLOAD % ("", address("redis://vists")) + SERVICE % ("visits", "default")).all(Dependency)
    service = meant_service(found)

    assert service is not None
    assert service.name == "visits"


def test_what_an_operator_makes_is_no_slip() -> None:
    cluster = "---\napiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: {name: vists, namespace: shop}\n"
    variable = address("postgres://vists-rw/x")
    found = model_in(WORKLOAD % (SHOP, variable) + SERVICE % ("visits-rw", "shop") + cluster).all(Dependency)

    assert [meant_service(each) for each in found if each.host == "vists-rw"] == [None]


RESOURCE = "apiVersion: %s\nkind: %s\nmetadata: {name: n, namespace: shop}\nspec: %s\n"


@pytest.mark.parametrize(
    ("version", "kind", "spec", "places"),
    [
        ("rabbitmq.com/v1beta1", "RabbitmqCluster", "{service: {type: LoadBalancer}}", ["spec.service.type"]),
        ("rabbitmq.com/v1beta1", "RabbitmqCluster", "{service: {type: NodePort}}", ["spec.service.type"]),
        ("rabbitmq.com/v1beta1", "RabbitmqCluster", "{service: {type: ClusterIP}}", []),
        ("rabbitmq.com/v1beta1", "RabbitmqCluster", "{service: {type: [NodePort]}}", []),
        ("rabbitmq.com/v1beta1", "RabbitmqCluster", "{service: {}}", []),
        ("rabbitmq.com/v1beta1", "RabbitmqCluster",
         "{service: {type: LoadBalancer, annotations: {networking.gke.io/load-balancer-type: Internal}}}", []),
        ("rabbitmq.com/v1beta1", "RabbitmqCluster", "{service: {type: LoadBalancer, annotations: {a: b}}}",
         ["spec.service.type"]),
        ("rabbitmq.com/v1beta1", "RabbitmqCluster", "{service: {type: LoadBalancer, annotations: [a]}}",
         ["spec.service.type"]),
        ("rabbitmq.com/v1beta1", "RabbitmqCluster",
         "{service: {type: LoadBalancer, loadBalancerSourceRanges: [10.0.0.0/8]}}", []),
        *(
            ("rabbitmq.com/v1beta1", "RabbitmqCluster",
             f"{{service: {{type: LoadBalancer, loadBalancerSourceRanges: [10.0.0.0/8, '{each}']}}}}",
             ["spec.service.type"])
            for each in ("0.0.0.0/0", "::/0")
        ),
        ("rabbitmq.com/v1beta1", "RabbitmqCluster", "{service: {type: LoadBalancer, loadBalancerSourceRanges: []}}",
         ["spec.service.type"]),
        ("rabbitmq.com/v1beta1", "RabbitmqCluster", "{service: {type: LoadBalancer, loadBalancerSourceRanges: a}}",
         ["spec.service.type"]),
        ("acid.zalan.do/v1", "postgresql", "{enableMasterLoadBalancer: true}", []),
        ("acid.zalan.do/v1", "postgresql", "{enableMasterLoadBalancer: true, allowedSourceRanges: [0.0.0.0/0]}",
         ["spec.enableMasterLoadBalancer"]),
        ("acid.zalan.do/v1", "postgresql", "{enableMasterLoadBalancer: true, allowedSourceRanges: [10.0.0.0/8]}", []),
        ("acid.zalan.do/v1", "postgresql", "{enableMasterLoadBalancer: false, allowedSourceRanges: [0.0.0.0/0]}", []),
        ("psmdb.percona.com/v1", "PerconaServerMongoDB",
         "{replsets: [{expose: {enabled: true, type: NodePort}}, {expose: {type: NodePort}}]}",
         ["spec.replsets.expose.type"]),
        ("psmdb.percona.com/v1", "PerconaServerMongoDB",
         "{replsets: [{expose: {enabled: false, type: NodePort}}]}", []),
        *(
            ("kafka.strimzi.io/v1", "Kafka", f"{{kafka: {{listeners: [{{type: {kind}{more}}}]}}}}", places)
            for kind in ("loadbalancer", "nodeport", "ingress", "route")
            for more, places in (("", ["spec.kafka.listeners.type"]), (", authentication: {type: tls}", []))
        ),
        ("kafka.strimzi.io/v1", "Kafka", "{kafka: {listeners: [{type: internal}, {type: cluster-ip}]}}", []),
        ("psmdb.percona.com/v1", "PerconaServerMongoDB", "{sharding: {mongos: {expose: {type: NodePort}}}}",
         ["spec.sharding.mongos.expose.type"]),
    ],
)  # fmt: skip
def test_a_field_opens_a_database(version: str, kind: str, spec: str, places: list[str]) -> None:
    (database,) = model_in(RESOURCE % (version, kind, spec)).all(OperatedDatabase)

    assert [place for place, _ in open_places(database)] == places


def container(variables: dict[str, str], more: str = "") -> Container:
    written = ", ".join(f"{{name: {name}, value: {value!r}}}" for name, value in variables.items())
    return model_in(WORKLOAD % (SHOP, ", ".join(each for each in (written, more) if each))).all(Container)[0]


def group(name: str, variables: dict[str, str], more: str = "") -> Grouped | None:
    return group_of(name, container(variables, more).environment.known)


@pytest.mark.parametrize(
    ("name", "url", "expected"),
    [
        ("CART", "http://cart.shop.svc", True), ("CART", "http://CART.shop.svc.cluster.local", True),
        ("CART", "http://cart.example.com", False), ("BIND", "http://cart.shop.svc", False),
        ("CART", "http://visits", True), ("CART", "http://visits.shop.svc", True), ("SELF_URL", "http://visits", False),
        ("CART", "http://other", False),
    ],
)  # fmt: skip
def test_a_web_address_leads_into_the_cluster(name: str, url: str, expected: bool) -> None:
    address = parse_url(url)
    assert address is not None
    scene = Scene(model_in(WORKLOAD % (SHOP, "") + SERVICE % ("visits", "shop")), "shop", None)

    assert leads_into_cluster(address, name, scene) is expected


@pytest.mark.parametrize(
    ("name", "variables", "expected"),
    [
        ("PGHOST", {"PGHOST": "db"}, ("PostgreSQL", "db", None, None, "PGHOST", None)),
        ("PGHOST", {"PGHOST": "db,other"}, ("PostgreSQL", "db", None, None, "PGHOST", None)),
        ("PGHOST", {"PGHOST": "db", "PGPORT": "5433", "PGPASSWORD": "a"},
         ("PostgreSQL", "db", 5433, None, "PGHOST", "PGPASSWORD")),
        ("PGHOST", {"PGHOST": "db:5434", "PGPORT": "5433"},
         ("PostgreSQL", "db", 5434, None, "PGHOST", None)),
        ("PGHOST", {"PGHOST": "db", "PGSSLMODE": "disable"}, ("PostgreSQL", "db", None, "OFF", "PGSSLMODE", None)),
        ("PGHOST", {"PGHOST": "db", "PGSSLMODE": "nonsense"}, ("PostgreSQL", "db", None, None, "PGHOST", None)),
        ("REDIS_HOST", {"REDIS_HOST": "r"}, ("Redis", "r", None, None, "REDIS_HOST", None)),
        ("REDIS_HOST", {"REDIS_HOST": "r", "REDIS_ENABLED": "true"}, ("Redis", "r", None, None, "REDIS_HOST", None)),
        ("REDIS_HOST", {"REDIS_HOST": "r", "REDIS_PORT": "x"}, ("Redis", "r", None, None, "REDIS_HOST", None)),
        ("REDIS_HOST", {"REDIS_HOST": "r", "REDIS_TLS": "Off"}, ("Redis", "r", None, "OFF", "REDIS_TLS", None)),
        ("REDIS_HOST", {"REDIS_HOST": "r", "REDIS_TLS": "On"}, ("Redis", "r", None, None, "REDIS_TLS", None)),
        ("MYSQL_HOST", {"MYSQL_HOST": "m", "MYSQL_SSL_MODE": "DISABLED"},
         ("MySQL", "m", None, "OFF", "MYSQL_SSL_MODE", None)),
        ("MYSQL_HOST", {"MYSQL_HOST": "m", "MYSQL_SSLMODE": "REQUIRED"},
         ("MySQL", "m", None, "UNVERIFIED", "MYSQL_SSLMODE", None)),
        ("MYSQL_HOST", {"MYSQL_HOST": "m", "MYSQL_SSL": "false"}, ("MySQL", "m", None, "OFF", "MYSQL_SSL", None)),
        ("MARIADB_HOST", {"MARIADB_HOST": "m", "MARIADB_SSL_MODE": "REQUIRED"},
         ("MariaDB", "m", None, "UNVERIFIED", "MARIADB_SSL_MODE", None)),
        ("MARIADB_HOST", {"MARIADB_HOST": "m", "MARIADB_SSLMODE": "VERIFY_IDENTITY"},
         ("MariaDB", "m", None, "VERIFIED", "MARIADB_SSLMODE", None)),
        ("SMTP_HOST", {"SMTP_HOST": "m", "SMTP_TLS": "false"}, ("SMTP", "m", None, "OFF", "SMTP_TLS", None)),
        ("PGHOST", {"PGHOST": "p", "PGSSLMODE": "verify-full"},
         ("PostgreSQL", "p", None, "VERIFIED", "PGSSLMODE", None)),
        ("DB_HOST", {"DB_HOST": "d"}, ("database", "d", None, None, "DB_HOST", None)),
        ("DB_HOST", {"DB_HOST": "d", "DB_PORT": "3306"}, ("MySQL", "d", 3306, None, "DB_HOST", None)),
        ("DB_HOST", {"DB_HOST": "d", "DB_PORT": "1"}, ("database", "d", 1, None, "DB_HOST", None)),
        ("DB_HOST", {"DB_HOST": "d", "DB_CONNECTION": "PGSQL", "DB_PORT": "3306"},
         ("PostgreSQL", "d", 3306, None, "DB_HOST", None)),
        ("DB_HOST", {"DB_HOST": "d", "DB_TYPE": "nonsense"}, ("database", "d", None, None, "DB_HOST", None)),
        ("SESSION_REDIS_HOST", {"SESSION_REDIS_HOST": "r", "SESSION_REDIS_TLS": "false", "REDIS_TLS": "true"},
         ("Redis", "r", None, "OFF", "SESSION_REDIS_TLS", None)),
        ("KAFKA_BROKERS", {"KAFKA_BROKERS": "k:9092,l:9092"}, ("Kafka", "k", 9092, None, "KAFKA_BROKERS", None)),
        ("KAFKA_BROKERS", {"KAFKA_BROKERS": "PLAINTEXT://k:9092"}, ("Kafka", "k", 9092, None, "KAFKA_BROKERS", None)),
        ("KAFKA_BROKERS", {"KAFKA_BROKERS": "k:1", "KAFKA_SECURITY_PROTOCOL": "PLAINTEXT"},
         ("Kafka", "k", 1, "OFF", "KAFKA_SECURITY_PROTOCOL", None)),
        ("KAFKA_BROKERS", {"KAFKA_BROKERS": "k:1", "SECURITY_PROTOCOL": "SSL"},
         ("Kafka", "k", 1, "VERIFIED", "SECURITY_PROTOCOL", None)),
        ("KAFKA_BROKERS", {"KAFKA_BROKERS": "k:1", "KAFKA_SECURITY_PROTOCOL": "FOO"},
         ("Kafka", "k", 1, None, "KAFKA_BROKERS", None)),
        ("KAFKA_BOOTSTRAP_SERVERS", {"KAFKA_BOOTSTRAP_SERVERS": "k:1", "KAFKA_SECURITY_PROTOCOL": "SSL",
                           "KAFKA_SSL_ENDPOINT_IDENTIFICATION_ALGORITHM": " "},
         ("Kafka", "k", 1, "UNVERIFIED", "KAFKA_SSL_ENDPOINT_IDENTIFICATION_ALGORITHM", None)),
        ("KAFKA_BOOTSTRAP_SERVERS", {"KAFKA_BOOTSTRAP_SERVERS": "k:1", "KAFKA_SECURITY_PROTOCOL": "SSL",
                           "KAFKA_SSL_ENDPOINT_IDENTIFICATION_ALGORITHM": "https"},
         ("Kafka", "k", 1, "VERIFIED", "KAFKA_SECURITY_PROTOCOL", None)),
        ("KAFKA_BOOTSTRAP_SERVERS", {"KAFKA_BOOTSTRAP_SERVERS": "k:1", "KAFKA_SECURITY_PROTOCOL": "PLAINTEXT",
                           "KAFKA_SSL_ENDPOINT_IDENTIFICATION_ALGORITHM": ""},
         ("Kafka", "k", 1, "OFF", "KAFKA_SECURITY_PROTOCOL", None)),
        *(("SHOP_KAFKA_BROKERS",
           {"SHOP_KAFKA_BROKERS": "k:1", "KAFKA_SECURITY_PROTOCOL": "SASL_SSL", check: value},
           ("Kafka", "k", 1, "UNVERIFIED", check, None))
          for check, value in (
              ("KAFKA_SSL_ENDPOINT_IDENTIFICATION_ALGORITHM", ""), ("SSL_ENDPOINT_IDENTIFICATION_ALGORITHM", " "),
              ("SHOP_SSL_ENDPOINT_IDENTIFICATION_ALGORITHM", "none"),
              ("SHOP_PROPERTIES_SSL_ENDPOINT_IDENTIFICATION_ALGORITHM", ""),
              ("SPRING_KAFKA_PROPERTIES_SSL_ENDPOINT_IDENTIFICATION_ALGORITHM", ""),
              ("KAFKA_ENABLE_SSL_CERTIFICATE_VERIFICATION", "false"),
          )),
        *(("KAFKA_BROKERS",
           {"KAFKA_BROKERS": "k:1", "KAFKA_SECURITY_PROTOCOL": "SSL", check: value},
           ("Kafka", "k", 1, "VERIFIED", "KAFKA_SECURITY_PROTOCOL", None))
          for check, value in (
              ("KAFKA_SSL_ENDPOINT_IDENTIFICATION_ALGORITHM", "HTTPS"),
              ("KAFKA_SSL_ENDPOINT_IDENTIFICATION_ALGORITHM", "$(ALGORITHM)"),
              ("OTHER_SSL_ENDPOINT_IDENTIFICATION_ALGORITHM", ""),
              ("KAFKA_ENABLE_SSL_CERTIFICATE_VERIFICATION", "true"),
              ("KAFKA_ENABLE_SSL_CERTIFICATE_VERIFICATION", ""),
          )),
        ("SHOP_KAFKA_BROKERS",
         {"SHOP_KAFKA_BROKERS": "k:1", "SHOP_SECURITY_PROTOCOL": "SSL",
          "SHOP_SSL_ENDPOINT_IDENTIFICATION_ALGORITHM": "https", "KAFKA_SSL_ENDPOINT_IDENTIFICATION_ALGORITHM": ""},
         ("Kafka", "k", 1, "VERIFIED", "SHOP_SECURITY_PROTOCOL", None)),
        ("KAFKA_BROKERS", {"KAFKA_BROKERS": "k:1", "KAFKA_SSL_ENDPOINT_IDENTIFICATION_ALGORITHM": ""},
         ("Kafka", "k", 1, None, "KAFKA_BROKERS", None)),
        ("KAFKA_BROKERS", {"KAFKA_BROKERS": "k:1", "KAFKA_SASL_PASSWORD": "a"},
         ("Kafka", "k", 1, None, "KAFKA_BROKERS", "KAFKA_SASL_PASSWORD")),
        ("A_BOOTSTRAP_SERVERS", {"A_BOOTSTRAP_SERVERS": "k:1", "A_SASL_PASSWORD": "b", "KAFKA_SASL_PASSWORD": "a"},
         ("Kafka", "k", 1, None, "A_BOOTSTRAP_SERVERS", "A_SASL_PASSWORD")),
        ("SHOP_KAFKA_BROKERS", {"SHOP_KAFKA_BROKERS": "k:1", "KAFKA_SASL_PASSWORD": "a"},
         ("Kafka", "k", 1, None, "SHOP_KAFKA_BROKERS", "KAFKA_SASL_PASSWORD")),
    ],
)  # fmt: skip
def test_variables_name_an_endpoint_together(
    name: str, variables: dict[str, str], expected: tuple[str, str, int | None, str | None, str, str | None]
) -> None:
    found = group(name, variables)
    assert found is not None
    rating = found.endpoint.tls.rating

    assert (
        *found.endpoint[:3],
        None if rating is None else rating.name,
        found.decisive.name,
        None if found.password is None else found.password.name,
    ) == expected
    assert found.host.name == name


@pytest.mark.parametrize(
    ("name", "variables"),
    [
        ("REDIS_HOST", {}), ("REDIS_HOST", {"REDIS_HOST": ""}), ("REDIS_HOST", {"REDIS_HOST": "3"}),
        ("REDIS_HOST", {"REDIS_HOST": "True"}), ("REDIS_HOST", {"REDIS_HOST": "off"}),
        ("REDIS_HOST", {"REDIS_HOST": "$(H)"}),
        ("REDIS_HOST", {"REDIS_HOST": "r", "REDIS_ENABLED": "False"}), ("KAFKA_BROKERS", {}),
        ("KAFKA_BROKERS", {"KAFKA_BROKERS": ""}), ("KAFKA_BROKERS", {"KAFKA_BROKERS": "$(K):1"}),
    ],
)  # fmt: skip
def test_variables_name_no_endpoint(name: str, variables: dict[str, str]) -> None:
    assert group(name, variables) is None


def test_the_last_words_of_a_name_tell_the_product() -> None:
    names = ["REDIS_HOST", "A_B_REDIS_HOST", "REDIS", "HOST", "REDIS_HOST_A", "KAFKA_BROKERS", "SHOP_BROKER"]

    assert [host_variable(name) for name in names[:2]] == [("Redis", "REDIS"), ("Redis", "A_B_REDIS")]
    assert [names_group(name) for name in names[:6]] == [True, True, False, False, False, True]


@pytest.mark.parametrize(
    ("name", "prefixes"),
    [
        *((f"SHOP{end}", ["SHOP"]) for end in (
            "_URL", "_URI", "_URIS", "_DSN", "_ADDR", "_ADDRESS", "_ENDPOINT", "_CONNECTION_STRING", "_HOSTS", "_HOST",
        )),
        ("SHOP", []), ("SHOP_URL_A", []), ("SHOP_NAME", []),
    ],
)  # fmt: skip
def test_variables_beside_an_address_begin_as_it_does(name: str, prefixes: list[str]) -> None:
    assert list(prefixes_of(name)) == prefixes


@pytest.mark.parametrize(
    ("variable", "expected"),
    [
        ("{name: P, value: hunter2}", "INLINE"), ("{name: P, value: changeme}", None), ("{name: P, value: $(A)}", None),
        ("{name: P, valueFrom: {fieldRef: {fieldPath: a}}}", None),
        ("{name: P, valueFrom: {secretKeyRef: {name: a, key: b}}}", "SECRET"),
    ],
)  # fmt: skip
def test_a_password_comes_from_somewhere(variable: str, expected: str | None) -> None:
    found = credentials_by(container({}, variable).environment.known["P"])

    assert (found.value.name if isinstance(found, Known) else None) == expected


def test_without_a_variable_nobody_knows_the_password() -> None:
    assert not isinstance(credentials_by(None), Known)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", True), ("a" * 1023, True), ("a" * 1024, False), ("", False), ("a b", False), ("a\nb", False),
        ("12", False),
        ("12a", True),
    ],
)  # fmt: skip
def test_a_text_may_be_a_host(text: str, expected: bool) -> None:
    assert may_be_plain(text) is expected


def test_an_image_brings_a_client_along() -> None:
    text = WORKLOAD % (SHOP, "")
    images = {"docker.io/library/node:22": "node", "shop/web:7": "", "": ""}

    assert [runtime_of(model_in(text.replace("'shop:7'", repr(image))).all(Container)[0]) for image in images] == list(
        images.values()
    )
