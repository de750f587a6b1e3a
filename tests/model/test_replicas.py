"""How many pods a workload runs, what keeps them apart, which Service governs them, what a budget leaves of them."""

from __future__ import annotations

import pytest
from tests.model.tools import model_in

from infracheck import Known, PodDisruptionBudget, Unknown, Workload
from infracheck.model.graph.model import Declared, Model

WEB = """\
apiVersion: apps/v1
kind: {kind}
metadata: {{name: web, namespace: shop}}
spec:
  replicas: {replicas}
  serviceName: peers
  template:
    metadata: {{labels: {{app: web}}}}
    spec:
      affinity: {affinity}
      topologySpreadConstraints: {spread}
      containers: [{{name: web, image: "web:1"}}]
"""


def web(kind: str = "StatefulSet", replicas: object = 2, affinity: str = "{}", spread: str = "[]") -> str:
    return WEB.format(kind=kind, replicas=replicas, affinity=affinity, spread=spread)


def other(kind: str, version: str, spec: str, name: str = "web", namespace: str = "shop") -> str:
    return (
        f"---\napiVersion: {version}\nkind: {kind}\nmetadata: {{name: {name}, namespace: {namespace}}}\nspec: {spec}\n"
    )


def scaler(bounds: str, kind: str = "StatefulSet") -> str:
    spec = f"{{scaleTargetRef: {{kind: {kind}, name: web}}, {bounds}}}"
    return other("HorizontalPodAutoscaler", "autoscaling/v2", spec)


def first(model: Model) -> Workload:
    return model.all(Workload)[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (web(replicas=2), 2),
        (web(replicas=0), 0),
        (web(replicas="null"), "nothing sets the number of replicas"),
        (web(replicas="$(REPLICAS)"), "nothing sets the number of replicas"),
        (web(replicas=2) + scaler("maxReplicas: 9"), 9),
        (web(replicas="null") + scaler("maxReplicas: 9, minReplicas: 3"), 9),
        (web() + scaler("maxReplicas: 9", kind="Deployment"), 2),
        (web() + scaler("minReplicas: 3"), "an autoscaler does not say how many replicas it sets at most"),
    ],
)
def test_an_autoscaler_sets_the_number_of_pods_before_the_workload_does(text: str, expected: int | str) -> None:
    fact = first(model_in(text)).most_pods

    assert (fact.value if isinstance(fact, Known) else fact.why) == expected


def test_the_number_of_pods_says_where_it_is_set() -> None:
    by_itself, scaled = first(model_in(web())).most_pods, first(model_in(web() + scaler("maxReplicas: 9"))).most_pods

    assert isinstance(by_itself, Known)
    assert isinstance(scaled, Known)
    assert [(note.message, note.span.line) for note in by_itself.because] == [("StatefulSet web sets its replicas", 5)]
    assert [note.message for note in scaled.because] == ["HorizontalPodAutoscaler web scales it"]


HEADLESS = other("Service", "v1", "{clusterIP: None}", "peers")
ANOTHER = other("Service", "v1", "{clusterIP: None}", "others")


@pytest.mark.parametrize(
    ("text", "exists", "expected"),
    [
        (web() + HEADLESS, (), "peers"),
        (web() + ANOTHER, (), None),
        (web() + ANOTHER + other("Service", "v1", "{clusterIP: None}", "peers", "other"), (), None),
        (web(), (), "no Service of this namespace was scanned"),
        (web(), (Declared("Service", "peer*"),), "declared under `exists` in the config"),
        (web(), (Declared("Service", "peers", "shop"),), "declared under `exists` in the config"),
        (web() + ANOTHER, (Declared("Service", "peers", "other"),), None),
        (web() + ANOTHER, (Declared("Secret", "peers"),), None),
        (web().replace("  serviceName: peers\n", ""), (), "no Service is named"),
    ],
)
def test_a_governing_service_is_missing_where_it_is_neither_scanned_nor_declared(
    text: str, exists: tuple[Declared, ...], expected: str | None
) -> None:
    match first(model_in(text, exists=exists)).governing_service:
        case Known(found):
            assert (found.name if found is not None else None) == expected
        case Unknown(why):
            assert why == expected


def term(selector: str = "labelSelector: {matchLabels: {app: web}}", more: str = "") -> str:
    return f"{{{selector}, topologyKey: host{more}}}"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (term(), {"host"}),
        (term("labelSelector: {}"), {"host"}),
        (term("labelSelector: {matchExpressions: [{key: app, operator: Exists}]}"), {"host"}),
        (term("labelSelector: {matchLabels: {app: api}}"), set()),
        (term("labelSelector: null"), set()),
        (term(more=", namespaces: [shop]"), {"host"}),
        (term(more=", namespaces: [other]"), set()),
        (term(more=", namespaces: [other], namespaceSelector: {}"), {"host"}),
    ],
)
def test_pods_are_kept_apart_by_terms_that_mean_them(written: str, expected: set[str]) -> None:
    required = f"{{podAntiAffinity: {{requiredDuringSchedulingIgnoredDuringExecution: [{written}]}}}}"
    weighted = f"[{{weight: 1, podAffinityTerm: {written}}}]"
    preferred = f"{{podAntiAffinity: {{preferredDuringSchedulingIgnoredDuringExecution: {weighted}}}}}"

    assert first(model_in(web(affinity=required))).pod.kept_apart_by == expected
    assert first(model_in(web(affinity=preferred))).pod.kept_apart_by == expected


def test_attraction_keeps_nothing_apart() -> None:
    near = f"{{podAffinity: {{requiredDuringSchedulingIgnoredDuringExecution: [{term()}]}}}}"

    assert first(model_in(web(affinity=near))).pod.kept_apart_by == set()


@pytest.mark.parametrize(
    ("constraint", "expected"),
    [
        (term(), {"host"}),
        (term("labelSelector: {matchLabels: {app: api}}"), set()),
        (term("labelSelector: null"), set()),
        ("{labelSelector: {}}", set()),
    ],
)
def test_constraints_spread_the_pods_that_they_count(constraint: str, expected: set[str]) -> None:
    assert first(model_in(web(spread=f"[{constraint}]"))).pod.kept_apart_by == expected


@pytest.mark.parametrize(
    ("kind", "replicas", "several"),
    [
        ("StatefulSet", 2, True),
        ("StatefulSet", 1, False),
        ("StatefulSet", 0, False),
        ("Deployment", "null", True),
        ("Deployment", "$(REPLICAS)", True),
        ("DaemonSet", "null", False),
    ],
)
def test_a_workload_may_run_several_pods_unless_it_sets_fewer(kind: str, replicas: object, several: bool) -> None:
    assert first(model_in(web(kind, replicas))).may_run_several is several


def test_a_workload_that_is_scaled_may_run_several_pods() -> None:
    assert first(model_in(web(replicas=1) + scaler("maxReplicas: 9"))).may_run_several


def budget(spec: str) -> PodDisruptionBudget:
    return model_in(other("PodDisruptionBudget", "policy/v1", spec)).all(PodDisruptionBudget)[0]


@pytest.mark.parametrize(
    ("spec", "refuses"),
    [
        ("{maxUnavailable: 0}", True),
        ("{maxUnavailable: 0%}", True),
        ("{maxUnavailable: -1}", True),
        ("{maxUnavailable: 1}", False),
        ("{maxUnavailable: 1%}", False),
        ("{maxUnavailable: none}", False),
        ("{maxUnavailable: '0'}", False),
        ("{minAvailable: 100%}", True),
        ("{minAvailable: 101%}", True),
        ("{minAvailable: 99%}", False),
        ("{minAvailable: 100}", False),
        ("{}", False),
    ],
)
def test_a_budget_refuses_all_by_its_numbers(spec: str, refuses: bool) -> None:
    assert budget(spec).refuses_all is refuses


@pytest.mark.parametrize(
    ("spec", "kept"),
    [
        ("{minAvailable: 2}", 2),
        ("{minAvailable: 50%}", 4),
        ("{minAvailable: 1%}", 1),
        ("{minAvailable: 0%}", 0),
        ("{minAvailable: 100%}", 7),
        ("{minAvailable: half}", None),
        ("{minAvailable: '%'}", None),
        ("{minAvailable: ٥%}", None),
        ("{minAvailable: 1234567890%}", None),
        ("{maxUnavailable: 2}", None),
    ],
)
def test_a_percentage_of_seven_pods_is_rounded_up(spec: str, kept: int | None) -> None:
    assert budget(spec).kept(7) == kept


def test_a_budget_knows_the_workloads_that_it_selects() -> None:
    spec = "{selector: {matchLabels: {app: web}}}"
    model = model_in(
        web() + other("PodDisruptionBudget", "policy/v1", spec)
        + other("PodDisruptionBudget", "policy/v1", spec, "far", "other")
        + other("PodDisruptionBudget", "policy/v1", "{selector: {matchLabels: {app: api}}}", "api")
    )  # fmt: skip

    assert {each.name: [found.name for found in each.workloads] for each in model.all(PodDisruptionBudget)} == {
        "web": ["web"], "far": [], "api": [],
    }  # fmt: skip
