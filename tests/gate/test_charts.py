"""A gate judges charts by what they are rendered to, and counts what a change brings where it is written."""

from __future__ import annotations

import os

import pytest
from tests.gate.conftest import Project
from tests.render.tools import chart as chart_of
from tests.render.tools import needs_helm

pytestmark = needs_helm

POD = """\
apiVersion: v1
kind: Pod
metadata:
  name: {{ .Release.Name }}-web
spec:
  containers:
    - name: web
      image: "{{ .Values.image }}"
      securityContext:
        privileged: true
"""
GATE = ("--select", "latest-tag,memory-limit,privileged-container", "--fail-on", "low")
OLD = 2


@pytest.fixture
def chart(empty: Project) -> Project:
    """A base branch with a chart that has two old faults, and a branch for a change checked out."""
    chart_of(empty.folder / "app", {"web.yaml": POD}, "image: nginx:1.27\n")
    empty.commit("base")
    empty.git("checkout", "--quiet", "-b", "change")
    return empty


def test_a_value_that_brings_a_fault_is_new_at_its_key(chart: Project) -> None:
    chart.put("app/values.yaml", "# which image\nimage: nginx:latest\n")
    chart.commit()

    verdict = chart.gate(*GATE)

    assert (verdict.status, verdict.new) == (1, [("latest-tag", "app/values.yaml", 2)])
    assert verdict.counts == (1, 0, OLD)


def moved(project: Project) -> None:
    project.put("app/templates/web.yaml", "{{- /* the pod */}}\n" + POD)


def renamed(project: Project) -> None:
    project.move("app/templates/web.yaml", "app/templates/pod.yaml")


def moved_chart(project: Project) -> None:
    project.move("app", "charts/app")


def renamed_object(project: Project) -> None:
    project.edit("app/templates/web.yaml", "-web", "-site")


def another_line_above(project: Project) -> None:
    project.edit("app/templates/web.yaml", "spec:\n", "spec:\n  hostname: {{ .Release.Name }}\n")


def set_by_a_value(project: Project) -> None:
    project.edit("app/templates/web.yaml", "privileged: true", "privileged: {{ .Values.privileged }}")
    project.put("app/values.yaml", "image: nginx:1.27\nprivileged: true\n")


@pytest.mark.parametrize("change", [moved, renamed, moved_chart, renamed_object, another_line_above, set_by_a_value])
def test_an_old_fault_that_moved_is_not_new(chart: Project, change: object) -> None:
    assert callable(change)
    change(chart)
    chart.commit()

    verdict = chart.gate(*GATE)

    assert (verdict.status, verdict.new, verdict.counts) == (0, [], (0, 0, OLD))


def test_a_fault_that_is_mended_is_fixed(chart: Project) -> None:
    chart.edit("app/templates/web.yaml", "privileged: true", "privileged: false")
    chart.commit()

    assert chart.gate(*GATE).counts == (0, 1, OLD - 1)


def test_values_that_a_change_adds_to_the_config_do_not_count_yet(chart: Project) -> None:
    chart.put("prod.yaml", "image: nginx:latest\n")
    chart.put(".infracheck.yaml", "helm: [{chart: app, values: prod.yaml}]\n")
    chart.commit()

    verdict = chart.gate(*GATE)

    assert (verdict.status, verdict.new) == (0, [])
    assert "is not used as it is" in verdict.err


def test_values_of_the_config_are_those_of_each_side(chart: Project) -> None:
    chart.git("checkout", "--quiet", "main")
    chart.put("prod.yaml", "image: nginx:1.28\n")
    chart.put(".infracheck.yaml", "helm: [{chart: app}, {chart: app, values: prod.yaml, release: prod}]\n")
    chart.commit()
    chart.git("checkout", "--quiet", "-B", "change")
    chart.put("prod.yaml", "image: nginx:latest\n")
    chart.commit()

    verdict = chart.gate(*GATE)

    assert (verdict.status, verdict.new) == (1, [("latest-tag", "prod.yaml", 1)])
    assert verdict.report["findings"][0]["origin"]["values"] == ["prod.yaml"]


def test_an_object_of_one_environment_alone_is_known_under_its_new_name(chart: Project) -> None:
    chart.git("checkout", "--quiet", "main")
    chart.put("app/templates/batch.yaml", "{{ if .Values.batch }}\n" + POD.replace("-web", "-batch") + "{{ end }}\n")
    chart.put("prod.yaml", "batch: true\n")
    chart.put(".infracheck.yaml", "helm: [{chart: app}, {chart: app, values: prod.yaml}]\n")
    chart.commit()
    chart.git("checkout", "--quiet", "-B", "change")
    chart.edit("app/templates/batch.yaml", "-batch", "-nightly")
    chart.commit()

    verdict = chart.gate(*GATE)

    assert (verdict.status, verdict.new, verdict.counts) == (0, [], (0, 0, 2 * OLD))


def test_a_waiver_in_values_of_the_same_change_holds_and_is_listed(chart: Project) -> None:
    chart.put("app/values.yaml", "image: nginx:latest # infracheck: ignore[latest-tag] a mirror\n")
    chart.commit()

    verdict = chart.gate(*GATE)

    assert (verdict.status, verdict.new) == (0, [])
    (waiver,) = verdict.report["summary"]["gate"]["new_waivers"]
    assert (waiver["path"], waiver["line"]) == ("app/values.yaml", 1)


def test_a_baseline_knows_findings_by_the_files_they_stand_in(chart: Project) -> None:
    assert chart.run("baseline", "-o", "known.json", "--select", GATE[1]).returncode == 0
    text = (chart.folder / "known.json").read_text(encoding="utf-8")
    chart.put("app/values.yaml", "image: nginx:latest\n")
    moved(chart)

    done = chart.run("scan", "--baseline", "known.json", *GATE, "-q")

    assert '"path": "app/templates/web.yaml"' in text
    assert "@" not in text
    (line,) = done.stdout.splitlines()
    assert line.startswith("app/values.yaml:1:1  medium  latest-tag  container web uses image nginx:latest")


@pytest.mark.skipif(os.name == "nt", reason="links need a right of their own on Windows")
def test_values_that_a_change_makes_a_link_to_the_outside_are_not_read(chart: Project) -> None:
    chart.git("checkout", "--quiet", "main")
    chart.put("prod.yaml", "image: nginx:1.28\n")
    chart.put(".infracheck.yaml", "helm: [{chart: app, values: prod.yaml}]\n")
    chart.commit()
    chart.git("checkout", "--quiet", "-B", "change")
    (chart.folder.parent / "outside.yaml").write_text("image: elsewhere:latest\n", encoding="utf-8")
    (chart.folder / "prod.yaml").unlink()
    (chart.folder / "prod.yaml").symlink_to("../outside.yaml")
    chart.commit()

    assert "elsewhere" not in chart.run("scan", "--base", "main", *GATE).stdout
