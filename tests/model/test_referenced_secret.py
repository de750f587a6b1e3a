"""Secrets that stand in no file are entities all the same: who uses them, which keys are asked, who can read them."""

from __future__ import annotations

import json
from importlib import import_module
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from tests.model.tools import model_in

from infracheck.engine.config import Config
from infracheck.inventory import take_inventory
from infracheck.model.facts.secrets.referenced import ReferencedSecret, referenced_in

WEB = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      imagePullSecrets: [{name: registry}]
      containers:
        - name: web
          image: shop:7
          env:
            - name: PASSWORD
              valueFrom: {secretKeyRef: {name: shop-db, key: password}}
            - name: USER
              valueFrom: {secretKeyRef: {name: shop-db, key: user}}
          envFrom: [{secretRef: {name: shop-mail, optional: true}}]
      volumes:
        - name: tls
          secret: {secretName: shop-tls, items: [{key: tls.key, path: key}]}
"""
HELD = """\
---
apiVersion: v1
kind: Secret
metadata: {name: shop-db%s}
stringData: {password: swordfish}
"""
READER = """\
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: reader, namespace: shop}
rules: [{apiGroups: [""], resources: [secrets], verbs: [get], resourceNames: [shop-db]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: reader, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
subjects: [{kind: ServiceAccount, name: ops, namespace: shop}]
"""
ISSUER = """\
---
apiVersion: %s
kind: Issuer
metadata: {name: letsencrypt, namespace: shop}
spec:
  acme: {privateKeySecretRef: {name: account-key}}
  ca: {secretName: shop-ca}
"""


def referenced(*objects: str) -> dict[str, ReferencedSecret]:
    model = model_in("".join(objects))
    return {name: found for (_, name), found in referenced_in(model).items()}


def test_whatever_is_referenced_and_in_no_file_is_found() -> None:
    assert list(referenced(WEB)) == ["shop-mail", "shop-db", "registry", "shop-tls"]


@pytest.mark.parametrize(
    ("where", "is_found"), [(", namespace: shop", False), ("", False), (", namespace: other", True)]
)
def test_a_secret_of_the_scan_is_no_stranger_where_it_may_be_meant(where: str, is_found: bool) -> None:
    assert ("shop-db" in referenced(WEB, HELD % where)) is is_found


def test_a_secret_that_something_makes_is_no_stranger() -> None:
    certificate = """\
---
apiVersion: %s
kind: Certificate
metadata: {name: shop, namespace: shop}
spec: {secretName: shop-tls, issuerRef: {name: letsencrypt}}
"""
    for version in ("cert-manager.io/v1", "cert-manager.io/v1alpha2", "certmanager.k8s.io/v1alpha1"):
        assert "shop-tls" not in referenced(WEB, certificate % version)


def test_its_keys_are_those_that_are_asked_for() -> None:
    found = referenced(WEB)

    assert [(each.name, each.span.line) for each in found["shop-db"].encrypted_data] == [("password", 17), ("user", 19)]
    assert [each.name for each in found["shop-tls"].encrypted_data] == ["tls.key"]
    assert found["shop-mail"].encrypted_data == ()


def test_its_readers_are_those_of_any_secret() -> None:
    found = referenced(WEB, READER)

    assert [(each.kind, each.name, each.how) for each in found["shop-db"].readers] == [("ServiceAccount", "ops", "get")]
    assert found["shop-mail"].readers == ()


@pytest.mark.parametrize("version", ["cert-manager.io/v1", "cert-manager.io/v1alpha3", "certmanager.k8s.io/v1alpha1"])
def test_an_issuer_uses_the_secrets_by_which_it_signs_and_logs_in(version: str) -> None:
    found = referenced(WEB, ISSUER % version)

    assert [(use.who, use.how.value) for name in ("account-key", "shop-ca") for use in found[name].uses] == [
        ("Issuer letsencrypt", "certificate issuer"),
        ("Issuer letsencrypt", "certificate issuer"),
    ]


def test_an_issuer_of_another_group_is_not_looked_into() -> None:
    assert "shop-ca" not in referenced(WEB, ISSUER % "issuers.example.com/v1")


def inventory(path: Path, form: str = "json") -> str:
    out = StringIO()
    module = import_module(f"infracheck.report.formats.as_inventory_{form}")
    module.write(take_inventory([str(path)], config=Config()), out, **({"color": False} if form == "tree" else {}))
    return out.getvalue()


def test_the_inventory_tells_that_it_is_kept_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "shop.yaml").write_text(WEB + READER)

    found: dict[str, Any] = json.loads(inventory(tmp_path / "shop.yaml"))

    secret = next(each for each in found["secrets"] if each["name"] == "shop-db")
    assert secret["id"] == "secret:shop/Secret/shop-db"
    assert secret["encrypted_data"]["storage"] == "absent"
    assert [each["keys"] for each in secret["uses"]] == [["password"], ["user"]]
    assert {"source": "manifest:shop/Deployment/web", "kind": "uses", "target": secret["id"]} in found["relations"]
    assert "not in the files" in inventory(tmp_path / "shop.yaml", "tree")
