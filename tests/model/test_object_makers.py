"""What is said to programs, and may make a Secret by that name."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.model.tools import model_in

from infracheck.model.entities.workload import Pod
from infracheck.model.facts.references.made import is_made

TEXT = """\
apiVersion: v1
kind: Pod
metadata: {name: shop, namespace: shop}
spec:
  containers:
    - name: web
      image: shop:7
      env:
        - {name: P, valueFrom: {secretKeyRef: {name: drafts, key: password}}}
        %s
---
apiVersion: v1
kind: Secret
metadata: {name: other, namespace: shop}
"""


def missing(said: str) -> list[str]:
    return missing_in(TEXT % said)


def missing_in(text: str) -> list[str]:
    model = model_in(text)
    return [each.use.name for pod in model.all(Pod) for each in pod.missing("Secret")]


@pytest.mark.parametrize(
    "said",
    [
        "",
        "- {name: DB_HOST, value: drafts}",
        "- {name: PGUSER, value: drafts}",
        "- {name: POSTGRES_DB, value: drafts}",
        "\n      args: ['--host=drafts', '--db-user', drafts]",
        "\n      args: ['pguser=drafts']",
    ],
)
def test_a_host_a_login_and_a_database_make_no_secret(said: str) -> None:
    assert missing(said) == ["drafts"]


@pytest.mark.parametrize(
    "said",
    [
        "- {name: SECRET_NAME, value: drafts}",
        "- {name: SECRET_OF_USER, value: drafts}",
        "- {name: DB_HOST, value: drafts}\n        - {name: TARGET, value: drafts}",
        "\n      args: ['--secret-name=drafts']",
        "\n      args: ['--secret-name', drafts]",
        "\n      args: [drafts]",
        "\n      args: ['--verbose', '--host', db, drafts]",
        "\n      args: ['kubectl create secret generic --host=x drafts']",
        "\n      command: [kubectl, create, secret, generic, drafts]",
    ],
)
def test_what_else_is_said_may_make_one(said: str) -> None:
    assert missing(said) == []


def pod_beside(group: str, kind: str, fields: str, secret: str) -> Pod:
    text = TEXT.replace("drafts", secret) % ""
    resource = f"---\napiVersion: {group}/v1\nkind: {kind}\nmetadata: {{name: drafts, namespace: shop}}\n{fields}\n"
    return model_in(text + resource).all(Pod)[0]


def missing_beside(group: str, kind: str, fields: str, secret: str) -> list[str]:
    return [each.use.name for each in pod_beside(group, kind, fields, secret).missing("Secret")]


@pytest.mark.parametrize(
    ("group", "kind", "fields", "secret"),
    [
        ("ceph.rook.io", "CephClient", "", "rook-ceph-client-drafts"),
        ("ceph.rook.io", "CephObjectStoreUser", "spec: {store: main}", "rook-ceph-object-user-main-drafts"),
        ("cassandra.datastax.com", "CassandraDatacenter", "spec: {clusterName: main}", "main-superuser"),
        ("keycloak.org", "Keycloak", "", "credential-drafts"),
        ("keycloak.org", "KeycloakClient", "", "keycloak-client-secret-drafts"),
        ("moco.cybozu.com", "MySQLCluster", "", "moco-drafts"),
        ("psmdb.percona.com", "PerconaServerMongoDB", "", "internal-drafts-users"),
        ("pxc.percona.com", "PerconaXtraDBCluster", "", "internal-drafts"),
        ("acid.zalan.do", "postgresql", "", "postgres.drafts.credentials.postgresql.acid.zalan.do"),
        ("acid.zalan.do", "postgresql", "", "standby.drafts.credentials.postgresql.acid.zalan.do"),
        ("acid.zalan.do", "postgresql", "", "pooler.drafts.credentials.postgresql.acid.zalan.do"),
        ("kafka.strimzi.io", "KafkaUser", "spec: {authentication: {type: tls}}", "drafts"),
        ("kafka.strimzi.io", "KafkaUser", "spec: {authentication: {type: scram-sha-512}}", "drafts"),
        ("aiven.io", "PostgreSQL", "", "drafts"),
        ("aiven.io", "Redis", "", "drafts"),
        *(
            (group, kind, "", "drafts")
            for group, kind in (
                ("koudingspawn.de", "Vault"), ("kubernetes-client.io", "ExternalSecret"),
                ("mumoshu.github.io", "AWSSecret"), ("objectbucket.io", "ObjectBucketClaim"),
                ("onepassword.com", "OnePasswordItem"), ("ricoberger.de", "VaultSecret"),
                ("secretgen.carvel.dev", "SecretImport"), ("secretgen.carvel.dev", "SecretTemplate"),
                ("secretgen.k14s.io", "Certificate"), ("secretgen.k14s.io", "Password"),
                ("secretgen.k14s.io", "RSAKey"), ("secretgen.k14s.io", "SSHKey"),
                ("secretgenerator.mittwald.de", "BasicAuth"), ("secretgenerator.mittwald.de", "SSHKeyPair"),
                ("secretgenerator.mittwald.de", "StringSecret"), ("services.cloud.sap.com", "ServiceBinding"),
                ("servicecatalog.k8s.io", "ServiceBinding"), ("stackgres.io", "SGCluster"),
                ("zalando.org", "PlatformCredentialsSet"),
            )
        ),
    ],
)  # fmt: skip
def test_an_operator_makes_a_secret_for_its_resource(group: str, kind: str, fields: str, secret: str) -> None:
    assert missing_beside(group, kind, fields, secret) == []
    # by its own rule, whatever its text speaks of
    assert [is_made(use) for use in pod_beside(group, kind, fields, secret).object_uses] == [True]


@pytest.mark.parametrize(
    ("group", "kind", "fields", "secret"),
    [
        ("example.com", "Shop", "", "drafts"),
        ("keycloak.org", "KeycloakUser", "", "credential-drafts"),
        ("ceph.rook.io", "CephObjectStoreUser", "spec: {store: other}", "rook-ceph-object-user-main-drafts"),
        ("ceph.rook.io", "CephObjectStoreUser", "", "rook-ceph-object-user-main-drafts"),
        ("acid.zalan.do", "postgresql", "", "app.drafts.credentials.postgresql.acid.zalan.do"),
        ("kafka.strimzi.io", "KafkaUser", "spec: {authentication: {type: tls-external}}", "drafts"),
        ("kafka.strimzi.io", "KafkaUser", "", "drafts"),
    ],
)
def test_an_operator_makes_no_other_secret(group: str, kind: str, fields: str, secret: str) -> None:
    assert missing_beside(group, kind, fields, secret) == [secret]
    assert [is_made(use) for use in pod_beside(group, kind, fields, secret).object_uses] == [False]


@pytest.mark.parametrize(
    "annotation",
    [
        "reflector.v1.k8s.emberstack.com/reflection-allowed", "replicator.v1.mittwald.de/replicate-to",
        "kubed.appscode.com/sync", "config.k8s.appscode.com/sync",
    ],
)  # fmt: skip
def test_an_annotation_has_a_secret_copied_into_other_namespaces(annotation: str) -> None:
    copied = "---\napiVersion: v1\nkind: Secret\nmetadata: {name: drafts, namespace: base, annotations: {%s: 'true'}}\n"

    assert missing(f"\n{copied % annotation}") == []
    assert missing(f"\n{copied % 'example.com/sync'}") == ["drafts"]


GIVEN = Path(__file__).parent.joinpath("words", "made-under-one-name.txt").read_text(encoding="utf-8").split()


@pytest.mark.parametrize("name", GIVEN)
def test_what_is_made_under_one_name_is_not_missing(name: str) -> None:
    text = TEXT % ""
    assert missing_in(text.replace("name: drafts", f"name: {name}")) == []
    assert missing_in(text.replace("name: drafts", f"name: {name}-2")) == [f"{name}-2"]
