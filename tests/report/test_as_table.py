"""The table."""

from __future__ import annotations

import re
from collections.abc import Callable

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
        "No violation found in 3 files (1 Kubernetes object, 1 Dockerfile), by 4 policies."
    )


def test_no_input_is_said_loudly(written: Written) -> None:
    nothing = Report((), (), (), (), Inputs((), 0, 0, ()), "1.34", {})

    assert written("table", nothing) == "Nothing was checked: no Kubernetes manifest and no Dockerfile was found.\n"


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
