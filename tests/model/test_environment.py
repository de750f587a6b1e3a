"""What a container finds in its environment, and where one would change it."""

from __future__ import annotations

import pytest

from infracheck.model.base.fact import Known
from infracheck.model.base.values import NEWEST_KUBERNETES
from infracheck.model.entities.container import Container
from infracheck.model.entities.variable import Variable
from infracheck.model.graph.build import build
from infracheck.source.text.span import Source
from infracheck.source.yaml.reader import read_documents

OBJECTS = """\
---
apiVersion: v1
kind: ConfigMap
metadata: {name: shop-config, namespace: shop}
data:
  LOG_LEVEL: info
  HOST: db.example.com
---
apiVersion: v1
kind: Secret
metadata: {name: shop-db, namespace: shop}
data:
  PLAIN: aHVudGVyMg==
  BROKEN: "***"
stringData:
  PASSWORD: hunter2
"""
POD = """\
apiVersion: v1
kind: Pod
metadata: {name: shop, namespace: shop}
spec:
  containers:
    - name: web
      image: shop:7
"""


def variables(entries: str) -> dict[str, Variable]:
    body = "".join(f"      {line}\n" for line in entries.strip().split("\n"))
    items = read_documents(Source("pod.yaml", POD + body + OBJECTS))
    container = build(items, NEWEST_KUBERNETES).model.all(Container)[0]
    return {each.name: each for each in container.variables}


def value(variable: Variable) -> str | None:
    return variable.value.value if isinstance(variable.value, Known) else None


def test_a_literal_stands_where_it_is_written() -> None:
    found = variables("env:\n- name: LOG_LEVEL\n  value: debug")["LOG_LEVEL"]

    assert (value(found), found.origin.line, found.because) == ("debug", 10, ())


def test_a_key_of_a_configmap_is_changed_there() -> None:
    found = variables("env:\n- name: DB_HOST\n  valueFrom:\n    configMapKeyRef: {name: shop-config, key: HOST}")[
        "DB_HOST"
    ]

    assert (value(found), found.origin.line, [note.span.line for note in found.because]) == ("db.example.com", 18, [9])


@pytest.mark.parametrize(("key", "expected"), [("PLAIN", "hunter2"), ("PASSWORD", "hunter2"), ("BROKEN", None)])
def test_a_secret_is_decoded_and_marked(key: str, expected: str | None) -> None:
    found = variables(f"env:\n- name: X\n  valueFrom:\n    secretKeyRef: {{name: shop-db, key: {key}}}")["X"]

    assert (value(found), found.is_secret, found.text) == (expected, True, None)


def test_env_wins_over_env_from_and_a_later_source_over_an_earlier() -> None:
    found = variables(
        "envFrom:\n- configMapRef: {name: shop-config}\n- prefix: DB_\n  secretRef: {name: shop-db}\n"
        "env:\n- {name: LOG_LEVEL, value: debug}"
    )

    assert {name: value(each) for name, each in found.items()} == {
        "LOG_LEVEL": "debug", "HOST": "db.example.com", "DB_PLAIN": "hunter2", "DB_BROKEN": None,
        "DB_PASSWORD": "hunter2",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$(A)/x", "1/x"),
        ("$$(A)", "$(A)"),
        ("$(LATER)", "$(LATER)"),
        ("$(", "$("),
        ("$", "$"),
        ("$(A", "$(A"),
        ("$()", "$()"),
        ("$($(A))", "$(1)"),
        ("$$$(A)", "$1"),
    ],
)
def test_references_expand_as_kubernetes_does_it(text: str, expected: str) -> None:
    found = variables(f"env:\n- {{name: A, value: '1'}}\n- {{name: X, value: '{text}'}}\n- {{name: LATER, value: '2'}}")

    assert value(found["X"]) == expected


def test_a_part_from_a_secret_is_opaque() -> None:
    found = variables(
        "env:\n- name: PW\n  valueFrom:\n    secretKeyRef: {name: shop-db, key: PASSWORD}\n"
        "- {name: URL, value: 'postgres://u:$(PW)@db/x'}"
    )["URL"]

    assert (found.is_opaque, "hunter2" in found.shape, found.text) == (True, False, None)


def test_what_the_scan_does_not_see_is_unknown() -> None:
    found = variables(
        "envFrom:\n- configMapRef: {name: elsewhere}\n"
        "env:\n- {name: X, value: '$(MAYBE)'}\n- name: IP\n  valueFrom: {fieldRef: {fieldPath: status.podIP}}\n"
        "- name: GONE\n  valueFrom:\n    configMapKeyRef: {name: shop-config, key: MISSING, optional: true}"
    )

    assert [value(found[name]) for name in ("X", "IP", "GONE")] == [None, None, None]


def test_what_services_give_is_not_told_here() -> None:
    found = variables("env:\n- {name: X, value: '$(SHOP_DB_SERVICE_HOST):$(SHOP_DB_PORT_5432_TCP_PORT)'}")["X"]

    assert (value(found), found.is_opaque) == (None, True)


def test_what_takes_the_place_of_another_is_told() -> None:
    items = read_documents(
        Source("pod.yaml", POD + "      envFrom:\n      - configMapRef: {name: shop-config}\n"
               "      env:\n      - {name: LOG_LEVEL, value: debug}\n      - {name: HOST, value: db.example.com}\n"
               + OBJECTS)
    )  # fmt: skip
    environment = build(items, NEWEST_KUBERNETES).model.all(Container)[0].environment

    assert [(hidden.name, hidden.origin.line, winner.origin.line) for hidden, winner in environment.differing] == [
        ("LOG_LEVEL", 18, 11)
    ]


def test_references_that_grow_are_cut_off() -> None:
    lines = ["- {name: V0, value: lol}"]
    lines += [f"- {{name: V{n}, value: '{f'$(V{n - 1})' * 10}'}}" for n in range(1, 13)]
    found = variables("env:\n" + "\n".join(lines))

    assert (value(found["V4"]), value(found["V12"])) == ("lol" * 10_000, None)


def test_no_representation_tells_a_value() -> None:
    found = variables("envFrom:\n- secretRef: {name: shop-db}\nenv:\n- {name: X, value: hunter2}")

    assert "hunter2" not in repr(found)
