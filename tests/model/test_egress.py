"""Which network policy keeps a workload from what it depends on."""

from __future__ import annotations

import pytest
from tests.model.tools import model_in

from infracheck.model.entities.dependency import Dependency

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
    (found,) = model_in(text).all(Dependency)

    assert [each.name for each in found.blocked_by] == [expected]


def blocked(egress: str, url: str = "redis://cache.example.com", more: str = "") -> bool:
    text = WORKLOAD.replace("redis://cache.example.com", url) + policy("a", "{}", egress) + more
    (found,) = model_in(text).all(Dependency)
    return bool(found.blocked_by)


@pytest.mark.parametrize(
    ("egress", "expected"),
    [
        ("[]", True), ("[{}]", False), ("[{ports: []}]", False), ("[{ports: [{port: 6379}]}]", False),
         ("[{ports: [{port: 6378}]}]", True),
        ("[{ports: [{port: 6379, protocol: TCP}]}]", False), ("[{ports: [{port: 6379, protocol: UDP}]}]", True),
        ("[{ports: [{protocol: TCP}]}]", False), ("[{ports: [{port: redis}]}]", False),
        ("[{ports: [{port: 6000, endPort: 6379}]}]", False), ("[{ports: [{port: 6000, endPort: 6378}]}]", True),
        ("[{ports: [{port: 6380, endPort: 7000}]}]", True), ("[{ports: [{port: 53}, {port: 6379}]}]", False),
        ("[{ports: [{port: 53}]}, {ports: [{port: 6379}]}]", False),
        ("[{to: [{namespaceSelector: {}}]}]", True), ("[{to: [{podSelector: {}}, {ipBlock: {cidr: 0.0.0.0/0}}]}]",
         False),
        ("[{to: []}]", False), ("[{to: [{ipBlock: {cidr: 10.0.0.0/8}}]}]", False), ("[{to: [{ipBlock: {cidr: x}}]}]",
         False),
        ("[{to: [{ipBlock: {cidr: 0.0.0.0/0}}], ports: [{port: 53}]}]", True),
    ],
)  # fmt: skip
def test_a_rule_leads_to_a_host(egress: str, expected: bool) -> None:
    assert blocked(egress) is expected


@pytest.mark.parametrize(
    ("cidr", "host", "expected"),
    [
        ("10.0.0.0/8", "10.1.2.3", False), ("10.0.0.0/8", "11.1.2.3", True), (" 10.1.2.3/16 ", "10.1.9.9", False),
         ("8.8.8.8/32", "8.8.8.8", False),
        ("8.8.8.8/32", "8.8.4.4", True), ("fd00::/8", "10.1.2.3", True),
    ],
)  # fmt: skip
def test_a_block_holds_an_address(cidr: str, host: str, expected: bool) -> None:
    assert blocked(f"[{{to: [{{ipBlock: {{cidr: '{cidr}'}}}}]}}]", f"redis://{host}") is expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("redis://cache.example.com", True), ("redis://cache.example.com:53", False), ("redis://db.corp", True),
         ("redis://cache", False),
        ("redis://localhost", False),
    ],
)  # fmt: skip
def test_an_address_outside_is_judged(url: str, expected: bool) -> None:
    assert blocked(RULE, url) is expected


def test_a_web_address_is_not_judged() -> None:
    text = WORKLOAD.replace("{name: U, value: 'redis://cache", "{name: CARRIER_URL, value: 'https://cache")
    found = model_in(text + policy("a", "{}", "[]"))

    assert [(each.kind, each.blocked_by) for each in found.all(Dependency)] == [("HTTP", ())]


@pytest.mark.parametrize("kind", ["CiliumNetworkPolicy", "IstioEgressGateway", "EgressFirewall", "GlobalNetworkPolicy"])
def test_another_plugin_may_allow_it(kind: str) -> None:
    other = f"---\napiVersion: a.example/v1\nkind: {kind}\nmetadata: {{name: a}}\n"

    assert not blocked("[]", more=other)
    assert blocked("[]", more=other.replace(kind, "Shop"))


def test_the_pod_of_a_nodes_network_is_beyond_policies() -> None:
    text = WORKLOAD.replace("spec: {containers", "spec: {hostNetwork: true, containers") + policy("a", "{}", "[]")
    (found,) = model_in(text).all(Dependency)

    assert found.blocked_by == ()


def test_one_workload_that_reaches_an_address_is_enough() -> None:
    taken = "env: [{name: U, valueFrom: {configMapKeyRef: {name: c, key: U}}}]"
    first = WORKLOAD.replace("env: [{name: U, value: 'redis://cache.example.com'}]", taken)
    second = first.replace("name: shop, namespace", "name: other, namespace").replace("tier: back", "tier: front")
    data = "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: shop}\ndata: {U: 'redis://cache.example.com'}\n"
    for selector, expected in (("{matchLabels: {tier: back}}", []), ("{}", ["a"])):
        text = f"{first}---\n{second}{data}{policy('a', selector, '[]')}"
        (found,) = model_in(text).all(Dependency)
        assert [each.name for each in found.blocked_by] == expected
