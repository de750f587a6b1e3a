"""The JSON format, and the schema that describes it."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.resources import files

import pytest
from jsonschema import Draft202012Validator

from infracheck.report.report import Report

Written = Callable[..., str]


@pytest.fixture
def schema() -> Draft202012Validator:
    text = files("infracheck.report").joinpath("report-v1.schema.json").read_text(encoding="utf-8")
    Draft202012Validator.check_schema(json.loads(text))
    return Draft202012Validator(json.loads(text))


def test_the_whole_report(report: Report, written: Written, snapshot: Callable[[str, str], None]) -> None:
    snapshot("report.json", written("json", report, include_waived=True))


@pytest.mark.parametrize("include_waived", [False, True])
def test_output_fits_its_schema(
    include_waived: bool, report: Report, written: Written, schema: Draft202012Validator
) -> None:
    document = json.loads(written("json", report, include_waived=include_waived))

    assert [each.message for each in schema.iter_errors(document)] == []


def test_the_schema_knows_every_property(report: Report, written: Written, schema: Draft202012Validator) -> None:
    document = json.loads(written("json", report))
    document["findings"][0]["surprise"] = 1

    assert not schema.is_valid(document)


def test_waived_findings_are_written_when_asked_for(report: Report, written: Written) -> None:
    without = json.loads(written("json", report))
    within = json.loads(written("json", report, include_waived=True))

    assert [each["policy"] for each in without["findings"] if each["suppressed"]] == []
    assert [each["policy"] for each in within["findings"] if each["suppressed"]] == ["privileged"]
    assert without["summary"] == within["summary"]
