"""Every format says how what was found came to be, where a tool rendered it."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.resources import files

import pytest
from jsonschema import Draft202012Validator

from infracheck.engine.finding import Finding, identify
from infracheck.engine.rules.rule import Severity
from infracheck.model.base.fact import Note
from infracheck.model.base.violation import Resource
from infracheck.report.formats import catalogue
from infracheck.report.report import Inputs, Report
from infracheck.report.shown.masked import MaskedSource
from infracheck.source.text.rendered import Origin, Rendering
from infracheck.source.text.span import Source

Written = Callable[..., str]

TEMPLATE = """\
apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}-api
spec:
  type: {{ .Values.type }}
  externalName: hunter2hunter2
"""
VALUES = "type: NodePort\npassword: hunter2hunter2\n"
CHART = Rendering(
    "helm", "chart/Chart.yaml", "shop", "prod", ("chart/values-prod.yaml", "ci/values.yaml"), ("db.password",)
)
PLAIN = Rendering("helm", "chart/Chart.yaml", "release")
OVERLAY = Rendering("kustomize", "overlays/prod/kustomization.yaml")


def found(source: Source, text: str, *renderings: Rendering, exact: bool = True, line: int = 6) -> Finding:
    start = source.text.index(text)
    span = source.span(start, start + len(text))
    made = Finding("node-port", Severity.MEDIUM, "Service api is a NodePort", span, Resource("Service", "prod", "api"))
    made.origin = Origin(span, exact, line)
    made.renderings = renderings
    return made


@pytest.fixture
def report() -> Report:
    """A finding of a chart that was rendered twice, one of an overlay, one of a template."""
    template = MaskedSource("chart/templates/api.yaml", TEMPLATE, None, (), frozenset(), True)
    values, base = MaskedSource("chart/values.yaml", VALUES), MaskedSource("base/service.yaml", "type: NodePort\n")
    step = template.text.index("type: {{")
    of_values = found(values, "type: NodePort", CHART, PLAIN)
    of_values.related = (Note("type is set here from the value", template.span(step, step + 24)),)
    findings = [
        found(base, "type: NodePort", OVERLAY),
        found(template, "name: {{ .Release.Name }}-api", PLAIN, exact=False, line=4),
        of_values,
    ]
    identify(findings)
    sources = {each.path: each for each in (template, values, base)}
    inputs = Inputs(tuple(sorted(sources)), 2, 0, (), ((CHART, 1), (PLAIN, 1), (OVERLAY, 3)))
    return Report(tuple(findings), (), (), (), inputs, "1.34", sources)


def test_the_table_says_it_in_a_line(report: Report, written: Written) -> None:
    table = written("table", report)

    assert "╰ rendered by Kustomize from overlays/prod\n" in table
    assert "╰ rendered by Helm from chart\n" in table
    assert "from chart with values-prod.yaml, ci/values.yaml, --set db.password; and" in table
    assert "Read 3 files (2 Kubernetes objects; 1 chart rendered in 2 variants, 1 overlay rendered).\n" in table
    assert "     4 │   name: {{ .Release.Name }}-api\n" in table


def test_json_has_it_as_data(report: Report, written: Written) -> None:
    document = json.loads(written("json", report))

    assert [each["origin"] for each in document["findings"]] == [
        {
            "tool": "kustomize", "overlay": "overlays/prod", "release": None, "namespace": None, "values": [],
            "set": [], "exactness": "exact", "line": 6,
        },
        {
            "tool": "helm", "chart": "chart", "release": "release", "namespace": None, "values": [], "set": [],
            "exactness": "aligned", "line": 4,
        },
        {
            "tool": "helm", "chart": "chart", "release": "shop", "namespace": "prod",
            "values": ["chart/values-prod.yaml", "ci/values.yaml"], "set": ["db.password"],
            "exactness": "exact", "line": 6,
            "also": [
                {
                    "tool": "helm", "chart": "chart", "release": "release", "namespace": None, "values": [], "set": [],
                }
            ],
        },
    ]  # fmt: skip
    assert [each["documents"] for each in document["inputs"]["renderings"]] == [1, 1, 3]
    schema = json.loads(files("infracheck.report").joinpath("report-v1.schema.json").read_text(encoding="utf-8"))
    assert [each.message for each in Draft202012Validator(schema).iter_errors(document)] == []


def test_sarif_has_it_as_a_property_and_the_way_as_related_places(report: Report, written: Written) -> None:
    results = json.loads(written("sarif", report))["runs"][0]["results"]

    assert [each["properties"]["origin"]["exactness"] for each in results] == ["exact", "aligned", "exact"]
    (place,) = results[2]["relatedLocations"]
    assert place["message"] == {"text": "Type is set here from the value."}
    assert place["physicalLocation"]["artifactLocation"]["uri"] == "chart/templates/api.yaml"


@pytest.mark.parametrize("form", [form for form in catalogue.SCAN if form not in ("json", "sarif")])
def test_every_other_format_says_it_in_words(form: str, report: Report, written: Written) -> None:
    text = written(form, report).lower()

    assert "rendered by helm from chart with" in text.replace("\n                  ", " ")
    assert "rendered by kustomize from overlays/prod" in text


@pytest.mark.parametrize("form", catalogue.SCAN)
def test_no_secret_value_is_written(form: str, report: Report, written: Written) -> None:
    assert "hunter2" not in written(form, report)
