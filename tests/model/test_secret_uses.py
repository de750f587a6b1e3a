"""What a use of a Secret is, whether a new value reaches it, and which texts of a scan are hidden."""

from __future__ import annotations

from base64 import b64encode

import pytest
from tests.model.tools import model_in

from infracheck.model.base.fact import Known
from infracheck.model.entities.secret import AnySecret, Secret
from infracheck.model.facts.secrets.known import hidden_texts
from infracheck.model.graph.model import Model

SECRET = "apiVersion: v1\nkind: Secret\nmetadata: {name: db, namespace: shop}\nstringData: {password: hunter2x}\n"


def model_of(*documents: str) -> Model:
    return model_in("---\n".join(documents), "a.yaml")


def workload(spec: str, annotations: str = "", kind: str = "Deployment", pods: str = "") -> str:
    return (
        f"apiVersion: {'batch' if kind == 'Job' else 'apps'}/v1\nkind: {kind}\n"
        f"metadata: {{name: web, namespace: shop, annotations: {{{annotations}}}}}\n"
        f"spec: {{template: {{metadata: {{annotations: {{{pods}}}}}, spec: {spec}}}}}\n"
    )


def resource(version: str, kind: str, spec: str) -> str:
    return f"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: x, namespace: shop}}\n{spec}\n"


def annotated(version: str, kind: str, value: str) -> str:
    return resource(version, kind, "spec: {}").replace(
        "name: x,", f"name: x, annotations: {{a.example.com/b: '{value}'}},"
    )


VARIABLE = "env: [{name: P, valueFrom: {secretKeyRef: {name: db, key: password}}}]"
MOUNTED = "{volumes: [{name: v, %s}], containers: [{name: c, volumeMounts: [{name: v, mountPath: /d%s}]}]}"
ISSUER = ("cert-manager.io/v1", "Issuer")


@pytest.mark.parametrize(
    ("user", "expected"),
    [
        (workload(f"{{containers: [{{name: c, {VARIABLE}}}]}}"), [("env", "Deployment web, container c", "password")]),
        (workload("{containers: [{name: c, envFrom: [{secretRef: {name: db}}]}]}"),
         [("envFrom", "Deployment web, container c", None)]),
        (workload("{imagePullSecrets: [{name: db}], containers: [{name: c}]}"),
         [("imagePullSecrets", "Deployment web", None)]),
        (workload("{volumes: [{name: v, secret: {secretName: db}}], containers: [{name: c}]}"),
         [("volume", "Deployment web", None)]),
        (workload(MOUNTED % ("secret: {secretName: db}", "")), [("volume", "Deployment web, container c", None)]),
        (workload(MOUNTED % ("secret: {secretName: db}", ", subPath: a")),
         [("subPath", "Deployment web, container c", None)]),
        (workload(MOUNTED % ("projected: {sources: [{secret: {name: db}}]}", "")),
         [("projected", "Deployment web, container c", None)]),
        *(
            (workload(MOUNTED % (f"{driver}: {{{field}}}", "")), [("volume", "Deployment web, container c", None)])
            for driver, field in (
                ("iscsi", "secretRef: {name: db}"), ("csi", "nodePublishSecretRef: {name: db}"),
                ("azureFile", "secretName: db"),
            )
        ),
        (workload(MOUNTED % ("iscsi: {otherRef: {name: db}}", "")), []),
        (workload(MOUNTED % ("iscsi: {secretRef: db}", "")), []),
        (resource("networking.k8s.io/v1", "Ingress", "spec: {tls: [{secretName: db}]}"),
         [("Ingress TLS", "Ingress x", None)]),
        (resource("v1", "ServiceAccount", "secrets: [{name: db}]"), [("service account", "ServiceAccount x", None)]),
        (resource("v1", "ServiceAccount", "imagePullSecrets: [{name: db}]"),
         [("imagePullSecrets", "ServiceAccount x", None)]),
        (resource(*ISSUER, "spec: {ca: {secretName: db}}"), [("certificate issuer", "Issuer x", None)]),
        (resource("certmanager.k8s.io/v1alpha1", "Issuer", "spec: {ca: {secretName: db}}"),
         [("certificate issuer", "Issuer x", None)]),
        (resource(*ISSUER, "spec: {acme: {privateKeySecretRef: {name: db, key: a}}}"),
         [("certificate issuer", "Issuer x", "a")]),
        (resource(*ISSUER, "spec: {vault: {auth: {secretRef: {name: db}}}}"),
         [("certificate issuer", "Issuer x", None)]),
        (resource(*ISSUER, "spec: {vault: {auth: {otherRef: {name: db}}}}"), []),
        (resource("example.com/v1", "Issuer", "spec: {ca: {secretName: db}}"), []),
        (resource("cert-manager.io/v1", "Other", "spec: {ca: {secretName: db}}"), []),
    ],
)  # fmt: skip
def test_a_secret_is_used(user: str, expected: list[tuple[str, str, str | None]]) -> None:
    secret = model_of(SECRET, user).all(Secret)[0]

    assert [(use.how.value, use.who, use.key) for use in secret.uses] == expected


@pytest.mark.parametrize(
    ("user", "is_reloaded"),
    [
        (workload(f"{{containers: [{{name: c, {VARIABLE}}}]}}"), False),
        (workload(MOUNTED % ("secret: {secretName: db}", "")), True),
        (workload(MOUNTED % ("secret: {secretName: db}", ", subPath: a")), False),
        (workload("{containers: [{name: c, envFrom: [{secretRef: {name: db}}]}]}"), False),
        (workload(f"{{containers: [{{name: c, {VARIABLE}}}]}}", kind="Job"), True),
        (workload(f"{{initContainers: [{{name: c, {VARIABLE}}}], containers: [{{name: d}}]}}"), True),
        (workload(f"{{initContainers: [{{name: c, restartPolicy: Always, {VARIABLE}}}], containers: [{{name: d}}]}}"),
         False),
        (workload("{imagePullSecrets: [{name: db}], containers: [{name: c}]}"), None),
        *(
            (workload(f"{{containers: [{{name: c, {VARIABLE}}}]}}", **{where: mark}), expected)
            for where in ("annotations", "pods")
            for mark, expected in (
                ("checksum/secret: a", True), ("rollme: a", True), ("checksum: a", False),
                ("reloader.stakater.com/auto: 'True'", True), ("reloader.stakater.com/search: 'true'", True),
                ("secret.reloader.stakater.com/auto: 'true'", True), ("reloader.stakater.com/auto: 'false'", False),
                ("secret.reloader.stakater.com/reload: 'a, db'", True),
        ("secret.reloader.stakater.com/reload: db2", False),
                ("example.com/auto: 'true'", False),
            )
        ),
    ],
)  # fmt: skip
def test_a_new_value_reaches_whoever_uses_a_secret(user: str, is_reloaded: bool | None) -> None:
    found = model_of(SECRET, user).all(AnySecret)[0].is_reloaded

    assert (found.value if isinstance(found, Known) else None) is is_reloaded


@pytest.mark.parametrize(
    ("others", "is_unused"),
    [
        ([], False),
        ([workload("{containers: [{name: c}]}")], True),
        ([workload("{containers: [{name: c}]}").replace("shop", "other")], False),
        ([workload(f"{{containers: [{{name: c, {VARIABLE}}}]}}")], False),
        ([workload("{containers: [{name: c, args: [--secret=db]}]}")], False),
        ([workload("{containers: [{name: c, command: [a/db/c]}]}")], False),
        ([workload("{containers: [{name: c, args: [mydb]}]}")], True),
        ([workload("{containers: [{name: c}]}"), resource("example.com/v1", "Shop", "spec: {a: db}")], False),
        ([workload("{containers: [{name: c}]}"), resource("v1", "ConfigMap", "data: {a: db}")], True),
        *(
            ([workload("{containers: [{name: c}]}"), annotated(version, kind, value)], is_unused)
            for version, kind in (
                ("networking.k8s.io/v1", "Ingress"), ("extensions/v1beta1", "Ingress"), ("v1", "Service"),
                ("apps/v1", "StatefulSet"), ("example.com/v1", "Gateway"),
            )
            for value, is_unused in (
                ("db", False), ("shop/db", False), ("a, db", False), ("other", True), ("db2", True), ("db/x", True),
            )
        ),
        ([workload("{containers: [{name: c}]}"), annotated("v1", "ConfigMap", "db")], True),
        *(
            ([workload("{containers: [{name: c}]}"), resource(version, kind, "spec: {a: db}")], True)
            for version, kind in (
                ("bitnami.com/v1alpha1", "SealedSecret"), ("apiextensions.k8s.io/v1", "CustomResourceDefinition"),
            )
        ),
    ],
)  # fmt: skip
def test_a_secret_is_used_by_nobody(others: list[str], is_unused: bool) -> None:
    assert model_of(SECRET, *others).all(Secret)[0].is_unused is is_unused


def encoded(text: str) -> str:
    return b64encode(text.encode()).decode()


def secret(value: str, section: str = "stringData") -> str:
    return f'apiVersion: v1\nkind: Secret\nmetadata: {{name: db}}\n{section}: {{a: "{value}"}}\n'


def config_map(key: str, value: str) -> str:
    return f'apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: web}}\ndata: {{"{key}": "{value}"}}\n'


def variable(name: str, value: str) -> str:
    return (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\n"
        f'spec: {{containers: [{{name: main2x, env: [{{name: "{name}", value: "{value}"}}]}}]}}\n'
    )


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        (secret("hunter2x"), {"hunter2x"}), (secret("hunter2x\\nhunter3x"), {"hunter2x", "hunter3x"}),
        (secret(encoded("hunter2x"), "data"), {encoded("hunter2x"), "hunter2x"}),
        (secret("a1!"), set()), (secret("a1!b"), {"a1!b"}), (secret("true"), set()),
        (secret("  hunter2x "), {"hunter2x"}),
        (secret("hunter"), set()), (secret("shop.example.com/web"), set()), (secret("HUNTER"), set()),
        (secret("1234567"), set()), (secret("12345678"), {"12345678"}), (secret("1.234567"), set()),
        (secret("10.20.30.40"), set()), (secret("$(DB_PASSWORD)"), set()), (secret("${DB_PASSWORD}"), set()),
        (secret("$(ZQ7XW9KLMPTR)"), {"$(ZQ7XW9KLMPTR)"}), (secret("${A}b1!"), {"${A}b1!"}),
        (secret("https://u:hunter2x@x.example/a"), {"hunter2x"}),
        (secret("https://x.example/a?b=c1"), {"https://x.example/a?b=c1"}),
        (config_map("password", "hunter2x"), {"hunter2x"}), (config_map("level", "hunter2x"), set()),
        (config_map("level", "https://u:hunter2x@x.example"), {"hunter2x"}),
        (config_map("PASSWORD=hunter2x", "a"), {"PASSWORD=hunter2x"}),
        (variable("DB_PASSWORD", "hunter2x"), {"hunter2x"}), (variable("LEVEL", "hunter2x"), set()),
        (variable("LEVEL", "a://u:hunter2x@x"), {"hunter2x"}), (variable("DB_PASSWORD", "main2x"), set()),
        (variable("DB_PASSWORD=hunter2x", ""), {"DB_PASSWORD=hunter2x"}), (variable("DB_PASSWORD", ""), set()),
    ],
)  # fmt: skip
def test_texts_of_a_scan_are_hidden(text: str, hidden: set[str]) -> None:
    assert hidden_texts(model_of(text)).keys() == hidden
