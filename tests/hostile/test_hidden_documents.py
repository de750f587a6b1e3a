"""No document, list, patch or template rule takes a whole object out of the scan."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.render.tools import chart_file, written

import infracheck

CONTAINER = "containers: [{name: c, image: nginx, securityContext: {privileged: true}}]"
FLOW = f"{{metadata: {{name: evil}}, apiVersion: v1, kind: Pod, spec: {{{CONTAINER}}}}}"
POD = f"apiVersion: v1\nkind: Pod\nmetadata: {{name: evil}}\nspec: {{{CONTAINER}}}\n"
DEPLOYMENT = (
    "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: evil}\nspec:\n  selector: {matchLabels: {a: b}}\n"
    f"  template: {{metadata: {{labels: {{a: b}}}}, spec: {{{CONTAINER}}}}}\n"
)
ROLE = (
    "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: evil}\n"
    "rules: [{apiGroups: ['*'], resources: ['*'], verbs: ['*']}]\n"
)
IMAGE = "template: {spec: {containers: [{name: c, image: nginx}]}}"
CHART = chart_file("shop")


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def found(files: dict[str, str], *paths: str, select: tuple[str, ...] = ("privileged-container",)) -> set[str]:
    written(Path(), files)
    return {
        f"{each.policy_id} {each.path}"
        for each in infracheck.scan(paths or ["."], select=select, render=False).findings
    }


@pytest.mark.parametrize("broken", ["[", "a: b: c", "\ta: 1", "{{ .Values.x }}: {{", "x: *nowhere", "- 'a"])
@pytest.mark.parametrize("name", ["pod.yaml", "compose.yaml", "kustomization.yaml", "docker-compose.yml"])
@pytest.mark.parametrize("pod", [FLOW, POD, POD.replace("apiVersion", "? apiVersion\n").replace("kind", "!!str kind")])
def test_a_broken_document_hides_no_neighbour_in_any_file(pod: str, name: str, broken: str) -> None:
    documents = found({name: f"---\n{pod}\n---\n{broken}\n"})

    assert f"privileged-container {name}" in documents
    assert {each.partition(" ")[0] for each in documents} & {"input-syntax", "input-not-rendered"}


def test_a_broken_file_without_an_object_is_left_out_as_ever() -> None:
    assert found({"notes.yaml": "about: apiVersion\n---\na: [\n"}) == set()


@pytest.mark.parametrize(
    "outer",
    [
        "kind: List",
        "kind: List\nspec: {}",
        "kind: List\napiVersion: metrics.k8s.io/v1beta1\nspec: {}",
        "kind: PodList\napiVersion: v1",
        "kind: AllowList\napiVersion: example.com/v1\nspec: {}",
        "kind: Certificate\napiVersion: cert-manager.io/v1\nspec: {}",
        "kind: Route\napiVersion: v1",
        "kind: Config\napiVersion: v1\nclusters: []",
        "kind: Template\napiVersion: v1\nobjects: []",
        "kind: Kustomization\napiVersion: kustomize.config.k8s.io/v1beta1",
        "kind: ConfigMap\nmetadata: {name: a}",
    ],
)
def test_whatever_has_items_is_a_list(outer: str) -> None:
    assert "privileged-container list.yaml" in found({"list.yaml": f"{outer}\nitems:\n- {FLOW}\n"})


def test_an_object_with_items_is_judged_itself_too() -> None:
    found({"list.yaml": f"{POD.replace('evil', 'outer')}items: [{FLOW}]\n"})

    findings = infracheck.scan(["."], select=("privileged-container",)).findings

    assert {each.resource.name for each in findings if each.resource} == {"evil", "outer"}


@pytest.mark.parametrize("whole", [POD, DEPLOYMENT])
@pytest.mark.parametrize(
    "named",
    [
        "patches: [{path: ../../k8s/app.yaml}]",
        "patches: [{path: ../../k8s/app.yaml, target: {kind: Pod}}]",
        "patchesStrategicMerge: [../../k8s/app.yaml]",
        "patchesJson6902: [{path: ../../k8s/app.yaml, target: {version: v1, kind: Pod, name: x}}]",
        "patches: [{path: ../../k8s/./app.yaml}]\nresources: [../../k8s/app.yaml]",
        "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches: [{path: ../../k8s/app.yaml}]",
    ],
)
def test_a_whole_object_is_judged_though_it_is_called_a_patch(named: str, whole: str) -> None:
    files = {"k8s/app.yaml": whole, "docs/old/kustomization.yaml": named + "\n"}

    assert "privileged-container k8s/app.yaml" in found(files)


def test_a_role_that_is_called_a_patch_is_judged() -> None:
    files = {"role.yaml": ROLE, "kustomization.yaml": "patches: [{path: role.yaml}]\n"}

    assert any(each.endswith("role.yaml") for each in found(files, select=("all",)))


@pytest.mark.parametrize("kind", ["Kustomization", "Component", "Pod", "Whatever"])
def test_no_document_beside_an_object_makes_a_patch_of_it(kind: str) -> None:
    second = f"apiVersion: kustomize.config.k8s.io/v1beta1\nkind: {kind}\npatches: [{{path: pod.yaml}}]\n"
    part = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {template: {spec: {hostPID: true}}}\n"

    assert "host-pid pod.yaml" in found({"pod.yaml": f"{part}---\n{second}"}, select=("host-pid",))


@pytest.mark.parametrize(
    "part",
    [
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 3}\n",
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {IMAGE}\n".replace("IMAGE", IMAGE),
        "apiVersion: batch/v1\nkind: Job\nmetadata: {name: web}\nspec: {IMAGE}\n".replace("IMAGE", IMAGE),
        "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {type: LoadBalancer}\n",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\n$patch: delete\n",
    ],
)
def test_a_part_of_an_object_stays_a_patch(part: str) -> None:
    files = {"part.yaml": part, "kustomization.yaml": "patches: [{path: part.yaml}]\n"}

    assert found(files, select=("all",)) == set()


@pytest.mark.parametrize(
    "second",
    [
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: "{{ .Values.x }}"}\n',
        'kind: List\nmetadata: {name: "{{ .Values.x }}"}\nitems: []\n',
        "{{ if .Values.x }}\napiVersion: v1\n{{ end }}\n",
        "name: {{ .Values.x }}\n",
        "{% if x %}\na: b\n",
    ],
)
def test_a_template_beside_an_object_is_told_and_hides_nothing(second: str) -> None:
    documents = found({"pod.yaml": f"{POD}---\n{second}"})

    assert documents == {"privileged-container pod.yaml", "input-not-rendered pod.yaml"}


def test_the_items_of_a_list_whose_name_is_a_template_are_judged() -> None:
    text = f'kind: List\napiVersion: v1\nmetadata: {{name: "{{{{ .Values.x }}}}"}}\nitems: [{FLOW}]\n'

    assert found({"list.yaml": text}) == {"privileged-container list.yaml", "input-not-rendered list.yaml"}


def test_what_is_not_rendered_fails_the_default_gate() -> None:
    found({"a.yaml": "apiVersion: v1\nkind: Pod\nmetadata: {name: {{ .Values.x }}}\n"})

    assert [str(each.severity) for each in infracheck.scan(["."]).findings] == ["medium"]


@pytest.mark.parametrize("chart", ["", "a: b\n", CHART, "apiVersion: v3\nname: x\nversion: 1\n", POD])
@pytest.mark.parametrize("folder", ["templates", "charts", "charts/db/templates", "templates/sub", "crds"])
def test_a_chart_hides_no_plain_manifest(folder: str, chart: str) -> None:
    files = {"k8s/Chart.yaml": chart, f"k8s/{folder}/pod.yaml": POD, f"k8s/{folder}/Dockerfile": "FROM a\nUSER root\n"}

    documents = found(files, select=("privileged-container", "root-user", "dockerfile-user"))

    assert f"privileged-container k8s/{folder}/pod.yaml" in documents
    assert any(each.endswith(f"k8s/{folder}/Dockerfile") for each in documents)
    assert ("privileged-container k8s/Chart.yaml" in documents) == (chart == POD)


@pytest.mark.parametrize("named", ["templates/pod.txt", "templates/pod", "templates/sub/pod.tpl"])
def test_helm_renders_templates_of_any_name(named: str) -> None:
    assert found({"k8s/Chart.yaml": CHART, f"k8s/{named}": POD}) == {f"privileged-container k8s/{named}"}


def test_templates_of_a_chart_are_told_once_and_what_is_plain_is_judged() -> None:
    files = {f"k8s/templates/{number}.yaml": "kind: Pod\nmetadata: {name: {{ .x }}}\n" for number in range(5)}
    files["k8s/charts/db/Chart.yaml"] = CHART
    files["k8s/charts/db/templates/x.yaml"] = "{{ include `x` . }}\n"
    files["k8s/templates/mixed.yaml"] = f"{POD}---\n{{{{ if .Values.x }}}}\nkind: Pod\n{{{{ end }}}}\n"
    files["k8s/templates/quoted.yaml"] = POD.replace("nginx", "'{{ .Values.image }}'")

    assert found({"k8s/Chart.yaml": CHART, **files}) == {
        "input-not-rendered k8s/Chart.yaml", "privileged-container k8s/templates/mixed.yaml",
    }  # fmt: skip


def test_a_template_of_a_chart_that_is_named_is_told_where_it_stands() -> None:
    files = {"k8s/Chart.yaml": CHART, "k8s/templates/pod.yaml": "kind: Pod\nmetadata: {name: {{ .x }}}\n"}

    assert found(files, "k8s/templates/pod.yaml") == {"input-not-rendered k8s/templates/pod.yaml"}


def test_templates_beside_no_chart_are_told_each() -> None:
    template = "apiVersion: v1\nkind: Pod\nmetadata: {name: {{ .Values.x }}}\n"

    assert found({"k8s/Chart.yaml": "", "k8s/templates/a.yaml": template, "k8s/templates/b.yaml": template}) == {
        "input-not-rendered k8s/templates/a.yaml", "input-not-rendered k8s/templates/b.yaml",
    }  # fmt: skip
