"""From one object to its neighbours: selected, mounted, named, scaled."""

from __future__ import annotations

from typing import Any

import pytest

from infracheck.model.base.fact import Fact, Known
from infracheck.model.base.values import NEWEST_KUBERNETES, Quantity
from infracheck.model.entities.container import Container
from infracheck.model.entities.governance import HorizontalPodAutoscaler
from infracheck.model.entities.network import Service
from infracheck.model.entities.workload import Pod, Workload
from infracheck.model.graph import link
from infracheck.model.graph.build import Built, build
from infracheck.model.graph.model import Declared
from infracheck.source.text.span import Source
from infracheck.source.yaml.reader import read_documents

DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  template:
    metadata: {labels: {app: web, tier: front}}
    spec:
      containers: [{name: web, image: "web:7"}]
"""


def built(*objects: str, exists: tuple[Declared, ...] = (), kustomization: str = "") -> Built:
    files = {f"k8s/{number}.yaml": text for number, text in enumerate(objects)}
    if kustomization:
        files["k8s/kustomization.yaml"] = kustomization
    items = (each for path, text in files.items() for each in read_documents(Source(path, text)))
    return build(items, NEWEST_KUBERNETES, exists)


def thing(kind: str, name: str, spec: str = "", *, version: str = "v1", namespace: str = "shop") -> str:
    return f"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: {name}, namespace: {namespace}}}\n{spec}\n"


def pod(*others: str) -> Pod:
    return built(DEPLOYMENT, *others).model.all(Pod)[0]


def shown(fact: Fact[Any]) -> str:
    if isinstance(fact, Known):
        return "missing" if fact.value is None else str(getattr(fact.value, "name", fact.value))
    return f"? {fact.why}"


@pytest.mark.parametrize(
    ("selector", "selected"),
    [("{app: web}", True), ("{app: web, tier: front}", True), ("{app: db}", False), ("{}", False), ("", False)],
)
def test_a_service_selects_pods_by_all_of_its_labels(selector: str, selected: bool) -> None:
    found = pod(thing("Service", "web", f"spec: {{selector: {selector}}}")).services

    assert [each.name for each in found] == (["web"] if selected else [])


def test_a_service_of_another_namespace_selects_nothing_here() -> None:
    assert pod(thing("Service", "web", "spec: {selector: {app: web}}", namespace="other")).services == ()


def test_no_namespace_is_the_default_one() -> None:
    deployment = DEPLOYMENT.replace(", namespace: shop", "")
    service = thing("Service", "web", "spec: {selector: {app: web}}", namespace="default")

    (found,) = built(deployment, service).model.all(Pod)

    assert [each.name for each in found.services] == ["web"]


@pytest.mark.parametrize(
    ("selector", "selected"),
    [
        ("{}", True),
        ("{matchLabels: {app: web}}", True),
        ("{matchLabels: {app: db}}", False),
        ("{matchExpressions: [{key: tier, operator: In, values: [front, back]}]}", True),
        ("{matchExpressions: [{key: tier, operator: NotIn, values: [front]}]}", False),
        ("{matchExpressions: [{key: gone, operator: NotIn, values: [x]}]}", True),
        ("{matchExpressions: [{key: tier, operator: Exists}]}", True),
        ("{matchExpressions: [{key: tier, operator: DoesNotExist}]}", False),
        ("{matchExpressions: [{key: tier, operator: Near}]}", False),
    ],
)
def test_a_network_policy_selects_by_labels_and_expressions(selector: str, selected: bool) -> None:
    policy = thing("NetworkPolicy", "deny", f"spec: {{podSelector: {selector}}}", version="networking.k8s.io/v1")

    assert [each.name for each in pod(policy).network_policies] == (["deny"] if selected else [])


def test_an_autoscaler_targets_by_kind_and_name() -> None:
    def scaler(name: str, kind: str, target: str) -> str:
        spec = f"spec: {{scaleTargetRef: {{kind: {kind}, name: {target}}}}}"
        return thing("HorizontalPodAutoscaler", name, spec, version="autoscaling/v2")

    found = built(DEPLOYMENT, scaler("a", "Deployment", "web"), scaler("b", "StatefulSet", "web")).model

    assert [each.name for each in found.all(Workload)[0].autoscalers] == ["a"]


def test_a_disruption_budget_without_selector_selects_nothing_and_an_empty_one_everything() -> None:
    none = thing("PodDisruptionBudget", "none", "spec: {minAvailable: 1}", version="policy/v1")
    everything = thing("PodDisruptionBudget", "all", "spec: {selector: {}}", version="policy/v1")

    found = built(DEPLOYMENT, none, everything).model

    assert [each.name for each in found.all(Workload)[0].disruption_budgets] == ["all"]


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ((), "? no ConfigMap of this namespace was scanned"),
        ((thing("ConfigMap", "settings"),), "settings"),
        ((thing("ConfigMap", "other"),), "missing"),
        ((thing("ConfigMap", "settings", namespace="other"),), "? no ConfigMap of this namespace was scanned"),
        ((thing("ConfigMap", "other"), thing("ConfigMap", "settings", namespace="other")), "missing"),
    ],
)
def test_a_config_map_is_missing_only_among_those_that_the_scan_sees(others: tuple[str, ...], expected: str) -> None:
    model = built(DEPLOYMENT, *others).model

    assert shown(link.config_map(model, "shop", "settings")) == expected


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        (Declared("Secret", "db"), "? declared under `exists` in the config"),
        (Declared("Secret", "d*", "shop"), "? declared under `exists` in the config"),
        (Declared("Secret", "db", "other"), "missing"),
        (Declared("ConfigMap", "db"), "missing"),
        (Declared("Secret", "x"), "missing"),
    ],
)
def test_what_is_declared_to_exist_is_not_missing(declared: Declared, expected: str) -> None:
    model = built(DEPLOYMENT, thing("Secret", "other"), exists=(declared,)).model

    assert shown(link.secret(model, "shop", "db")) == expected


@pytest.mark.parametrize(
    ("version", "kind"), [("bitnami.com/v1alpha1", "SealedSecret"), ("external-secrets.io/v1", "ExternalSecret")]
)
def test_what_makes_a_secret_counts_as_one(version: str, kind: str) -> None:
    model = built(DEPLOYMENT, thing("Secret", "other"), thing(kind, "db", "spec: {}", version=version)).model

    assert shown(link.secret(model, "shop", "db")) == "db"


def test_the_default_account_exists_everywhere() -> None:
    assert shown(pod(thing("ServiceAccount", "other")).account) == "missing"
    assert shown(pod().account) == "missing"


def test_a_limit_range_gives_limits_to_its_own_namespace() -> None:
    def limits(namespace: str) -> str:
        spec = "spec: {limits: [{type: Container, default: {memory: 1Gi}}]}"
        model = built(DEPLOYMENT, thing("LimitRange", "defaults", spec, namespace=namespace)).model
        fact = model.all(Container)[0].limit("memory")
        assert isinstance(fact, Known)
        return str(fact.value) + "".join(f", {note.message} ({note.span.path})" for note in fact.because)

    assert limits("shop") == "1Gi, memory by LimitRange defaults (k8s/1.yaml)"
    assert limits("other") == "None"


def test_an_own_limit_beats_the_limit_range() -> None:
    own = DEPLOYMENT.replace("{name: web, image", "{name: web, resources: {limits: {memory: 2Gi}}, image")
    spec = "spec: {limits: [{type: Container, default: {memory: 1Gi}}]}"

    fact = built(own, thing("LimitRange", "defaults", spec)).model.all(Container)[0].limit("memory")

    assert isinstance(fact, Known)
    assert fact.value == Quantity("2Gi", 2.0 * 2**30)


@pytest.mark.parametrize(
    "named", ["patches: [{path: 0.yaml}]", "patchesStrategicMerge: [0.yaml]", "patchesStrategicMerge: [../k8s/0.yaml]"]
)
def test_a_patch_of_a_kustomization_is_part_of_an_object_and_skipped(named: str) -> None:
    part = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 3}\n"

    found = built(part, kustomization=named)

    assert found.model.all(Workload) == []
    assert [tuple(each) for each in found.skipped] == [("k8s/0.yaml", "a Kustomize patch, not a complete object")]


def test_a_resource_of_a_kustomization_is_an_object() -> None:
    part = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 3}\n"
    kustomization = "resources: [0.yaml]\npatches: [{path: 0.yaml}]\n"

    assert [each.name for each in built(part, kustomization=kustomization).model.all(Workload)] == ["web"]


@pytest.mark.parametrize(
    ("selector", "namespace", "exists", "expected"),
    [
        ("{app: web}", "shop", (), ["web"]),
        ("{app: web, statefulset.kubernetes.io/pod-name: web-0}", "shop", (), []),
        ("{app: web, pod-template-hash: 5d8f}", "shop", (), ["web"]),
        ("{app: wbe}", "shop", (), []),
        ("{app: wbe}", "shop", (Declared("Deployment", "wbe", "shop"),), None),
        ("{app: wbe}", "shop", (Declared("Deployment", "wbe", "other"),), []),
        ("{app: wbe}", "shop", (Declared("Secret", "wbe", "shop"),), []),
        ("{app: web}", "other", (), None),
        ("{app: '${APP}'}", "shop", (), None),
        ("{cnpg.io/cluster: db}", "shop", (), None),
    ],
)
def test_a_service_knows_its_pods_where_the_scan_sees_what_could_bear_its_labels(
    selector: str, namespace: str, exists: tuple[Declared, ...], expected: list[str] | None
) -> None:
    service = thing("Service", "s", f"spec: {{selector: {selector}}}", namespace=namespace)

    pods = built(DEPLOYMENT, service, exists=exists).model.all(Service)[0].pods

    assert ([pod.workload.name for pod in pods.value] if isinstance(pods, Known) else None) == expected


@pytest.mark.parametrize(
    ("target", "exists", "expected"),
    [
        ("{kind: Deployment, name: web}", (), "web"),
        ("{kind: Deployment, name: wbe}", (), None),
        ("{kind: Deployment, name: wbe}", (Declared("Deployment", "w*"),), "unknown"),
        ("{kind: StatefulSet, name: web}", (), "unknown"),
        ("{kind: Deployment}", (), "unknown"),
    ],
)
def test_an_autoscaler_knows_what_it_scales(target: str, exists: tuple[Declared, ...], expected: str | None) -> None:
    scaler = thing("HorizontalPodAutoscaler", "s", f"spec: {{scaleTargetRef: {target}}}", version="autoscaling/v2")

    fact = built(DEPLOYMENT, scaler, exists=exists).model.all(HorizontalPodAutoscaler)[0].scaled

    assert (fact.value and fact.value.name if isinstance(fact, Known) else "unknown") == expected
