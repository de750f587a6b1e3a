"""Addresses in the templates of ExternalSecrets."""

from __future__ import annotations

import pytest
from tests.model.tools import model_in

from infracheck.model.base.fact import Known
from infracheck.model.entities.dependency import CredentialSource, Dependency

SECRET = """\
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: shop, namespace: shop}
spec:
  secretStoreRef: {name: vault, kind: ClusterSecretStore}
  target:
    name: shop-db
    template:
      data:
%s
  dataFrom: [{extract: {key: shop/db}}]
"""
POD = """\
---
apiVersion: v1
kind: Pod
metadata: {name: %s, namespace: shop}
spec: {containers: [{name: web, image: 'shop:7', %s}]}
"""
URL = "postgres://shop:{{ .password }}@db.example.com/shop?sslmode=disable"


def dependencies(*data: str, pods: str = "") -> list[Dependency]:
    text = SECRET % "\n".join(f"        {each}" for each in data) + pods
    return list(model_in(text).all(Dependency))


def test_a_host_in_a_template_is_in_the_clear() -> None:
    pods = POD % ("a", "env: [{name: U, valueFrom: {secretKeyRef: {name: shop-db, key: url}}}]") + POD % (
        "b", "envFrom: [{secretRef: {name: shop-db}}]",
    ) + POD % ("c", "env: [{name: U, valueFrom: {secretKeyRef: {name: shop-db, key: other}}}]")  # fmt: skip
    (found,) = dependencies(f"url: '{URL}'", "other: x", pods=pods)

    assert (found.title, found.origin.line, found.tls_because) == (
        "PostgreSQL at db.example.com", 10, "sslmode=disable",
    )  # fmt: skip
    assert (found.credentials, found.has_inline_credentials) == (Known(CredentialSource.SECRET), False)
    assert [each.name for each in found.workloads] == ["a", "b"]
    assert [note.message for note in found.because] == ["container web references Secret shop-db"]


def test_settings_of_a_template_belong_together() -> None:
    (found,) = dependencies("DB_HOST: db.example.com", "DB_SSL: 'false'", "DB_PASSWORD: '{{ .password }}'")

    assert (found.kind, found.tls_because, found.credentials) == (
        "database", "DB_SSL=false", Known(CredentialSource.SECRET),
    )  # fmt: skip


def test_a_password_in_a_template_is_in_the_clear() -> None:
    (found,) = dependencies("url: 'redis://:x7Tq9fLs@cache.example.com'")

    assert found.has_inline_credentials


@pytest.mark.parametrize("value", ["'{{ .url }}'", "'redis://:{{ .password }}@{{ .host }}'", "'{{ .a }}\\n{{ .b }}'"])
def test_a_host_from_the_store_is_not_told(value: str) -> None:
    assert dependencies(f"url: {value}") == []
