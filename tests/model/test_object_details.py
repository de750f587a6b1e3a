"""Documents that differ by a key: which objects they hold, what is wrong with them, and which are parts of others."""

from __future__ import annotations

import pytest
from tests.model.tools import model_in

from infracheck.model.base.values import NEWEST_KUBERNETES
from infracheck.model.entities.kubernetes import KubernetesObject
from infracheck.model.entities.workload import Workload
from infracheck.model.graph.build import build, objects_of
from infracheck.model.graph.kustomize import files_of, is_part, kustomizations_in, patches_of
from infracheck.source.text.problem import Problem
from infracheck.source.text.span import Source
from infracheck.source.yaml.reader import read_documents
from infracheck.source.yaml.tree import Document


def documents(text: str, path: str = "a.yaml") -> list[Document]:
    return [each for each in read_documents(Source(path, text)) if isinstance(each, Document)]


def held(text: str) -> list[str]:
    """The objects of a text as `group/version Kind`, and what is wrong with it with its line."""
    return [
        f"{each.span.line}: {each.message}" if isinstance(each, Problem) else f"{each.version} {each.kind}"
        for document in documents(text)
        for each in objects_of(document)
    ]


POD = "{apiVersion: v1, kind: Pod, metadata: {name: a}}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("apiVersion: v1\nkind: Pod", ["v1 Pod"]),
        ("a: b", []),
        ("hello", []),
        ("apiVersion: v1\nkind: List\nitems: []", []),
        ("apiVersion: v1\nkind: List\nitems: {}", ["3: items must be a list"]),
        ("apiVersion: v1\nkind: List\nitems:", []),
        (f"apiVersion: v1\nkind: List\nitems:\n- {POD}\n- {POD}", ["v1 Pod", "v1 Pod"]),
        ("apiVersion: v1\nkind: PodList\nitems:\n- metadata: {name: a}", ["v1 Pod"]),
        ("apiVersion: v1\nkind: List\nitems:\n- metadata: {name: a}", []),
        (f"kind: List\nitems:\n- {POD}", ["v1 Pod"]),
        ("apiVersion: v1\nkind: ConfigMapList\nitems:\n- kind: Pod", ["v1 Pod"]),
        ("apiVersion: a/v1\nkind: AllowList\nspec: {}\nitems: [{a: b}]", ["a/v1 AllowList"]),
        (f"apiVersion: a/v1\nkind: AllowList\nspec: {{}}\nitems: [{POD}]", ["v1 Pod", "a/v1 AllowList"]),
        (f"apiVersion: a/v1\nkind: Shop\nitems: [{POD}, {{kind: Pod}}]", ["v1 Pod", "a/v1 Shop"]),
        ("apiVersion: a/v1\nkind: Shop\nitems: [{kind: Pod}]", ["a/v1 Shop"]),
        ("apiVersion: v1\nkind: List\nitems:\n- a\n- b",
         ["4: an item of a list must be an object", "5: an item of a list must be an object"]),
        (f"apiVersion: v1\nkind: Template\nobjects:\n- {POD}", ["v1 Pod"]),
        (f"apiVersion: template.openshift.io/v1\nkind: Template\nobjects:\n- {POD}", ["v1 Pod"]),
        (f"apiVersion: a.example/v1\nkind: Template\nobjects:\n- {POD}", ["a.example/v1 Template"]),
        ("apiVersion: v1\nkind: Template", ["v1 Template"]),
        # halves of objects
        ("apiVersion: v1\nmetadata: {}", ["1: object has no kind"]),
        ("apiVersion: v1\nspec: {}", ["1: object has no kind"]),
        ("apiVersion: v1\ndata: {}", []),
        ("apiVersion: v1", []),
        ("kind: Pod\nmetadata: {}", ["1: object has no apiVersion", " Pod"]),
        ("kind: Pod\nspec: {}", []),
        ("kind: Pod", []),
        ("kind: 1\napiVersion: v1", ["1: kind must be a string"]),
        ("kind: [Pod]\nmetadata: {}", ["1: kind must be a string"]),
        ("kind: 1\na: b", []),
        ("apiVersion: 1\nkind: Pod", ["1: apiVersion must be a string", "1 Pod"]),
        *((f"kind: 1\n{key}: {{}}", ["1: kind must be a string"]) for key in (
            "metadata", "spec", "data", "stringData", "rules", "subjects",
        )),
        # sequences of objects
        (f"- {POD}", ["1: a document must be one object, not a sequence of objects; they are not checked"]),
        (f"- a\n- - {POD}", ["2: a document must be one object, not a sequence of objects; they are not checked"]),
        ("- {apiVersion: v1, kind: List, items: []}",
         ["1: a document must be one object, not a sequence of objects; they are not checked"]),
        ("- {apiVersion: v1, kind: Pod}", []), ("- {kind: Pod, metadata: {}}", []),
        ("- {apiVersion: v1, metadata: {}}", []), ("- a", []), ("- {kind: 1, apiVersion: v1, metadata: {}}", []),
    ],
)  # fmt: skip
def test_a_document_holds_objects(text: str, expected: list[str]) -> None:
    assert held(text) == expected


@pytest.mark.parametrize(("count", "expected"), [(20, 20), (21, 21), (40, 21)])
def test_a_list_of_what_is_no_object_is_told_twenty_times(count: int, expected: int) -> None:
    found = held("apiVersion: v1\nkind: List\nitems:\n" + "- a\n" * count)

    assert len(found) == expected
    assert found[-1].endswith("an object" if count == 20 else f"{count - 20} more items of this list are not objects")


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("apiVersion: v1\nkind: List\nitems: {}", "Write the objects as a list."),
        ("apiVersion: v1\nkind: List\nitems: [a]", "Write an object, or remove the item."),
        ("apiVersion: v1\nmetadata: {}", "Add the object's kind."), ("apiVersion: v1\nspec: {}",
         "Add the object's kind."),
        ("kind: Pod\nmetadata: {}", "Add the object's apiVersion."), ("kind: 1\napiVersion: v1",
         "Write kind as a string."),
        ("apiVersion: 1\nkind: Pod", "Write apiVersion as a string."),
        (f"- {POD}", "Write each object as a document of its own, separated by ---, or all under items of a List."),
    ],
)  # fmt: skip
def test_it_is_told_what_to_write_instead(text: str, remedy: str) -> None:
    found = [each for document in documents(text) for each in objects_of(document)]

    assert [each.remedy for each in found if isinstance(each, Problem)] == [remedy]


def test_lists_in_lists_end() -> None:
    nested = ["{apiVersion: v1, kind: List, items: [" * depth + POD + "]}" * depth for depth in (64, 65)]

    assert held(nested[0]) == ["v1 Pod"]
    assert held(nested[1]) == ["1: lists nested deeper than 64"]


def problems(text: str) -> list[str]:
    return [problem.message for problem, _ in build(read_documents(Source("a.yaml", text)), NEWEST_KUBERNETES).problems]


@pytest.mark.parametrize(
    ("version", "kind", "expected"),
    [
        ("v1", "pod", ["kind must be spelled Pod"]), ("v1", "Podd", ["unknown kind in v1"]), ("v1", "Secret", []),
        ("apps/v1", "DEPLOYMENT", ["kind must be spelled Deployment"]), ("a.example/v1", "pod", []),
        ("a/b/c", "Pod", ["apiVersion must have the form VERSION or GROUP/VERSION"]), ("a/b", "Pod", []),
    ],
)  # fmt: skip
def test_a_kind_is_known_in_its_version(version: str, kind: str, expected: list[str]) -> None:
    assert problems(f"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: a}}\n") == expected


def only(text: str) -> KubernetesObject:
    model = model_in(text, "a.yaml")
    return next(each for each in model.all(KubernetesObject) if each.name == "n")


CONTAINERS = "containers: [{name: c, image: a}]"
SELECTED = f"selector: {{}}, template: {{spec: {{{CONTAINERS}}}}}"
JOB = f"template: {{spec: {{restartPolicy: %s, {CONTAINERS}}}}}"


@pytest.mark.parametrize(
    ("version", "kind", "fields", "expected"),
    [
        ("v1", "Pod", f"spec: {{{CONTAINERS}}}", False), ("v1", "Pod", "spec: {}", True),
        ("v1", "Pod", "spec: {containers: [{name: c, image: a}, {name: d}]}", True),
        *(("apps/v1", kind, f"spec: {{{SELECTED}}}", False)
          for kind in ("DaemonSet", "Deployment", "ReplicaSet", "StatefulSet")),
        *(("apps/v1", kind, f"spec: {{{SELECTED[14:]}}}", True) for kind in ("DaemonSet", "Deployment", "StatefulSet")),
        *(("batch/v1", "Job", f"spec: {{{JOB % policy}}}", False) for policy in ("Never", "OnFailure")),
        ("batch/v1", "Job", f"spec: {{{JOB % 'Always'}}}", True),
        ("batch/v1", "CronJob", f"spec: {{schedule: a, jobTemplate: {{spec: {{{JOB % 'Never'}}}}}}}", False),
        ("batch/v1", "CronJob", f"spec: {{jobTemplate: {{spec: {{{JOB % 'Never'}}}}}}}", True),
        ("batch/v1", "CronJob", f"spec: {{schedule: a, jobTemplate: {{spec: {{{JOB % 'Always'}}}}}}}", True),
        ("v1", "Service", "spec: {ports: []}", False), ("v1", "Service", "spec: {externalName: a}", False),
        ("v1", "Service", "spec: {clusterIP: None}", False), ("v1", "Service", "spec: {clusterIP: 10.0.0.1}", True),
        ("networking.k8s.io/v1", "Ingress", "spec: {rules: []}", False),
        ("networking.k8s.io/v1", "Ingress", "spec: {defaultBackend: {}}", False),
        ("networking.k8s.io/v1", "Ingress", "spec: {tls: []}", True),
        ("v1", "PersistentVolumeClaim", "spec: {accessModes: [], resources: {}}", False),
        ("v1", "PersistentVolumeClaim", "spec: {accessModes: []}", True),
        ("v1", "PersistentVolumeClaim", "spec: {resources: {}}", True),
        ("v1", "PersistentVolume", "spec: {accessModes: [], capacity: {}}", False),
        ("v1", "PersistentVolume", "spec: {capacity: {}}", True),
        ("v1", "PersistentVolume", "spec: {accessModes: []}", True),
        ("autoscaling/v2", "HorizontalPodAutoscaler", "spec: {scaleTargetRef: {}, maxReplicas: 1}", False),
        ("autoscaling/v2", "HorizontalPodAutoscaler", "spec: {maxReplicas: 1}", True),
        ("autoscaling/v2", "HorizontalPodAutoscaler", "spec: {scaleTargetRef: {}}", True),
        ("keda.sh/v1alpha1", "ScaledObject", "spec: {scaleTargetRef: {}, triggers: []}", False),
        ("keda.sh/v1alpha1", "ScaledObject", "spec: {triggers: []}", True),
        ("keda.sh/v1alpha1", "ScaledObject", "spec: {scaleTargetRef: {}}", True),
        *(("rbac.authorization.k8s.io/v1", kind, fields, expected) for kind in ("RoleBinding", "ClusterRoleBinding")
          for fields, expected in (("roleRef: {}", False), ("subjects: []", True))),
        ("apiextensions.k8s.io/v1", "CustomResourceDefinition", "spec: {group: a, names: {}, versions: []}", False),
        ("apiextensions.k8s.io/v1", "CustomResourceDefinition", "spec: {group: a, names: {}}", True),
        ("apiextensions.k8s.io/v1", "CustomResourceDefinition", "spec: {group: a, versions: []}", True),
        ("apiextensions.k8s.io/v1", "CustomResourceDefinition", "spec: {names: {}, versions: []}", True),
        ("storage.k8s.io/v1", "StorageClass", "provisioner: a", False),
        ("storage.k8s.io/v1", "StorageClass", "a: b", True),
        ("scheduling.k8s.io/v1", "PriorityClass", "value: 1", False),
        ("scheduling.k8s.io/v1", "PriorityClass", "a: b", True),
        ("node.k8s.io/v1", "RuntimeClass", "handler: a", False), ("node.k8s.io/v1", "RuntimeClass", "a: b", True),
        *(("admissionregistration.k8s.io/v1", kind, fields, expected)
          for kind in ("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration")
          for fields, expected in (
              ("webhooks: [{clientConfig: {a: b}}]", False), ("webhooks: [{clientConfig: {a: b}}, {name: a}]", True),
              ("webhooks: a", True), ("a: b", True),
          )),
        ("v1", "ConfigMap", "data: {}", False), ("v1", "ConfigMap", "$patch: delete", True),
        ("v1", "ConfigMap", "$patch: replace", False), ("v1", "ConfigMap", "$patch: delete\ndata: {}", False),
    ],
)  # fmt: skip
def test_a_patch_lacks_what_its_kind_demands(version: str, kind: str, fields: str, expected: bool) -> None:
    assert is_part(only(f"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: n}}\n{fields}\n")) is expected


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("kustomization.yaml", "a: b", True), ("kustomization.yml", "a: b", True), ("Kustomization", "a: b", True),
        ("a.yaml", "a: b", False), ("a.yaml", "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component", True),
        ("a.yaml", "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization", False),
        ("a.yaml", "apiVersion: [kustomize.config.k8s.io/v1]", False), ("kustomization.yaml", "- a", False),
    ],
)  # fmt: skip
def test_a_document_is_a_kustomization(path: str, text: str, expected: bool) -> None:
    assert bool(kustomizations_in(documents(text, path))) is expected


KUSTOMIZATION = """\
resources: [r.yaml, ../base, both.yaml]
components: [c]
patches: [{path: p.yaml}, {path: both.yaml}, {patch: 'a: b'}, {path: "a\\nb"}, {path: "a\\0b"}]
patchesStrategicMerge: [s.yaml, "kind: Pod\\n"]
patchesJson6902: [{path: j.yaml}]
"""


def test_a_kustomization_names_files_and_patches() -> None:
    found = documents(KUSTOMIZATION, "shop/kustomization.yaml")
    files = files_of(found[0])

    assert {"shop/r.yaml", "base", "shop/both.yaml", "shop/p.yaml", "shop/s.yaml"} <= set(files)
    assert not any("\n" in each or "\0" in each for each in files)
    assert {"shop/p.yaml", "shop/s.yaml"} <= patches_of(found)
    assert not {"shop/both.yaml", "shop/r.yaml"} & patches_of(found)
    assert patches_of(documents(KUSTOMIZATION, "shop/other.yaml")) == set()


def test_a_workload_is_judged_by_each_of_its_templates() -> None:
    text = f"apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: n}}\nspec: {{{SELECTED}}}\n"

    assert isinstance(only(text), Workload)
    assert not isinstance(only("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: n}\n"), Workload)


DEPLOYMENT = (
    "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: n}\nspec: {%stemplate: {spec: {containers: [%s]}}}\n"
)
NO_IMAGE = DEPLOYMENT % ("", "{name: a, image: b}, {name: c}")
NO_SELECTOR = DEPLOYMENT % ("", "{name: a, image: b}")
WHOLE = DEPLOYMENT % ("selector: {}, ", "{name: a, image: b}")


@pytest.mark.parametrize(
    ("path", "no_image", "no_selector"),
    [
        ("k8s/web-patch.yaml", True, True), ("k8s/patch_web.yaml", True, True), ("patches/web.yaml", True, True),
        ("a/patches/web/c.yaml", True, True), ("k8s/Patch.yaml", True, True), ("k8s/web.json6902.yaml", True, True),
        ("overlays/prod/web.yaml", True, False), ("overlay/web.yaml", True, False), ("k8s/override.yaml", True, False),
        ("k8s/env_overrides.yaml", True, False), ("k8s/web.yaml", False, False), ("k8s/dispatch.yaml", False, False),
        ("k8s/patched.yaml", False, False), ("k8s/patchwork.yaml", False, False),
        ("patches/a/b/web.yaml", False, False), ("overlays/a/b/web.yaml", False, False),
    ],
)  # fmt: skip
def test_a_patch_without_its_kustomization_is_known_by_its_path(path: str, no_image: bool, no_selector: bool) -> None:
    def is_judged(text: str) -> bool:
        found = build(read_documents(Source(path, text)), NEWEST_KUBERNETES)
        assert [each.name for each in found.model.patches] == ["n"] * len(found.skipped)
        return bool(found.model.all(Workload))

    assert is_judged(WHOLE)
    assert is_judged(NO_IMAGE) is not no_image
    assert is_judged(NO_SELECTOR) is not no_selector


@pytest.mark.parametrize("path", ["k8s/web-patch.yaml", "overlays/web.yaml"])
def test_other_objects_are_parts_by_what_they_lack(path: str) -> None:
    service = "apiVersion: v1\nkind: Service\nmetadata: {name: n}\nspec: {type: ClusterIP%s}\n"
    for text, count in ((service % "", 0), (service % ", ports: []", 1)):
        found = build(read_documents(Source(path, text)), NEWEST_KUBERNETES).model
        assert len([each for each in found.all(KubernetesObject) if each.name == "n"]) == count
