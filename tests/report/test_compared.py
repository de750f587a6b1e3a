"""A scan that was compared with an earlier one, in every format."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from tests.report.reports import finding, report_of

from infracheck.engine.finding import Finding, identify
from infracheck.engine.gate.outcome import Gate
from infracheck.engine.rules.rule import Severity
from infracheck.report.formats import catalogue
from infracheck.report.report import Report
from infracheck.source.text.span import Span

Written = Callable[..., str]


def stated(message: str, line: int, status: str, severity: Severity = Severity.HIGH, waived: str = "") -> Finding:
    made = finding(message, severity, span=Span("a.yaml", line, 1, line, 2), waived=waived)
    made.status = status
    return made


def compared(*, shows_unchanged: bool = False) -> Report:
    fresh, old, gone = (
        stated("it is fresh", 1, "new", Severity.LOW), stated("it is old", 2, "unchanged"),
        stated("it is gone", 3, "fixed"),
    )  # fmt: skip
    waived = stated("it is waived", 4, "new", waived="until | the move")
    identify([fresh, old, gone, waived])
    gate = Gate("main", (old,), (gone,), (waived,), shows_unchanged=shows_unchanged)
    return report_of(fresh, waived)._replace(gate=gate)


@pytest.mark.parametrize("form", catalogue.SCAN)
def test_every_format_tells_of_a_waiver_that_the_change_adds(form: str, written: Written) -> None:
    text = written(form, compared())

    assert "until" in text
    assert "the move" in text


@pytest.mark.parametrize("form", [each for each in catalogue.SCAN if each not in ("sarif", "gitlab")])
def test_what_is_not_new_is_left_out(form: str, written: Written) -> None:
    text = written(form, compared())

    assert "t is fresh" in text
    assert "t is old" not in text
    assert "t is gone" not in text


def test_what_compares_by_itself_gets_the_unchanged_too(written: Written) -> None:
    issues = json.loads(written("gitlab", compared()))

    assert [each["description"] for each in issues if each["check_name"] == "some-policy"] == [
        "It is fresh", "It is old",
    ]  # fmt: skip
    assert len({each["fingerprint"] for each in issues}) == 3


def test_the_new_come_before_worse_ones_that_are_not(written: Written) -> None:
    text = written("markdown", compared(shows_unchanged=True))

    assert "### infracheck: 1 new finding\n\n1 fixed, 1 unchanged since main, 1 new waiver.\n" in text
    assert re.findall("<summary>(.*)</summary>", text) == ["1 low", "1 high, unchanged"]


def test_the_unchanged_are_skipped_tests_where_they_are_asked_for(written: Written) -> None:
    root = ElementTree.fromstring(written("junit", compared(shows_unchanged=True)))

    assert (root.get("tests"), root.get("failures")) == ("3", "1")
    assert [each.get("message") for each in root.iter("skipped")] == ["a.yaml:4", "unchanged"]


def test_a_row_has_its_status(written: Written) -> None:
    rows = csv.DictReader(io.StringIO(written("csv", compared(shows_unchanged=True))))

    assert [(each["severity"], each["status"]) for each in rows] == [
        ("waiver", ""), ("low", "new"), ("high", "unchanged"),
    ]  # fmt: skip


@pytest.mark.parametrize(("form", "kind"), [("github", "::notice "), ("azure", "##vso[task.logissue type=warning;")])
def test_new_waivers_take_the_room_that_findings_leave(form: str, kind: str, written: Written) -> None:
    few = compared()
    assert few.gate is not None
    many = few._replace(gate=few.gate._replace(waivers=few.gate.waivers * 20))

    assert written(form, few).count(kind) == 2
    assert written(form, many).count(kind) == 10
    assert "20 new waivers" in written(form, many)
