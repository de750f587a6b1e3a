"""`infracheck render`, and the options that say how charts are rendered."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from tests.cli.conftest import POD, Infracheck
from tests.render.tools import chart_file, needs_helm, written

TEMPLATE = """\
apiVersion: v1
kind: Secret
metadata: {name: db}
stringData:
  password: {{ .Values.password }}
---
apiVersion: v1
kind: Pod
metadata:
  name: {{ .Release.Name }}-web
spec:
  containers:
    # infracheck: ignore[memory-limit] small
    - name: web
      image: {{ .Values.image }} # which
"""


@pytest.fixture
def chart(folder: Path) -> Path:
    return written(folder, {
        "app/Chart.yaml": chart_file("app"),
        "app/values.yaml": "image: nginx:1.27\npassword: correcthorse\n",
        "app/prod.yaml": "image: nginx:1.28\n",
        "app/templates/web.yaml": TEMPLATE,
        "pod.yaml": POD,
    })  # fmt: skip


PRINTED = """\
---
# app/templates/web.yaml, release app
apiVersion: v1
kind: Secret
metadata: {name: db}
stringData:
  password: "***"
---
# app/templates/web.yaml, release app
apiVersion: v1
kind: Pod
metadata:
  name: app-web
spec:
  containers:
    # infracheck: ignore[memory-limit]
    - name: web
      image: nginx:1.27
"""


@needs_helm
@pytest.mark.usefixtures("chart")
def test_what_is_rendered_is_printed_with_its_origin_and_no_secret(infracheck: Infracheck) -> None:
    done = infracheck("render")

    assert (done.status, done.out.replace("1.27 \n", "1.27\n"), done.err) == (0, PRINTED, "")
    assert [each["kind"] for each in yaml.safe_load_all(done.out)] == ["Secret", "Pod"]


@needs_helm
def test_values_are_told_and_values_that_are_set_are_not(infracheck: Infracheck, chart: Path) -> None:
    done = infracheck("render", "--helm-values", "app/prod.yaml", "--helm-set", "password=hunter22", "-o", "out.yaml")
    text = (chart / "out.yaml").read_text(encoding="utf-8")

    assert (done.status, done.out, done.err) == (0, "", "infracheck: wrote 2 documents\n")
    assert "# app/templates/web.yaml, release app, values prod.yaml, set password\n" in text
    assert "nginx:1.28" in text
    assert "hunter22" not in text


@needs_helm
@pytest.mark.usefixtures("chart")
def test_all_prints_plain_manifests_too(infracheck: Infracheck) -> None:
    assert "# pod.yaml\napiVersion: v1\n" in infracheck("render", "--all").out
    assert "# pod.yaml" not in infracheck("render").out


@needs_helm
@pytest.mark.usefixtures("chart")
def test_each_entry_of_the_config_is_rendered(infracheck: Infracheck, chart: Path) -> None:
    config = "helm: [{chart: app}, {chart: app, values: app/prod.yaml, release: prod, namespace: shop}]\n"
    (chart / ".infracheck.yaml").write_text(config, encoding="utf-8")

    heads = [line for line in infracheck("render").out.split("\n") if line.startswith("# app")]
    shown = infracheck("config", "show").out

    assert set(heads) == {
        "# app/templates/web.yaml, release app",
        "# app/templates/web.yaml, release prod, values prod.yaml",
    }
    assert "helm: [{chart: app}, {chart: app, values: app/prod.yaml, release: prod, namespace: shop}]" in shown


@needs_helm
def test_a_chart_that_fails_is_told_and_is_exit_1(infracheck: Infracheck, chart: Path) -> None:
    (chart / "app/templates/bad.yaml").write_text('a: {{ fail "no" }}\n', encoding="utf-8")

    done = infracheck("render")

    assert (done.status, done.out) == (1, "")
    assert done.err.startswith("infracheck: app/templates/bad.yaml:1: Helm does not render this chart: ")


def test_nothing_to_render_is_said(infracheck: Infracheck, folder: Path) -> None:
    (folder / "pod.yaml").write_text(POD, encoding="utf-8")
    done = infracheck("render")

    assert (done.status, done.out) == (0, "")
    assert done.err == "infracheck: there is no Helm chart and no Kustomize overlay to render\n"


@needs_helm
@pytest.mark.usefixtures("chart")
@pytest.mark.parametrize("by_config", [False, True])
def test_without_rendering_a_chart_is_not_judged(infracheck: Infracheck, chart: Path, by_config: bool) -> None:
    (chart / ".infracheck.yaml").write_text(f"render: {str(not by_config).lower()}\n", encoding="utf-8")
    done = infracheck("scan", "-f", "json", *(() if by_config else ("--no-render",)))
    report = json.loads(done.out)

    (told,) = [each for each in report["findings"] if each["policy"] == "input-not-rendered"]
    assert told["path"] == "app/Chart.yaml"
    assert told["remedy"].startswith("Leave out `--no-render`, and `render: false` in the config")
    assert report["inputs"]["renderings"] == []


@needs_helm
@pytest.mark.usefixtures("chart")
def test_other_commands_render_with_the_same_options(infracheck: Infracheck) -> None:
    words = ("--helm-set", "image=nginx:latest")
    (image,) = json.loads(infracheck("inventory", "app", "-f", "json", *words).out)["images"]
    baseline = infracheck("baseline", "app", "--select", "latest-tag", *words)
    waivers = infracheck("waivers", "app", *words)

    assert image["name"] == "nginx:latest"
    assert '"policy": "latest-tag"' in baseline.out
    assert "app/templates/web.yaml:13:5  comment  in use" in waivers.out


@needs_helm
@pytest.mark.usefixtures("chart")
def test_the_inventory_leads_to_templates(infracheck: Infracheck) -> None:
    text = infracheck("inventory", "app", "-f", "json").out
    document = json.loads(text)

    assert "@" not in text
    assert {each["place"]["path"] for each in (*document["manifests"], *document["secrets"])} == {
        "app/templates/web.yaml"
    }
    assert document["manifests"][0]["rendered_from"] == {
        "tool": "helm", "folder": "app", "release": "app", "values": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--helm-values", "none.yaml"), "--helm-values: the values file none.yaml does not exist."),
        (("--helm-set", "password"), "--helm-set: no equals sign in the value."),
    ],
)
def test_wrong_use_is_told_without_the_value(infracheck: Infracheck, words: tuple[str, ...], said: str) -> None:
    for command in ("scan", "inventory", "baseline", "waivers", "render"):
        done = infracheck(command, *words)

        assert (done.status, done.out) == (2, "")
        assert done.err.startswith(f"infracheck: {said}")
