"""What installs a chart may be rendered itself: an overlay's HelmRelease, the Applications of a chart."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from tests.render.tools import DEPLOYMENT, chart, found, needs_helm

import infracheck
from infracheck.engine.config import Config
from infracheck.inventory import take_inventory
from infracheck.report.formats import as_inventory_json
from infracheck.report.renderings import rendered_by

pytestmark = needs_helm

RELEASE = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: store}
spec:
  chart:
    spec:
      chart: ./shop
      sourceRef: {kind: GitRepository, name: repo}
"""
KUSTOMIZATION = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n"
APPLICATIONS = """\
{{- range .Values.apps }}
---
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: {{ .name }}, namespace: argocd}
spec:
  source:
    path: {{ .path }}
    helm:
      valueFiles: {{ toJson .files }}
      parameters: {{- toYaml .parameters | nindent 8 }}
  destination: {namespace: {{ .name }}}
{{- end }}
"""


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    chart(tmp_path / "shop", {"web.yaml": DEPLOYMENT})
    return tmp_path


def flux(tree: Path, **patches: str) -> None:
    write(tree / "apps/base/release.yaml", RELEASE + "  values:\n    image: web:1.0\n")
    write(tree / "apps/base/kustomization.yaml", KUSTOMIZATION + "resources: [release.yaml]\n")
    for name, patch in patches.items():
        text = f"namespace: {name}\nresources: [../base]\npatches:\n- path: values.yaml\n"
        write(tree / f"apps/{name}/kustomization.yaml", KUSTOMIZATION + text)
        write(tree / f"apps/{name}/values.yaml", RELEASE.partition("spec:")[0] + patch)


def test_a_chart_has_the_values_of_each_overlay(tree: Path) -> None:
    flux(tree, staging="spec: {values: {image: web:latest}}\n", prod="spec:\n  values:\n    image: api:latest\n")
    report = infracheck.scan([tree], select=["latest-tag"])

    assert [(each.path, each.line, each.renderings[0].namespace) for each in report.findings] == [
        ("apps/prod/values.yaml", 6, "prod"),
        ("apps/staging/values.yaml", 4, "staging"),
    ]
    assert all(", as HelmRelease store installs it" in rendered_by(each) for each in report.findings)


def test_an_environment_sees_its_own_objects(tree: Path) -> None:
    flux(tree, staging="spec: {values: {a: 1}}\n", prod="spec: {values: {a: 2}}\n")
    service = (
        "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: web}, ports: [{port: 80}]}\n"
    )
    write(tree / "shop/templates/service.yaml", service)
    out = StringIO()
    as_inventory_json.write(take_inventory([str(tree)], config=Config()), out)
    manifests = json.loads(out.getvalue())["manifests"]

    assert [(each["namespace"], len(each["services"])) for each in manifests] == [("prod", 1), ("staging", 1)]


def test_what_the_base_says_is_judged_with_the_overlay(tree: Path) -> None:
    flux(tree, staging="spec: {values: {other: 1}}\n")
    write(tree / "apps/base/release.yaml", RELEASE + "  values:\n    image: web:latest\n")

    assert found(tree, "latest-tag") == ["latest-tag apps/base/release.yaml:10"]


def test_a_waiver_in_a_patch_holds(tree: Path) -> None:
    flux(tree, staging="spec:\n  values:\n    image: web:latest  # infracheck: ignore[latest-tag] -- a preview\n")

    assert found(tree, "latest-tag") == []


def test_a_chart_of_applications_installs_others(tree: Path) -> None:
    values = (
        "apps:\n- {name: one, path: shop, files: [prod.yaml], parameters: []}\n"
        "- name: two\n  path: shop\n  files: []\n  parameters:\n  - {name: image, value: 'x:latest'}\n"
        "- {name: three, path: elsewhere, files: [], parameters: []}\n"
    )
    chart(tree / "apps", {"apps.yaml": APPLICATIONS}, values)
    write(tree / "shop/prod.yaml", "image: web:latest\n")

    assert found(tree, "latest-tag") == ["latest-tag apps/values.yaml:7", "latest-tag shop/prod.yaml:1"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [("x:latest", ["latest-tag shop/templates/web.yaml:12"]), ("x:1.0", []), ("'x:1.0,y=z:latest'", [])],
)
def test_a_parameter_may_set_an_item_of_a_list(tree: Path, value: str, expected: list[str]) -> None:
    text = DEPLOYMENT.replace(".Values.image", "(index .Values.images 1).name")
    write(tree / "shop/templates/web.yaml", text)
    write(tree / "shop/values.yaml", "images:\n- name: a:1.0\n- name: b:latest\n")
    parameters = f"      parameters:\n      - name: images[1].name\n        value: {value}\n"
    head = "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: one}\nspec:\n  source:\n"
    write(tree / "app.yaml", f"{head}    path: shop\n    helm:\n{parameters}")

    assert found(tree, "latest-tag") == expected


def test_a_chart_that_nothing_rendered_installs_is_as_it_was(tree: Path) -> None:
    flux(tree, staging="spec: {values: {image: web:latest}}\n")
    write(tree / "apps/base/release.yaml", RELEASE.replace("./shop", "./other") + "  values: {}\n")
    write(tree / "shop/values.yaml", "image: own:latest\n")

    assert found(tree, "latest-tag") == ["latest-tag shop/values.yaml:1"]
