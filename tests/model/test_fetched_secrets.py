"""What is told of Secrets that come from a store: their names, their keys, and whether they are fetched again."""

from __future__ import annotations

import pytest
from tests.model.tools import model_in

from infracheck import AnySecret, Known
from infracheck.model.entities.operated_database import OperatedDatabase
from infracheck.model.facts.dependencies.listeners import listeners_of
from infracheck.model.graph.link import secret as secret_of

EXTERNAL, CLUSTER = ("external-secrets.io/v1", "ExternalSecret"), ("external-secrets.io/v1", "ClusterExternalSecret")
VAULT = "secrets.hashicorp.com/v1beta1"
STATIC, DYNAMIC, PKI = (VAULT, "VaultStaticSecret"), (VAULT, "VaultDynamicSecret"), (VAULT, "VaultPKISecret")
CERTIFICATE = ("cert-manager.io/v1", "Certificate")
CSI = ("secrets-store.csi.x-k8s.io/v1", "SecretProviderClass")


def secret(kind: tuple[str, str], spec: str) -> AnySecret:
    text = f"apiVersion: {kind[0]}\nkind: {kind[1]}\nmetadata: {{name: db, namespace: shop}}\nspec: {{{spec}}}\n"
    return model_in(text, "a.yaml").all(AnySecret)[0]


@pytest.mark.parametrize(
    ("kind", "spec", "names"),
    [
        (EXTERNAL, "", ("db",)), (EXTERNAL, "target: {name: other}", ("other",)), (CLUSTER, "", ("db",)),
        (CLUSTER, "externalSecretName: own", ("own",)),
        (CLUSTER, "externalSecretSpec: {target: {name: other}}", ("other",)),
        (CLUSTER, "externalSecretName: own, externalSecretSpec: {target: {name: other}}", ("other",)),
        (STATIC, "", ("db",)),
        (STATIC, "destination: {name: other}", ("other",)), (DYNAMIC, "", ("db",)),
        (DYNAMIC, "destination: {name: other}", ("other",)),
        (PKI, "destination: {name: other}", ("other",)), (CSI, "", ()),
        (CERTIFICATE, "", ("db",)), (CERTIFICATE, "secretName: other", ("other",)),
        (CSI, "secretObjects: [{secretName: a}, {secretName: b}, {}]", ("a", "b")),
    ],
)  # fmt: skip
def test_a_secret_is_made_under_a_name(kind: tuple[str, str], spec: str, names: tuple[str, ...]) -> None:
    assert secret(kind, spec).secret_names == names


def test_a_secret_for_all_namespaces_is_found_in_each() -> None:
    text = "apiVersion: external-secrets.io/v1\nkind: ClusterExternalSecret\nmetadata: {name: db}\nspec: {}\n---\n"
    text += "apiVersion: v1\nkind: Secret\nmetadata: {name: db, namespace: own}\n"
    model = model_in(text, "a.yaml")
    found = [secret_of(model, namespace, "db") for namespace in ("shop", None, "own")]

    assert [each.value.kind for each in found if isinstance(each, Known) and each.value is not None] == [
        "ClusterExternalSecret", "ClusterExternalSecret", "Secret",
    ]  # fmt: skip
    assert secret_of(model, "own", "other") == Known(None)


@pytest.mark.parametrize(
    ("spec", "keys", "is_complete"),
    [
        ("data: [{secretKey: a, remoteRef: {key: x}}, {remoteRef: {key: y}}]", ("a",), True), ("", (), True),
        ("dataFrom: [{}]", (), False),
        ("target: {template: {data: {b: c}}}, data: [{secretKey: a}]", ("a",), False),
    ],
)  # fmt: skip
def test_an_external_secret_has_keys(spec: str, keys: tuple[str, ...], is_complete: bool) -> None:
    found = secret(EXTERNAL, spec)

    assert (found.keys, found.is_complete) == (keys, is_complete)


@pytest.mark.parametrize(
    ("kind", "spec", "policy"),
    [
        (EXTERNAL, "", "refreshed every 1h"), (EXTERNAL, "refreshInterval: 15m", "refreshed every 15m"),
        (EXTERNAL, "refreshInterval: 0", "none"), (EXTERNAL, "refreshInterval: '0'", "none"),
        (EXTERNAL, "refreshInterval: 0s", "none"),
        (EXTERNAL, "refreshInterval: 1ns", "refreshed every 1ns"), (EXTERNAL, "refreshInterval: never", None),
        (EXTERNAL, "refreshPolicy: CreatedOnce", "none"), (EXTERNAL, "refreshPolicy: OnChange", "none"),
        (EXTERNAL, "refreshPolicy: Periodic", "refreshed every 1h"),
        (EXTERNAL, "refreshPolicy: OnChange, refreshInterval: 1h", "none"),
        (CLUSTER, "externalSecretSpec: {refreshInterval: 2h}", "refreshed every 2h"),
        (CLUSTER, "externalSecretSpec: {refreshInterval: 0}", "none"),
        (CLUSTER, "refreshInterval: 0", "refreshed every 1h"),
        (STATIC, "", "none"), (STATIC, "refreshAfter: 30s", "refreshed every 30s"),
        (STATIC, "refreshAfter: 0s", "none"),
        (STATIC, "syncConfig: {instantUpdates: true}", "refreshed"),
        (STATIC, "syncConfig: {instantUpdates: false}", "none"),
        (STATIC, "refreshAfter: never", "refreshed"), (DYNAMIC, "", "renewed"), (PKI, "", "renewed"), (CSI, "", None),
    ],
)  # fmt: skip
def test_a_secret_is_fetched_again(kind: tuple[str, str], spec: str, policy: str | None) -> None:
    found = secret(kind, spec)
    told = found.rotation_policy

    assert (str(told.value) if isinstance(told, Known) else None) == policy
    assert found.is_renewed is (policy not in (None, "none"))
    assert found.is_from_store


@pytest.mark.parametrize("kind", [STATIC, DYNAMIC, PKI])
def test_vaults_operator_restarts_those_who_use_a_secret(kind: tuple[str, str]) -> None:
    assert secret(kind, "rolloutRestartTargets: [{kind: Deployment, name: web}]").restarts_consumers
    assert not secret(kind, "rolloutRestartTargets: []").restarts_consumers


KAFKA = """\
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: {name: k, namespace: shop}
spec: {kafka: {listeners: %s}}
"""


@pytest.mark.parametrize(
    ("listeners", "expected"),
    [
        ("[{name: a, port: 9092, type: internal, tls: false}]", [("k-kafka-bootstrap", 9092, "OFF")]),
        ("[{name: a, port: 9093, type: internal, tls: true}]", [("k-kafka-bootstrap", 9093, None)]),
        ("[{name: a, port: 9092, type: internal, tls: 'False'}]", [("k-kafka-bootstrap", 9092, "OFF")]),
        ("[{name: a, port: 9092, type: internal}]", [("k-kafka-bootstrap", 9092, None)]),
        ("[{name: a, port: 9094, type: cluster-ip, tls: false}]", [("k-kafka-a-bootstrap", 9094, "OFF")]),
        ("[{name: a, port: 9094, type: nodeport, tls: false}]", [("k-kafka-a-bootstrap", 9094, "OFF")]),
        ("[{name: a, port: 9094, type: nodeport}, {name: b, port: 9092, type: internal}]",
         [("k-kafka-bootstrap", 9092, None)]),
        ("[{name: a, port: x, type: internal}, {name: b, type: internal}, c]", []), ("{}", []), ("[]", []),
    ],
)  # fmt: skip
def test_brokers_listen_at_ports(listeners: str, expected: list[tuple[str, int, str | None]]) -> None:
    model = model_in(KAFKA % listeners, "a.yaml")
    found = listeners_of(model.all(OperatedDatabase)[0])

    assert [
        (each.service, each.port, each.tls.value.name if isinstance(each.tls, Known) else None) for each in found
    ] == expected
