"""Which network policy keeps a workload from what it depends on."""

from __future__ import annotations

import pytest

from infracheck.model.base.values import NEWEST_KUBERNETES
from infracheck.model.entities.dependency import Dependency
from infracheck.model.graph.build import build
from infracheck.source.text.span import Source
from infracheck.source.yaml.reader import read_documents

WORKLOAD = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop, namespace: shop}
spec:
  selector: {matchLabels: {app: shop, tier: back}}
  template:
    metadata: {labels: {app: shop, tier: back}}
    spec: {containers: [{name: web, image: 'shop:7', env: [{name: U, value: 'redis://cache.example.com'}]}]}
"""
RULE = "[{ports: [{port: 53}]}]"


def policy(name: str, selector: str, egress: str = RULE) -> str:
    return (
        f"---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: {name}, namespace: shop}}\n"
        f"spec: {{podSelector: {selector}, policyTypes: [Egress], egress: {egress}}}\n"
    )


@pytest.mark.parametrize(
    ("policies", "expected"),
    [
        ((policy("dns", "{}"), policy("worker", "{matchLabels: {app: shop}}")), "worker"),
        ((policy("dns", "{}"), policy("worker", "{matchLabels: {app: shop}}", "[]")), "worker"),
        ((policy("a", "{matchLabels: {app: shop}}"), policy("b", "{matchLabels: {app: shop, tier: back}}")), "b"),
        (
            (
                policy("a", "{matchLabels: {app: shop}}"),
                policy("b", "{matchLabels: {app: shop}, matchExpressions: [{key: tier, operator: Exists}]}"),
            ),
            "b",
        ),
        ((policy("none", "{}", "[]"), policy("dns", "{}")), "dns"),
        ((policy("first", "{}"), policy("second", "{}")), "first"),
    ],
)
def test_the_policy_to_mend_is_the_narrowest(policies: tuple[str, ...], expected: str) -> None:
    text = WORKLOAD + "".join(policies)
    (found,) = build(read_documents(Source("shop.yaml", text)), NEWEST_KUBERNETES).model.all(Dependency)

    assert [each.name for each in found.blocked_by] == [expected]
