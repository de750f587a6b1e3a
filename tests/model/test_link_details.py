"""What ties objects and builds to each other, each beside one that a word parts."""

from __future__ import annotations

import pytest
from tests.model.tools import model_in

from infracheck.model.base.fact import Known
from infracheck.model.entities.network import Service
from infracheck.model.entities.workload import Workload
from infracheck.model.graph.bake import bake_targets
from infracheck.model.graph.build_files import builds_in, is_build_file, short_name
from infracheck.model.graph.link import gets_no_traffic, is_in_mesh
from infracheck.model.graph.model import Declared, Model
from infracheck.model.graph.origin import built_images, dockerfiles_of, inline_dockerfiles
from infracheck.source.text.span import Source
from infracheck.source.yaml.reader import read_documents
from infracheck.source.yaml.tree import Document


def document(text: str, path: str) -> Document:
    return next(each for each in read_documents(Source(path, text)) if isinstance(each, Document))


@pytest.mark.parametrize(
    ("reference", "name"),
    [
        ("web", "web"), ("a/b/web:7", "web"), ("x.example:5000/web@sha256:ab", "web"), ("$R/web:7", "web"),
        ("${R}/web", "web"),
        ("web$X", ""), ("a/${X}:7", ""), ("web:${TAG}", "web"), ("x/web-${A}", ""),
    ],
)  # fmt: skip
def test_a_reference_has_a_short_name(reference: str, name: str) -> None:
    assert short_name(reference) == name


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("compose.yaml", "a: b", True), ("docker-compose.yml", "a: b", True), ("docker-bake.json", "{}", True),
        ("a.yaml", "apiVersion: skaffold/v4beta11", True), ("a.yaml", "apiVersion: v1", False),
        ("a.yaml", "- a", False),
        ("a.yaml", "apiVersion: [skaffold/v1]", False),
    ],
)  # fmt: skip
def test_a_document_says_how_images_are_built(path: str, text: str, expected: bool) -> None:
    assert is_build_file(document(text, path)) is expected


@pytest.mark.parametrize(
    ("service", "expected"),
    [
        ("build: ./web", ("shop/web/Dockerfile", (), ("shop-api", "shop_api"), {})),
        ("{build: ./web, image: 'a/web:7'}", ("shop/web/Dockerfile", ("a/web:7",), (), {})),
        ("build: {context: ../x, dockerfile: D}", ("x/D", (), ("shop-api", "shop_api"), {})),
        ("build: {context: x}", ("shop/x/Dockerfile", (), ("shop-api", "shop_api"), {})),
        ("build: {}", ("shop/Dockerfile", (), ("shop-api", "shop_api"), {})),
        ("build: {additional_contexts: {Base: ../b, c: [d]}}", ("shop/Dockerfile", (),
        ("shop-api", "shop_api"), {"base": "../b"})),
        ("build: {additional_contexts: [Base=../b, c, [d]]}", ("shop/Dockerfile", (),
        ("shop-api", "shop_api"), {"base": "../b"})),
        ("build: {dockerfile_inline: FROM a}", None), ("image: a", None), ("a", None), ("{build: , image: a}", None),
    ],
)  # fmt: skip
def test_a_service_of_compose_is_built(
    service: str, expected: tuple[str, tuple[str, ...], tuple[str, ...], dict[str, str]] | None
) -> None:
    text = f"services:\n  api:\n    {service}\n" if service[0] != "{" else f"services:\n  api: {service}\n"
    found = [
        (each.path, each.names, each.implied, {name: context.value for name, context in each.contexts})
        for each in builds_in(document(text, "shop/compose.yaml"))
    ]

    assert found == ([] if expected is None else [expected])


@pytest.mark.parametrize(
    ("name", "folder", "implied"),
    [
        ("", "Shop-1", ("shop-1-api", "shop1_api")), ("name: My Shop", "x", ("myshop-api", "x_api")), ("", "__", ()),
        ("", "_a", ("a_api",)), ("name: a_b", "-", ("a_b-api",)),
    ],
)  # fmt: skip
def test_compose_names_images_after_the_project(name: str, folder: str, implied: tuple[str, ...]) -> None:
    (found,) = builds_in(document(f"{name}\nservices: {{api: {{build: .}}}}\n", f"/{folder}/compose.yaml"))

    assert found.implied == implied


@pytest.mark.parametrize(
    ("artifact", "expected"),
    [
        ("{image: a/web}", ("s/Dockerfile", ("a/web",))),
        ("{image: web, context: src}", ("s/src/Dockerfile", ("web",))),
        ("{image: web, docker: {dockerfile: D}}", ("s/D", ("web",))), ("{context: src}", None), ("a", None),
        ("{image: [web]}", None),
    ],
)  # fmt: skip
def test_an_artifact_of_skaffold_is_built(artifact: str, expected: tuple[str, tuple[str, ...]] | None) -> None:
    text = f"apiVersion: skaffold/v1\nbuild: {{artifacts: [{artifact}]}}\n"
    found = list(builds_in(document(text, "s/skaffold.yaml")))

    assert [(each.path, each.names) for each in found] == ([] if expected is None else [expected])
    assert all(each.is_skaffold for each in found)


BAKE = """\
{"variable": {"TAG": {"default": "7"}, "REPO": {"default": "x.example/${TAG}"}, "GONE": {}},
 "target": {
  "base": {"context": "b", "tags": ["base"], "contexts": {"Src": "../s", "lib": "l", "odd": ["l"]}},
  "other": {"context": "o", "dockerfile": "O"},
  "web": {"inherits": ["base", "other"], "tags": ["${REPO}/web:${TAG}", "${GONE}/web", ["x"]], "contexts": {"Src": "docker-image://a"}},
  "inline": {"dockerfile-inline": "FROM a"},
  "child": {"inherits": ["inline"]},
  "loop": {"inherits": ["loop", "gone"]},
  "odd": "a"
 }}
"""


def test_a_target_of_bake_takes_what_it_inherits() -> None:
    found = {each.place.line: each for each in bake_targets(document(BAKE, "docker-bake.json"))}

    assert {line: (each.context, each.dockerfile, each.tags) for line, each in found.items()} == {
        3: ("b", "Dockerfile", ("base",)),
        4: ("o", "O", ()),
        5: ("o", "O", ("x.example/7/web:7", "${GONE}/web")),
        8: (".", "Dockerfile", ()),
    }
    assert [(name, value) for name, value, _ in found[5].contexts] == [("Src", "docker-image://a"), ("lib", "l")]
    assert {each.path for each in builds_in(document(BAKE, "s/docker-bake.json"))} == {
        "s/b/Dockerfile", "s/o/O", "s/Dockerfile",
    }  # fmt: skip


def test_a_compose_file_may_hold_dockerfiles_itself() -> None:
    text = "services:\n  a: {build: {dockerfile_inline: FROM a}}\n  b: {build: .}\n  c: text\n  d: {build: b}\n"

    assert [each.line for each in inline_dockerfiles(document(text, "compose.yaml"))] == [2]
    assert list(inline_dockerfiles(document(text, "a.yaml"))) == []
    assert list(inline_dockerfiles(document("services: [a]", "compose.yaml"))) == []


def test_a_build_file_names_dockerfiles_by_names_that_tell_nothing() -> None:
    compose = (
        "services:\n  a: {build: {dockerfile: Prod}}\n  b: {build: .}\n  c: {build: {dockerfile: containerfile}}\n"
    )
    skaffold = "apiVersion: skaffold/v1\nbuild: {artifacts: [{image: x.example/web}, {image: api}]}\n"

    assert list(dockerfiles_of(document(compose, "s/compose.yaml"))) == ["s/Prod"]
    assert list(dockerfiles_of(document(skaffold, "s/skaffold.yaml"))) == ["s/Dockerfile", "s/Dockerfile"]
    assert list(built_images(model_of(skaffold))) == ["x.example/web", "api"]
    assert list(built_images(model_of(compose))) == []


def test_a_bake_file_without_targets_builds_nothing() -> None:
    assert [list(bake_targets(document(text, "docker-bake.json"))) for text in ("[]", "{}", '{"target": []}')] == [
        [],
        [],
        [],
    ]


def model_of(*texts: str, exists: tuple[Declared, ...] = ()) -> Model:
    return model_in("---\n".join(texts), "a.yaml", exists=exists)


def service(selector: str, namespace: str = "shop") -> str:
    head = f"apiVersion: v1\nkind: Service\nmetadata: {{name: s, namespace: {namespace}}}\n"
    return f"{head}spec: {{selector: {{{selector}}}}}\n"


def workload(kind: str, labels: str = "app: a", name: str = "web") -> str:
    version = {"Job": "batch/v1", "CronJob": "batch/v1", "DeploymentConfig": "apps.openshift.io/v1",
               "Rollout": "argoproj.io/v1alpha1"}.get(kind, "apps/v1")  # fmt: skip
    template = f"template: {{metadata: {{labels: {{{labels}}}}}, spec: {{containers: [{{name: c}}]}}}}"
    spec = f"jobTemplate: {{spec: {{{template}}}}}" if kind == "CronJob" else template
    return f"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: {name}, namespace: shop}}\nspec: {{{spec}}}\n"


OF_JOBS = ("controller-uid", "batch.kubernetes.io/controller-uid", "batch.kubernetes.io/job-completion-index")


@pytest.mark.parametrize(
    ("kind", "selector", "expected"),
    [
        ("Deployment", "app: a", True), ("Deployment", "app: b", False), ("Deployment", "app: a, x: y", False),
        ("Deployment", "app: a, pod-template-hash: abc", True), ("Deployment", "app: b, pod-template-hash: abc", False),
        ("Deployment", "pod-template-hash: abc", True), ("StatefulSet", "pod-template-hash: abc", False),
        ("StatefulSet", "statefulset.kubernetes.io/pod-name: web-0", True),
        ("StatefulSet", "app: a, statefulset.kubernetes.io/pod-name: web-12", True),
        ("StatefulSet", "statefulset.kubernetes.io/pod-name: web", False),
        ("StatefulSet", "statefulset.kubernetes.io/pod-name: web-a", False),
        ("StatefulSet", "statefulset.kubernetes.io/pod-name: other-0", False),
        ("StatefulSet", "apps.kubernetes.io/pod-index: '0'", True),
        ("StatefulSet", "controller-revision-hash: a", True),
        ("DaemonSet", "controller-revision-hash: a", True), ("DaemonSet", "pod-template-generation: '1'", True),
        ("DaemonSet", "apps.kubernetes.io/pod-index: '0'", False), ("Rollout", "rollouts-pod-template-hash: a", True),
        *((kind, f"{key}: a", kind in ("Job", "CronJob")) for kind in ("Job", "CronJob", "Deployment")
          for key in OF_JOBS),
        *(("Job", f"{key}: {value}", value == "web") for key in ("job-name", "batch.kubernetes.io/job-name")
          for value in ("web", "web-1", "other")),
        *(("CronJob", f"{key}: {value}", value == "web-1") for key in ("job-name", "batch.kubernetes.io/job-name")
          for value in ("web", "web-1", "other-1")),
        ("DeploymentConfig", "deploymentconfig: web", True), ("DeploymentConfig", "deploymentconfig: other", False),
        ("DeploymentConfig", "deployment: web-3", True), ("DeploymentConfig", "deployment: web", False),
    ],
)  # fmt: skip
def test_a_controller_adds_labels_to_its_pods(kind: str, selector: str, expected: bool) -> None:
    model = model_of(service(selector), workload(kind))
    (found,) = model.all(Service)

    assert (isinstance(found.pods, Known) and bool(found.pods.value)) is expected
    assert bool(model.all(Workload)[0].pod.services) is expected
    assert gets_no_traffic(model.all(Workload)[0].pod) is not expected


def maker(version: str = "a.example/v1", namespace: str = "shop", template: str = "", kind: str = "Shop") -> str:
    head = f"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: db, namespace: {namespace}, labels: {{app: a}}}}\n"
    return f"{head}spec: {{{template}}}\n"


def template(labels: str, field: str = "podTemplate") -> str:
    return f"{field}: {{metadata: {{labels: {{{labels}}}}}}}"


OTHER = workload("Deployment", "app: other")


@pytest.mark.parametrize(
    ("selector", "others", "exists", "expected"),
    [
        ("app: a", [OTHER], (), "none"), ("app: a", [], (), "unknown"),
        ("app: a", [OTHER.replace("shop", "other")], (), "unknown"),
        ("app: $A", [OTHER], (), "unknown"), ("app: '{{ a }}'", [OTHER], (), "unknown"),
        ("a.example/b: c", [OTHER], (), "unknown"),
        ("a.example/b: c", [workload("Deployment", "a.example/b: d")], (), "none"),
        ("app: a", [OTHER], (Declared("Deployment", "x", "shop"),), "unknown"),
        ("app: a", [OTHER], (Declared("Deployment", "x", None),), "unknown"),
        ("app: a", [OTHER], (Declared("Deployment", "x", "b"),), "none"),
        *(("app: a", [OTHER], (Declared(kind, "x", "shop"),), "none") for kind in (
            "ConfigMap", "Namespace", "PersistentVolumeClaim", "Secret", "Service", "ServiceAccount",
        )),
        ("app: a", [OTHER, maker(template=template("app: a, b: c"))], (), "unknown"),
        ("app: a", [OTHER, maker(template=template("app: b"))], (), "none"),
        ("app: a", [OTHER, maker(template=template("app: a", "pods"))], (), "none"),
        ("app: a", [OTHER, maker(namespace="b", template=template("app: a"))], (), "none"),
        ("app: a", [OTHER, maker("x.k8s.io/v1", template=template("app: a"))], (), "none"),
        ("app: a", [OTHER, maker("shop/v1", template=template("app: a"))], (), "none"),
        ("statefulset.kubernetes.io/pod-name: db-main-0", [OTHER, maker()], (), "unknown"),
        ("statefulset.kubernetes.io/pod-name: dbs-0", [OTHER, maker()], (), "none"),
        ("statefulset.kubernetes.io/pod-name: db", [OTHER, maker()], (), "none"),
        ("app: a", [OTHER, maker("kubevirt.io/v1", kind="VirtualMachineInstance")], (), "unknown"),
        ("app: a", [OTHER, maker("kubevirt.io/v1")], (), "none"),
    ],
)  # fmt: skip
def test_nothing_of_the_scan_bears_the_labels_of_a_service(
    selector: str, others: list[str], exists: tuple[Declared, ...], expected: str
) -> None:
    (found,) = model_of(service(selector), *others, exists=exists).all(Service)

    assert ("none" if found.pods == Known(()) else "unknown") == expected


NAMESPACE = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {%s}, annotations: {%s}}\n"
POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: shop, labels: {%s}, annotations: {%s}}\n"


@pytest.mark.parametrize(
    ("labels", "annotations", "expected"),
    [
        ("istio-injection: enabled", "", True), ("istio-injection: disabled", "", False),
        ("istio.io/dataplane-mode: ambient", "", True),
        ("istio.io/dataplane-mode: none", "", False), ("istio.io/rev: a", "", True),
        ("sidecar.istio.io/inject: 'true'", "", True),
        ("sidecar.istio.io/inject: 'false'", "", False), ("", "linkerd.io/inject: enabled", True),
        ("", "linkerd.io/inject: ingress", True),
        ("", "linkerd.io/inject: disabled", False), ("", "sidecar.istio.io/inject: 'true'", False), ("", "", False),
        ("istio.io/rev: a", "sidecar.istio.io/inject: 'false'", False),
        ("istio.io/rev: a, sidecar.istio.io/inject: 'false'", "", False),
    ],
)  # fmt: skip
def test_marks_put_a_workload_into_a_mesh(labels: str, annotations: str, expected: bool) -> None:
    marks = (labels, annotations)

    assert is_in_mesh(model_of(NAMESPACE % ("", ""), POD % marks).all(Workload)[0]) is expected
    assert is_in_mesh(model_of(NAMESPACE % marks, POD % ("", "")).all(Workload)[0]) is expected


def test_a_pod_leaves_the_mesh_of_its_namespace() -> None:
    texts = NAMESPACE % ("istio-injection: enabled", ""), POD % ("sidecar.istio.io/inject: 'false'", "")

    assert not is_in_mesh(model_of(*texts).all(Workload)[0])
    assert is_in_mesh(model_of(texts[0], POD % ("a: b", "")).all(Workload)[0])
