"""Comma-separated values."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from tests.report.reports import finding, report_of

from infracheck.model.base.violation import Resource
from infracheck.report.report import Report

Written = Callable[..., str]


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text), strict=True))


def test_the_whole_report(report: Report, written: Written, snapshot: Callable[[str, str], None]) -> None:
    snapshot("report.csv", written("csv", report, include_waived=True))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\uff1d1", '=HYPERLINK("http://x","y")'])
def test_no_cell_is_a_formula(written: Written, text: str) -> None:
    hostile = finding(text, remedy=text, resource=Resource(text, text, text), waived=text)

    (row,) = rows(written("csv", report_of(hostile), include_waived=True))

    for name in ("message", "remedy", "kind", "namespace", "name", "waived"):
        assert row[name] == f"'{text}"


@pytest.mark.parametrize("text", ['a "b", c', "a;b", "'a'", "1-2", "a=b", "Größe"])
def test_other_text_comes_back_as_it_was(written: Written, text: str) -> None:
    (row,) = rows(written("csv", report_of(finding(text))))

    assert row["message"] == text


def test_a_waived_finding_is_a_row_where_it_is_asked_for(written: Written) -> None:
    report = report_of(finding(waived="known"))

    assert [each["waived"] for each in rows(written("csv", report, include_waived=True))] == ["known"]
    assert rows(written("csv", report)) == []


def test_a_crash_is_a_row(written: Written) -> None:
    (row,) = rows(written("csv", report_of(crashed=1)))

    assert (row["severity"], row["message"]) == (
        "fault",
        "The scan is incomplete: Policy own-policy crashed: Error0",
    )
