"""The table."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from infracheck.engine.finding import Finding
from infracheck.report.report import Inputs, Report

Written = Callable[..., str]
Snapshot = Callable[[str, str], None]


def test_the_whole_report(report: Report, written: Written, snapshot: Snapshot) -> None:
    snapshot("report.txt", written("table", report))


def test_the_whole_report_with_everything(report: Report, written: Written, snapshot: Snapshot) -> None:
    snapshot("report-verbose.txt", written("table", report, include_waived=True, verbose=True))


def test_quiet_is_a_line_for_each_finding(report: Report, written: Written, snapshot: Snapshot) -> None:
    snapshot("report-quiet.txt", written("table", report, quiet=True))


def test_colour_changes_no_text(report: Report, written: Written) -> None:
    plain, colored = written("table", report), written("table", report, color=True)

    assert "\x1b" not in plain
    assert "\x1b[" in colored
    stripped = re.sub(r"\x1b\[[0-9;]*m", "", colored)
    assert [each.rstrip() for each in stripped.splitlines()] == plain.splitlines()


def test_nothing_found_says_what_was_looked_at(report: Report, written: Written) -> None:
    clean = report._replace(findings=(), waived=(), faults=())

    assert written("table", clean).splitlines()[0] == (
        "No violations found in 3 files (1 Kubernetes object, 1 Dockerfile), by 4 policies."
    )


def test_no_input_is_said_loudly(written: Written) -> None:
    nothing = Report((), (), (), (), Inputs((), 0, 0, ()), "1.34", {})

    assert written("table", nothing) == "Nothing to check: no Kubernetes manifest or Dockerfile was found.\n"


def test_quiet_says_nothing_where_nothing_was_found(report: Report, written: Written) -> None:
    assert written("table", report._replace(findings=(), faults=()), quiet=True) == ""


def test_quiet_is_not_silent_about_a_fault(report: Report, written: Written) -> None:
    said = "app/Dockerfile:3:1  policy root-user crashed: ZeroDivisionError\n"

    assert written("table", report._replace(findings=()), quiet=True) == said


def test_findings_at_one_place_share_their_excerpt(report: Report, written: Written) -> None:
    first = report.findings[2]

    output = written("table", report._replace(findings=(first, first)))

    assert output.count("sets no memory limit") == 2
    assert output.count("- name: web") == 1


def test_many_findings_end_with_a_table_by_policy(report: Report, written: Written) -> None:
    user, syntax, limit, password = report.findings
    many = (*[user] * 1_200, *[limit] * 3, password, *[syntax] * 2)

    output = written("table", report._replace(findings=many))

    lines = output.splitlines()
    start = lines.index("policy          severity  findings")
    assert lines[start : start + 6] == [
        "policy          severity  findings",
        "input-syntax    high             2",
        "plain-password  high             1",
        "memory-limit    medium           3",
        "root-user       low          1,200",
        "",
    ]
    assert lines[start + 6].startswith("1,206 findings: ")


@pytest.mark.parametrize(("number", "has_table"), [(30, False), (31, True)])
def test_a_report_that_one_reads_through_has_no_table(
    number: int, has_table: bool, report: Report, written: Written
) -> None:
    output = written("table", report._replace(findings=report.findings[:1] * number))

    assert ("policy     severity  findings" in output) is has_table


def test_quiet_has_no_table(report: Report, written: Written) -> None:
    output = written("table", report._replace(findings=report.findings[:1] * 50, faults=()), quiet=True)

    assert len(output.splitlines()) == 50


def test_a_message_that_fits_stays_as_it_is_and_a_longer_one_is_set_under_its_start(
    report: Report, written: Written
) -> None:
    first = report.findings[0]
    words = "word " * 14 + "the ends"

    fits, wraps = (written("table", report._replace(findings=(said(first, text),))) for text in (words, words + "word"))

    # of 100 columns the indent, the level and the policy's id take 22
    assert fits.splitlines()[2:4] == [f"  low      root-user  {words}", "       ╭ app/Dockerfile:3:1"]
    assert wraps.splitlines()[2:4] == [f"  low      root-user  {words[:-5]}", " " * 22 + "endsword"]


def test_a_wide_message_is_measured_in_columns(report: Report, written: Written) -> None:
    text = "語" * 30 + " " + "語" * 9

    output = written("table", report._replace(findings=(said(report.findings[0], text),)))

    assert output.splitlines()[2:4] == [f"  low      root-user  {'語' * 30}", " " * 22 + "語" * 9]


def test_a_report_of_many_lines_is_whole(report: Report, written: Written) -> None:
    first = report.findings[0]
    findings = tuple(said(first, f"number {number} is wrong") for number in range(2_500))

    lines = written("table", report._replace(findings=findings, faults=()), quiet=True).splitlines()

    assert [line.split()[4] for line in lines] == [str(number) for number in range(2_500)]


def said(finding: Finding, message: str) -> Finding:
    return Finding(finding.policy_id, finding.severity, message, finding.span)
