"""GitLab's Code Quality report."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from jsonschema import Draft202012Validator
from tests.report.reports import finding, report_of

import infracheck
from infracheck.engine.rules.rule import Severity
from infracheck.report.report import Report
from infracheck.source.text.span import Span

Written = Callable[..., str]
SCHEMA = json.loads((Path(__file__).parent / "schemas" / "gitlab.json").read_text(encoding="utf-8"))
SHOP = Path(__file__).parents[2] / "fixtures" / "shop"


def test_the_whole_report(report: Report, written: Written, snapshot: Callable[[str, str], None]) -> None:
    snapshot("report.gitlab.json", written("gitlab", report))


def test_it_is_what_gitlab_documents(report: Report, written: Written) -> None:
    shop = infracheck.scan([SHOP], select=["all"])
    for each in (report, shop, report_of(crashed=2)):
        Draft202012Validator(SCHEMA).validate(json.loads(written("gitlab", each)))


def test_no_two_issues_share_a_fingerprint(written: Written) -> None:
    alike = [finding("m", span=Span("a.yaml", line, 1, line, 2)) for line in (1, 2, 3)]

    issues = json.loads(written("gitlab", report_of(*alike, crashed=2)))

    assert len({each["fingerprint"] for each in issues}) == 5


def test_each_severity_has_its_own(written: Written) -> None:
    issues = json.loads(written("gitlab", report_of(*(finding(severity=each) for each in Severity))))

    assert [each["severity"] for each in issues] == ["minor", "major", "critical", "blocker"]


def test_a_remedy_is_text_that_marks_code_and_nothing_else(written: Written) -> None:
    (issue,) = json.loads(written("gitlab", report_of(finding(remedy="set `a: <b>` of @all"))))

    assert issue["content"]["body"] == (
        "**Fix:** Set <code>a: &#60;b&#62;</code> of <span>&#64;</span>all"
    )  # fmt: skip


def test_a_waived_finding_is_no_issue(written: Written) -> None:
    assert json.loads(written("gitlab", report_of(finding(waived="known")), include_waived=True)) == []
