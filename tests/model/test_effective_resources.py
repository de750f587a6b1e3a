"""What a container may really take: its own words, its pod's, its namespace's."""

from __future__ import annotations

import pytest
from tests.model.tools import model_in

from infracheck.model.base.fact import Fact, Known
from infracheck.model.base.values import Quantity
from infracheck.model.entities.container import Container

POD = """\
apiVersion: v1
kind: Pod
metadata: {name: shop, namespace: shop}
spec:
  resources: %s
  containers:
    - {name: web, image: "shop:7", resources: %s}
"""
LIMIT_RANGE = """\
---
apiVersion: v1
kind: LimitRange
metadata: {name: defaults, namespace: %s}
spec:
  limits: [%s]
"""


def container(own: str, *, pod: str = "{}", limit_range: str | None = None, namespace: str = "shop") -> Container:
    text = POD % (pod, own) + (LIMIT_RANGE % (namespace, limit_range) if limit_range is not None else "")
    return model_in(text, "pod.yaml").all(Container)[0]


def shown(fact: Fact[Quantity | None]) -> str:
    return str(fact.value) if isinstance(fact, Known) else f"? {fact.why}"


@pytest.mark.parametrize(
    ("own", "request_and_limit"),
    [
        ("{}", ("None", "None")),
        ("{limits: {memory: 1Gi}}", ("1Gi", "1Gi")),
        ("{requests: {memory: 1Gi}}", ("1Gi", "None")),
        ("{requests: {memory: 1Gi}, limits: {memory: 2Gi}}", ("1Gi", "2Gi")),
        ("{limits: {memory: }}", ("None", "None")),
        ("{limits: {memory: 1gb}}", ("? its memory is not a quantity", "? its memory is not a quantity")),
        ("{requests: {memory: 1gb}, limits: {memory: 2Gi}}", ("? its memory is not a quantity", "2Gi")),
    ],
)
def test_a_request_that_is_not_written_is_the_limit(own: str, request_and_limit: tuple[str, str]) -> None:
    web = container(own)

    assert (shown(web.request("memory")), shown(web.limit("memory"))) == request_and_limit


@pytest.mark.parametrize(
    ("item", "request_and_limit"),
    [
        ("{type: Container, default: {memory: 1Gi}}", ("1Gi", "1Gi")),
        ("{type: Container, default: {memory: 1Gi}, defaultRequest: {memory: 64Mi}}", ("64Mi", "1Gi")),
        ("{type: Container, defaultRequest: {memory: 64Mi}}", ("64Mi", "None")),
        ("{type: Container, max: {memory: 2Gi}}", ("2Gi", "2Gi")),
        ("{type: Container, min: {memory: 64Mi}}", ("64Mi", "None")),
        ("{type: Container, min: {memory: 64Mi}, max: {memory: 2Gi}}", ("2Gi", "2Gi")),
        ("{type: Pod, max: {memory: 2Gi}}", ("None", "None")),
        ("{type: Container, default: {cpu: 1}}", ("None", "None")),
    ],
)
def test_the_limit_range_of_the_namespace_counts(item: str, request_and_limit: tuple[str, str]) -> None:
    web = container("{}", limit_range=item)

    assert (shown(web.request("memory")), shown(web.limit("memory"))) == request_and_limit


def test_the_limit_range_of_another_namespace_does_not_count() -> None:
    web = container("{}", limit_range="{type: Container, default: {memory: 1Gi}}", namespace="staging")

    assert shown(web.limit("memory")) == "None"


def test_what_the_container_says_comes_before_the_limit_range() -> None:
    web = container("{limits: {memory: 256Mi}}", limit_range="{type: Container, default: {memory: 1Gi}}")

    assert (shown(web.request("memory")), shown(web.limit("memory"))) == ("256Mi", "256Mi")


def test_what_the_pod_says_stands_in_for_the_container() -> None:
    web = container("{}", pod="{limits: {memory: 512Mi}}", limit_range="{type: Container, default: {memory: 1Gi}}")

    assert (shown(web.request("memory")), shown(web.limit("memory"))) == ("512Mi", "512Mi")
