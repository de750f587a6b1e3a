"""Waivers hold in what is rendered, wherever they are written, and are told where they stand."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.render.tools import chart_file, needs_helm, needs_kustomize, written

import infracheck
from infracheck.engine.waivers.waiver import IN_USE, UNUSED
from infracheck.report.report import Report

POD = """\
apiVersion: v1
kind: Pod
metadata:
  name: {{ .Release.Name }}-web
spec:
  containers:
    - name: web
      image: "{{ .Values.image }}"
"""
CHECKS = ["latest-tag", "memory-limit", "privileged-container"]


def put(folder: Path, **files: str) -> Path:
    """A chart with its files."""
    return written(folder, {"Chart.yaml": chart_file("shop"), **files})


def scan(folder: Path, monkeypatch: pytest.MonkeyPatch, **given: object) -> Report:
    monkeypatch.chdir(folder)
    report = infracheck.scan(["."], select=CHECKS, **given)  # type: ignore[arg-type]
    assert report.faults == ()
    return report


def told(report: Report) -> list[tuple[str, str, int]]:
    return [(each.policy_id, each.path, each.line) for each in report.findings]


def states(report: Report) -> list[tuple[str, int, str]]:
    return sorted((each.waiver.span.path, each.waiver.span.line, each.state) for each in report.waivers)


@needs_helm
def test_a_comment_in_a_template_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = POD.replace("    - name: web\n", "    # infracheck: ignore[memory-limit] small\n    - name: web\n")
    put(tmp_path, **{"values.yaml": "image: nginx:1.27\n", "templates/a.yaml": text})
    report = scan(tmp_path, monkeypatch)

    assert told(report) == []
    assert states(report) == [("templates/a.yaml", 7, IN_USE)]
    assert [each.path for each in report.waived] == ["templates/a.yaml"]
    assert [each.suppression.span.line for each in report.waived if each.suppression] == [7]


@needs_helm
def test_a_comment_in_values_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    values = "image: nginx:latest # infracheck: ignore[latest-tag] always new\n"
    put(tmp_path, **{"values.yaml": values, "templates/a.yaml": POD})
    report = scan(tmp_path, monkeypatch)

    assert told(report) == [("memory-limit", "templates/a.yaml", 7)]
    assert states(report) == [("values.yaml", 1, IN_USE)]


@needs_helm
def test_an_unused_one_in_values_is_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    values = "# infracheck: ignore[latest-tag] always new\nimage: nginx:1.27\n"
    config = "helm: [{chart: .}, {chart: ., release: b}]\n"
    put(tmp_path, **{"values.yaml": values, "templates/a.yaml": POD, ".infracheck.yaml": config})
    report = scan(tmp_path, monkeypatch, config=".infracheck.yaml")

    assert [each for each in told(report) if each[0].startswith("waiver")] == [("waiver-unused", "values.yaml", 1)]
    assert states(report) == [("values.yaml", 1, UNUSED)]


@needs_helm
def test_one_that_only_one_set_of_values_needs_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = POD + (
        "      securityContext:\n"
        "        # infracheck: ignore[privileged-container] the node agent\n"
        "        privileged: {{ .Values.privileged }}\n"
    )
    config = "helm: [{chart: .}, {chart: ., values: prod.yaml, release: prod}]\n"
    put(tmp_path, **{
        "values.yaml": "image: nginx:1.27\nprivileged: false\n", "prod.yaml": "privileged: true\n",
        "templates/a.yaml": text, ".infracheck.yaml": config,
    })  # fmt: skip
    report = scan(tmp_path, monkeypatch, config=".infracheck.yaml")

    assert [each for each in told(report) if each[0] != "memory-limit"] == []
    assert states(report) == [("templates/a.yaml", 10, IN_USE)]


@needs_helm
def test_one_above_a_loop_holds_for_each_turn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (
        POD.replace(
            "    - name: web\n",
            '    # infracheck: ignore[memory-limit] small\n    {{- range list "a" "b" "c" }}\n    - name: {{ . }}\n',
        ).replace(".Values.image", "$.Values.image")
        + "    {{- end }}\n"
    )
    put(tmp_path, **{"values.yaml": "image: nginx:1.27\n", "templates/a.yaml": text})
    report = scan(tmp_path, monkeypatch)

    assert told(report) == []
    assert len(report.waived) == 3


@needs_helm
@pytest.mark.parametrize(
    "comment",
    ["{{- /* # infracheck: ignore[memory-limit] small */}}", "{{/* infracheck: ignore[memory-limit] x */}}"],
)
def test_a_comment_that_helm_takes_out_is_none(comment: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(
        tmp_path,
        **{
            "values.yaml": "image: nginx:1.27\n",
            "templates/a.yaml": POD.replace("    - name", f"    {comment}\n    - name"),
        },
    )
    report = scan(tmp_path, monkeypatch)

    assert [each[0] for each in told(report)] == ["memory-limit"]
    assert report.waivers == ()


@needs_helm
def test_an_annotation_stands_where_the_template_writes_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = POD.replace("spec:\n", '  annotations:\n    infracheck.io/ignore: "memory-limit: small"\nspec:\n', 1)
    put(tmp_path, **{"values.yaml": "image: nginx:1.27\n", "templates/a.yaml": text})
    report = scan(tmp_path, monkeypatch)

    assert told(report) == []
    assert states(report) == [("templates/a.yaml", 6, IN_USE)]


@needs_helm
def test_paths_of_the_config_are_those_of_reports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = (
        "waivers:\n- {policies: [latest-tag], paths: [values.yaml], reason: x}\n"
        "- {policies: [memory-limit], paths: [templates/a.yaml], container: web, reason: x}\n"
    )
    put(tmp_path, **{"values.yaml": "image: nginx:latest\n", "templates/a.yaml": POD, ".infracheck.yaml": config})
    report = scan(tmp_path, monkeypatch, config=".infracheck.yaml")

    assert told(report) == []
    assert [each.state for each in report.waivers] == [IN_USE, IN_USE]


@needs_helm
@pytest.mark.parametrize(("paths", "left"), [("values.yaml", ["memory-limit"]), ("templates/", ["latest-tag"])])
def test_overrides_hold_for_the_files_that_findings_stand_in(
    paths: str, left: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = f"overrides: [{{paths: [{paths}], ignore: [latest-tag, memory-limit]}}]\n"
    put(tmp_path, **{"values.yaml": "image: nginx:latest\n", "templates/a.yaml": POD, ".infracheck.yaml": config})

    assert [each[0] for each in told(scan(tmp_path, monkeypatch, config=".infracheck.yaml"))] == left


@needs_kustomize
def test_a_comment_in_a_base_holds_though_kustomize_drops_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pod = (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n  - name: web\n"
        "    image: nginx:latest # infracheck: ignore[latest-tag] always new\n"
        "    # infracheck: ignore[root-uid] nothing here\n    tty: true\n"
    )
    for name, text in {
        "base/kustomization.yaml": "resources: [pod.yaml]\n",
        "base/pod.yaml": pod,
        "prod/kustomization.yaml": "resources: [../base]\nnamePrefix: prod-\n",
        "stage/kustomization.yaml": "resources: [../base]\nnamePrefix: stage-\n",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    report = scan(tmp_path, monkeypatch)

    assert told(report) == [("memory-limit", "base/pod.yaml", 6)]
    assert len(report.findings[0].renderings) == 2
    assert [each.path for each in report.waived] == ["base/pod.yaml"]


@needs_helm
def test_one_release_rendered_with_two_sets_of_values_is_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = "helm: [{chart: .}, {chart: ., values: prod.yaml}, {chart: ., values: [prod.yaml]}]\n"
    text = POD.replace("spec:\n", "spec:\n  {{- if .Values.more }}\n  hostname: a\n  subdomain: b\n  {{- end }}\n")
    put(tmp_path, **{
        "values.yaml": "image: nginx:1.27\n", "prod.yaml": "more: true\nimage: nginx:latest\n",
        "templates/a.yaml": text, ".infracheck.yaml": config,
    })  # fmt: skip
    report = scan(tmp_path, monkeypatch, config=".infracheck.yaml")

    assert told(report) == [("latest-tag", "prod.yaml", 2), ("memory-limit", "templates/a.yaml", 11)]
    assert [len(each.renderings) for each in report.findings] == [1, 2]
    assert [count for _, count in report.inputs.renderings] == [1, 1]


@needs_helm
@pytest.mark.parametrize("paths", ["templates/a.yaml", "templates/", "'*.yaml'"])
def test_options_hold_for_what_is_rendered_from_a_file(
    paths: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = f"overrides: [{{paths: [{paths}], options: {{image-registry: {{allowed: [registry.example.com]}}}}}}]\n"
    put(tmp_path, **{"values.yaml": "image: nginx:1.27\n", "templates/a.yaml": POD, ".infracheck.yaml": config})
    monkeypatch.chdir(tmp_path)
    report = infracheck.scan(["."], select=["image-registry"], config=".infracheck.yaml")
    without = infracheck.scan(["."], select=["image-registry"])

    assert ([each[0] for each in told(report)], report.faults) == (["image-registry"], ())
    assert told(without) == []


@needs_helm
def test_a_comment_where_a_value_is_used_waives_no_other_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waived = '      image: "{{ .Values.image }}" # infracheck: ignore[latest-tag] a sidecar\n'
    text = POD + "    - name: sidecar\n" + waived
    put(tmp_path, **{"values.yaml": "image: nginx:latest\n", "templates/a.yaml": text})
    report = scan(tmp_path, monkeypatch)

    messages = [each.message.split(" uses")[0] for each in report.findings if each.policy_id == "latest-tag"]
    assert messages == ["container web"]
    assert [each.message.split(" uses")[0] for each in report.waived] == ["container sidecar"]


@needs_helm
def test_the_list_names_what_each_turn_of_a_loop_hides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (
        POD.replace(
            "    - name: web\n",
            "    # infracheck: ignore[memory-limit] not zQ7xW9kLmP\n"
            '    {{- range list "a" "b" }}\n    - name: {{ . }}\n',
        ).replace(".Values.image", "$.Values.image")
        + "    {{- end }}\n---\n"
        + ("apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {a: zQ7xW9kLmP}\n")
    )
    put(tmp_path, **{"values.yaml": "image: nginx:1.27\n", "templates/a.yaml": text})
    report = scan(tmp_path, monkeypatch)

    assert [len(each.hidden) for each in report.waivers] == [2]
    assert [each.suppression.reason for each in report.waived if each.suppression] == ["not ***", "not ***"]
