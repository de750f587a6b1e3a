"""Where pods hide: in custom resources, in templates of OpenShift, on nodes of Windows."""

from __future__ import annotations

import pytest
from tests.model.tools import model_in

from infracheck import Container, KubernetesObject, Pod, Workload
from infracheck.model.base.values import NEWEST_KUBERNETES
from infracheck.model.graph.build import build
from infracheck.model.graph.model import Model
from infracheck.source.text.span import Source
from infracheck.source.yaml.reader import read_documents


def model_of(text: str) -> Model:
    return model_in(text, "a.yaml")


FLINK = """\
apiVersion: flink.apache.org/v1beta1
kind: FlinkDeployment
metadata: {name: jobs}
spec:
  podTemplate:
    spec:
      containers: [{name: side, IMAGE}]
  volumeClaimTemplate:
    spec: {resources: {}}
  jobManager:
    template: {spec: {containers: [{name: manager, image: "flink:2"}]}}
"""


def test_a_custom_resource_holds_pods_under_any_template() -> None:
    model = model_of(FLINK.replace("IMAGE", "image: fluentd:1.17"))

    assert [each.name for each in model.all(Container)] == ["side", "manager"]
    assert [each.kind for each in model.all(Workload)] == ["FlinkDeployment", "FlinkDeployment"]


def test_an_overlay_over_an_operators_pod_is_not_judged_for_what_it_leaves_out() -> None:
    assert [each.name for each in model_of(FLINK.replace("IMAGE", "tty: true")).all(Container)] == ["manager"]
    assert model_of(FLINK.replace("IMAGE", "tty: true").replace('image: "flink:2"', "tty: true")).all(Container) == []


@pytest.mark.parametrize(
    ("version", "kind"), [("apps/v1", "ControllerRevision"), ("batch/v1", "Other"), ("v1", "List")]
)
def test_what_kubernetes_itself_writes_holds_no_pods(version: str, kind: str) -> None:
    text = FLINK.replace("IMAGE", "image: fluentd:1.17")
    text = text.replace("flink.apache.org/v1beta1", version).replace("FlinkDeployment", kind)

    assert model_of(text).all(Container) == []


OPENSHIFT = """\
apiVersion: template.openshift.io/v1
kind: Template
metadata: {name: shop}
parameters: [{name: TAG}]
objects:
  - apiVersion: v1
    kind: Pod
    metadata: {name: web}
    spec: {containers: [{name: web, image: "nginx:${TAG}"}]}
  - apiVersion: v1
    kind: Secret
    metadata: {name: db}
"""


def test_the_objects_of_a_template_of_openshift_are_objects() -> None:
    assert [each.kind for each in model_of(OPENSHIFT).all(KubernetesObject)] == ["Pod", "Secret"]


def test_objects_that_are_no_list_are_a_problem() -> None:
    (problem, _) = build(
        read_documents(Source("a.yaml", "apiVersion: v1\nkind: Template\nobjects: 3\n")), NEWEST_KUBERNETES
    ).problems[0]

    assert (problem.message, problem.span.line) == ("objects must be a list", 3)


AFFINITY = (
    "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: "
    "[{matchExpressions: [{key: kubernetes.io/os, operator: %s, values: [windows]}]}%s]}}}"
)


@pytest.mark.parametrize(
    ("said", "windows"),
    [
        ("os: {name: windows}", True),
        ("nodeSelector: {kubernetes.io/os: windows}", True),
        ("nodeSelector: {beta.kubernetes.io/os: windows}", True),
        (AFFINITY % ("In", ""), True),
        (AFFINITY % ("In", ", {matchExpressions: [{key: a, operator: Exists}]}"), False),
        (AFFINITY % ("NotIn", ""), False),
        ("nodeSelector: {kubernetes.io/os: linux}", False),
        ("hostNetwork: false", False),
    ],
)
def test_a_pod_goes_to_windows_by_what_it_says_or_seeks(said: str, windows: bool) -> None:
    (pod,) = model_of(f"apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec: {{{said}, containers: []}}\n").all(Pod)

    assert pod.runs_on_windows is windows
    # the Pod Security Standards go by what it says
    assert pod.is_windows is said.startswith("os:")
