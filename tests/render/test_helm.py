"""Charts are rendered by Helm, as whoever installs them would."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.render.tools import DEPLOYMENT, chart, found, needs_helm, shown

import infracheck
from infracheck.rendering import charts
from infracheck.report.renderings import rendered_by
from infracheck.source.render.helm.chart import render_chart
from infracheck.source.render.helm.files import ChartFiles


def without_helm(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setenv("PATH", str(folder))


def test_without_helm_a_chart_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without_helm(monkeypatch, tmp_path)
    # as where the library is not installed
    monkeypatch.setitem(sys.modules, "helm_python", None)
    folder = chart(tmp_path / "shop", {"web.yaml": DEPLOYMENT})
    report = infracheck.scan([folder], select=["privileged-container"])

    (only,) = report.findings
    assert only.policy_id == "input-not-rendered"
    assert "infracheck-policy[helm]" in only.remedy


@needs_helm
def test_the_library_renders_what_helm_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("helm_python", reason="helm-python-sdk is not installed")
    test = (
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: t\n  annotations: {helm.sh/hook: test}\nspec:\n  hostPID: true\n"
    )
    hook = test.replace("hook: test", "hook: pre-install").replace("name: t", "name: h")
    folder = chart(
        tmp_path / "shop", {"web.yaml": DEPLOYMENT, "tests/t.yaml": test, "h.yaml": hook, "NOTES.txt": "a: b"}
    )
    asked = {"select": ["privileged-container", "latest-tag", "host-pid"], "helm_sets": ["image=x:latest,other.a=1"]}
    by_helm = infracheck.scan([folder], **asked)  # type: ignore[arg-type]
    without_helm(monkeypatch, tmp_path)
    by_library = infracheck.scan([folder], **asked)  # type: ignore[arg-type]

    assert [shown(each, folder) for each in by_helm.findings] == [
        "host-pid templates/h.yaml:7", "latest-tag templates/web.yaml:12", "privileged-container templates/web.yaml:14",
    ]  # fmt: skip
    assert [(each.message, each.span) for each in by_library.findings] == [
        (each.message, each.span) for each in by_helm.findings
    ]


def test_the_library_names_missing_dependencies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("helm_python", reason="helm-python-sdk is not installed")
    without_helm(monkeypatch, tmp_path)
    assert_missing(tmp_path)


@needs_helm
def test_helm_names_missing_dependencies(tmp_path: Path) -> None:
    assert_missing(tmp_path)


def assert_missing(folder: Path) -> None:
    meta = "dependencies:\n- {name: common, version: 1.0.0, repository: 'https://example.com'}\n"
    text = DEPLOYMENT.replace(".Values.image", 'include "common.image" .')
    report = infracheck.scan([chart(folder / "shop", {"web.yaml": text}, meta=meta)])

    (only,) = report.findings
    assert (only.policy_id, Path(only.path).name) == ("input-not-rendered", "Chart.yaml")
    assert only.message.endswith("missing in charts/ directory: common")
    assert "helm dependency build" in only.remedy


MISSING = """\
dependencies:
- name: redis
  version: ^20.1
  repository: https://example.com
  condition: redis.enabled
- name: postgresql
  version: 15.x.x
  repository: https://example.com
  alias: db
  condition: db.on, postgresql.enabled
- name: metrics
  version: "*"
  repository: https://example.com
  tags: [monitoring]
"""


@needs_helm
@pytest.mark.parametrize(
    ("values", "said"),
    [
        ("", ["5 dependencies redis, postgresql and metrics, which are"]),
        ("redis: {enabled: false}\ntags: {monitoring: false}\n", ["9 dependency postgresql, which is"]),
        ("redis: {enabled: false}\ndb: {on: false}\npostgresql: {enabled: true}\ntags: {monitoring: false}\n", []),
    ],
)
def test_a_chart_is_rendered_without_missing_dependencies(tmp_path: Path, values: str, said: list[str]) -> None:
    folder = chart(tmp_path / "shop", {"web.yaml": DEPLOYMENT}, values, MISSING)
    report = infracheck.scan([folder], select=["privileged-container"])
    about = [each for each in report.findings if each.policy_id == "input-not-rendered"]

    around = "this chart is rendered without its ", " not in charts/"
    told = [each.message.removeprefix(around[0]).removesuffix(around[1]) for each in about]
    assert [f"{each.line} {words}" for each, words in zip(about, told, strict=True)] == said
    assert "privileged-container templates/web.yaml:14" in [shown(each, folder) for each in report.findings]


@needs_helm
def test_what_a_missing_dependency_may_make_is_not_missed(tmp_path: Path) -> None:
    text = DEPLOYMENT + (
        '          envFrom:\n            - secretRef: {name: "{{ .Release.Name }}-postgresql"}\n'
        "---\napiVersion: v1\nkind: Secret\nmetadata: {name: other}\n"
    )
    whole = chart(tmp_path / "whole", {"web.yaml": text})
    part = chart(tmp_path / "part", {"web.yaml": text}, meta=MISSING)

    assert found(whole, "secret-reference") == ["secret-reference templates/web.yaml:16"]
    assert [each for each in found(part, "secret-reference") if "Chart.yaml" not in each] == []


NAMED = DEPLOYMENT + (
    "          envFrom:\n            - secretRef: {name: {{ NAME }}}\n"
    "---\napiVersion: v1\nkind: Secret\nmetadata: {name: other}\n"
)


@needs_helm
@pytest.mark.parametrize(
    ("name", "values", "is_missing"),
    [
        (".Values.db.existingSecret", "db: {existingSecret: shop-db}\n", False),
        (".Values.auth.existingSecretName", "auth: {existingSecretName: shop-db}\n", False),
        (".Values.existingSecret.name", "existingSecret: {name: shop-db, key: password}\n", False),
        (".Values.db.secretName", "db: {secretName: shop-db}\n", True),
        (".Values.db.secretName", "db: {secretName: shop-db, existingSecret: ''}\n", True),
        ('printf "%s-x" .Values.existingSecret', "existingSecret: shop\n", True),
    ],
)
def test_what_values_call_existing_is_not_missed(tmp_path: Path, name: str, values: str, is_missing: bool) -> None:
    folder = chart(tmp_path / "shop", {"web.yaml": NAMED.replace("NAME", name)}, f"image: x:1\n{values}")

    assert found(folder, "secret-reference") == ["secret-reference values.yaml:2"] * is_missing


@needs_helm
@pytest.mark.parametrize("name", ["../../x", "a/b", ".hidden", "/etc/x"])
def test_a_name_that_is_a_path_stands_for_nothing(tmp_path: Path, name: str) -> None:
    meta = f"dependencies:\n- {{name: {name}, version: 1.0.0, repository: 'https://example.com'}}\n"
    folder = chart(tmp_path / "shop", {"web.yaml": DEPLOYMENT}, meta=meta)

    assert found(folder, "privileged-container") == ["input-not-rendered Chart.yaml:1"]


@needs_helm
def test_a_failing_template_is_told_where_it_fails(tmp_path: Path) -> None:
    good = chart(tmp_path / "good", {"web.yaml": DEPLOYMENT})
    chart(tmp_path / "bad", {"web.yaml": 'a: b\n{{ required "a name" .Values.name }}\n'})
    chart(tmp_path / "worse", {"web.yaml": "a: b\n  c: [\n"})
    report = infracheck.scan([tmp_path], select=["privileged-container"])

    assert [shown(each, tmp_path) for each in report.findings] == [
        "input-not-rendered bad/templates/web.yaml:2", "privileged-container good/templates/web.yaml:14",
        "input-not-rendered worse/templates/web.yaml:1",
    ]  # fmt: skip
    assert all("infracheck-" not in each.message for each in report.findings)
    assert good.exists()


@needs_helm
def test_what_a_schema_refuses_is_told(tmp_path: Path) -> None:
    folder = chart(tmp_path / "shop", {"web.yaml": DEPLOYMENT}, "replicas: two\n")
    schema = '{"properties": {"replicas": {"type": "integer"}}, "required": ["image"]}'
    (folder / "values.schema.json").write_text(schema, encoding="utf-8")

    (only,) = infracheck.scan([folder]).findings
    assert "schema(s) in the following chart(s): shop:" in only.message
    assert "image" in only.message
    assert "replicas" in only.message


@needs_helm
@pytest.mark.parametrize("value", ["Tr0ub4dor&3", "correct horse", "hunter2"])
def test_a_value_that_a_schema_refuses_is_not_told(tmp_path: Path, value: str) -> None:
    folder = chart(tmp_path / "shop", {"web.yaml": DEPLOYMENT}, f"a:\n  password: {value}\n")
    schema = '{"properties": {"a": {"properties": {"password": {"pattern": "^[0-9]+$", "enum": ["1", "2"]}}}}}'
    (folder / "values.schema.json").write_text(schema, encoding="utf-8")

    (only,) = infracheck.scan([folder]).findings
    # from Helm 3.18 on the path has slashes
    assert "a.password" in only.message.replace("/", ".")
    assert value not in only.message


@needs_helm
def test_a_dependency_in_the_tree_is_taken_along(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    chart(tmp_path / "common", {"_x.tpl": '{{ define "image" }}x:latest{{ end }}'}, meta="type: library\n")
    chart(tmp_path / "web", {"web.yaml": DEPLOYMENT})
    meta = "dependencies:\n- {name: common, version: 1.0.0, repository: 'file://../common'}\n"
    meta += "- {name: web, version: 1.0.0, alias: front, repository: 'file://../web'}\n"
    text = DEPLOYMENT.replace(".Values.image", 'include "image" .').replace("privileged: true", "privileged: false")
    chart(tmp_path / "shop", {"web.yaml": text.replace("-web", "-shop")}, "front:\n  image: y:latest\n", meta)

    assert found(tmp_path, "latest-tag", "privileged-container") == [
        "latest-tag shop/templates/web.yaml:12",
        "latest-tag shop/values.yaml:2",
        "privileged-container web/templates/web.yaml:14",
    ]


@needs_helm
def test_a_template_that_is_named_is_rendered_with_its_chart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = chart(tmp_path / "shop", {"web.yaml": DEPLOYMENT, "other.yaml": DEPLOYMENT}, "image: x:latest\n")
    one = folder / "templates" / "web.yaml"

    assert found(one, "latest-tag", "privileged-container", below=folder) == [
        "privileged-container templates/web.yaml:14"
    ]
    monkeypatch.chdir(folder)
    report = infracheck.scan(["templates/web.yaml", "values.yaml"], select=["latest-tag", "privileged-container"])
    assert [f"{each.policy_id} {each.path}" for each in report.findings] == [
        "privileged-container templates/web.yaml",
        "latest-tag values.yaml",
    ]


FLUX = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: store, namespace: prod}
spec:
  chart:
    spec:
      chart: ./shop
      sourceRef: {kind: GitRepository, name: repo}
  valuesFrom:
    - {kind: ConfigMap, name: vals}
    - {kind: Secret, name: vals}
  values:
    replicas: 2
---
apiVersion: v1
kind: ConfigMap
metadata: {name: vals, namespace: prod}
data:
  values.yaml: |
    # a comment
    image: x:latest
"""
ARGO = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: store, namespace: argocd}
spec:
  source:
    path: shop
    helm:
HELM  destination: {namespace: prod}
"""
ARGO_SOURCES = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: store, namespace: argocd}
spec:
  sources:
  - repoURL: https://example.com/shop.git
    path: shop
    helm:
      valueFiles: [$values/envs/prod.yaml]
  - repoURL: https://example.com/shop.git
    ref: values
  destination: {namespace: prod}
"""


@needs_helm
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (FLUX, "release.yaml:21"),
        (FLUX.replace("    replicas: 2", "    image: y:latest"), "release.yaml:13"),
        (ARGO.replace("HELM", "      parameters:\n        - {name: image, value: 'x:latest'}\n"), "release.yaml:9"),
        (ARGO.replace("HELM", "      values: |\n        image: x:latest\n"), "release.yaml:9"),
        (ARGO.replace("HELM", "      valuesObject:\n        image: x:latest\n"), "release.yaml:9"),
        (ARGO.replace("HELM", "      valueFiles: [values-prod.yaml]\n"), "shop/values-prod.yaml:1"),
        (ARGO.replace("HELM", "      valueFiles: [../envs/prod.yaml]\n"), "envs/prod.yaml:1"),
        (ARGO.replace("HELM", "      valueFiles: [/envs/prod.yaml]\n"), "envs/prod.yaml:1"),
        (ARGO_SOURCES, "envs/prod.yaml:1"),
        (FLUX.replace("  valuesFrom:", "      valuesFiles: [./envs/prod.yaml]\n  valuesFrom:").replace(
            "    # a comment\n    image: x:latest", "    other: x"), "envs/prod.yaml:1"),
        (ARGO.replace("  source:\n    path: shop\n    helm:\nHELM", "  sources:\n  - path: shop\n    helm:\n"
                      "      values: 'image: x:latest'\n"), "release.yaml:8"),
    ],
)  # fmt: skip
def test_a_release_of_the_tree_is_rendered_with_its_values(tmp_path: Path, text: str, expected: str) -> None:
    (tmp_path / ".git").mkdir()
    folder = chart(tmp_path / "shop", {"web.yaml": DEPLOYMENT})
    for path in (folder / "values-prod.yaml", tmp_path / "envs" / "prod.yaml"):
        path.parent.mkdir(exist_ok=True)
        path.write_text("image: x:latest\n", encoding="utf-8")
    (tmp_path / "release.yaml").write_text(text, encoding="utf-8")
    report = infracheck.scan([tmp_path], select=["latest-tag"])

    (only,) = report.findings
    assert shown(only, tmp_path) == f"latest-tag {expected}"
    assert only.resource == ("Deployment", "prod", "store-web")
    assert only.renderings[0].namespace == "prod"
    installer = "HelmRelease store" if text.startswith("apiVersion: helm.") else "Application store"
    assert rendered_by(only).endswith(f", as {installer} installs it")


@needs_helm
@pytest.mark.parametrize(
    "text",
    [
        # the file of another repository, of a source that is not there, and one that is not in the repository
        ARGO_SOURCES.replace("shop.git\n    ref", "values.git\n    ref"),
        ARGO_SOURCES.replace("ref: values", "ref: others"),
        ARGO_SOURCES.replace("$values/envs", "$values/../envs"),
        ARGO.replace("HELM", "      valueFiles: [/../envs/prod.yaml]\n"),
    ],
)
def test_values_files_of_another_repository_are_none_of_the_tree(tmp_path: Path, text: str) -> None:
    home = tmp_path / "home"
    (home / ".git").mkdir(parents=True)
    chart(home / "shop", {"web.yaml": DEPLOYMENT})
    for path in (tmp_path / "envs" / "prod.yaml", *([home / "envs" / "prod.yaml"] * ("/../" not in text))):
        path.parent.mkdir(exist_ok=True)
        path.write_text("image: x:latest\n", encoding="utf-8")
    (home / "release.yaml").write_text(text, encoding="utf-8")

    assert found(home, "latest-tag") == []


@pytest.mark.parametrize("render", [True, False])
def test_what_is_not_rendered_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, render: bool) -> None:
    without_helm(monkeypatch, tmp_path)
    monkeypatch.setitem(sys.modules, "helm_python", None)
    (only,) = infracheck.scan([chart(tmp_path / "shop", {"web.yaml": DEPLOYMENT})], render=render).findings

    assert only.remedy.startswith("Put `helm` on the PATH" if render else "Leave out `--no-render`")


@needs_helm
def test_a_chart_of_a_repository_of_charts_is_not_the_one_of_that_name(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    chart(tmp_path / "shop", {"web.yaml": DEPLOYMENT})
    text = FLUX.replace("GitRepository", "HelmRepository").replace("./shop", "shop")
    (tmp_path / "release.yaml").write_text(text, encoding="utf-8")

    assert found(tmp_path, "latest-tag") == []


@needs_helm
def test_crds_and_hooks_are_judged_and_tests_are_not(tmp_path: Path) -> None:
    hook = DEPLOYMENT.replace("metadata:\n", "metadata:\n  annotations: {helm.sh/hook: HOOK}\n", 1)
    templates = {"a.yaml": hook.replace("HOOK", "pre-install"), "b.yaml": hook.replace("HOOK", "test")}
    folder = chart(tmp_path / "shop", templates, meta="dependencies: [{name: sub, version: 1.0.0}]\n")
    inner = chart(folder / "charts" / "sub", {})
    pod = (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  hostPID: true\n  containers: [{name: a, image: b}]\n"
    )
    for each in (folder, inner):
        (each / "crds").mkdir()
        (each / "crds" / "crd.yaml").write_text(pod, encoding="utf-8")

    assert found(folder, "privileged-container", "host-pid") == [
        "host-pid charts/sub/crds/crd.yaml:5",
        "host-pid crds/crd.yaml:5",
        "privileged-container templates/a.yaml:15",
    ]


@needs_helm
def test_the_namespace_that_nobody_told_is_nobodys(tmp_path: Path) -> None:
    text = DEPLOYMENT.replace("metadata:\n", "metadata:\n  namespace: {{ .Release.Namespace }}\n", 1)
    folder = chart(tmp_path / "shop", {"web.yaml": text})
    report = infracheck.scan([folder], select=["resource-quota", "limit-range", "privileged-container"])

    assert [(each.policy_id, each.resource and each.resource.namespace) for each in report.findings] == [
        ("privileged-container", None)
    ]


@needs_helm
def test_files_are_there_for_templates_that_ask_for_them(tmp_path: Path) -> None:
    data = '  {{- (.Files.Glob "conf/*").AsConfig | nindent 2 }}'
    text = f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a}}\ndata:\n{data}\n"
    folder = chart(tmp_path / "shop", {"a.yaml": text})
    (folder / "conf").mkdir()
    (folder / "conf" / "app.conf").write_text("level: debug\n", encoding="utf-8")
    (folder / "large.bin").write_bytes(b"x" * 20_000_000)
    report = infracheck.scan([folder], select=["all"])

    assert "input-not-rendered" not in [each.policy_id for each in report.findings]
    assert report.inputs.objects == 1


@needs_helm
def test_a_chart_that_a_change_leaves_alone_is_rendered_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("same", "changed"):
        chart(tmp_path / name, {"web.yaml": DEPLOYMENT})
    for words in (["init", "-q"], ["add", "-A"], ["-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-qm", "a"]):
        subprocess.run(["git", *words], cwd=tmp_path, check=True)
    (tmp_path / "changed" / "values.yaml").write_text("image: x:latest\n", encoding="utf-8")
    made: list[str] = []

    def counted(files: ChartFiles, *asked: Any) -> object:
        made.append(Path(files.folder).name)
        return render_chart(files, *asked)

    monkeypatch.setattr(charts, "render_chart", counted)
    report = infracheck.scan([tmp_path], select=["latest-tag", "privileged-container"], base="HEAD")

    assert [shown(each, tmp_path) for each in report.findings] == ["latest-tag changed/values.yaml:1"]
    assert sorted(made) == ["changed", "changed", "same"]
