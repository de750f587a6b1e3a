"""Checkstyle's XML."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree import ElementTree

from tests.report.reports import finding, report_of

from infracheck.engine.rules.rule import Severity
from infracheck.report.report import Report
from infracheck.source.text.span import Span

Written = Callable[..., str]
ATTRIBUTES = {"line", "column", "severity", "message", "source"}


def test_the_whole_report(report: Report, written: Written, snapshot: Callable[[str, str], None]) -> None:
    snapshot("report.checkstyle.xml", written("checkstyle", report))


def test_it_has_the_shape_that_readers_know(report: Report, written: Written) -> None:
    root = ElementTree.fromstring(written("checkstyle", report))

    assert (root.tag, set(root.attrib)) == ("checkstyle", {"version"})
    assert {each.tag for each in root} == {"file"}
    errors = [error for file in root for error in file]
    assert {each.tag for each in errors} == {"error"}
    assert all(
        set(each.attrib) <= ATTRIBUTES and each.get("severity") in ("error", "warning", "info") for each in errors
    )
    assert len(errors) == len(report.findings) + 1


def test_a_file_is_named_once(written: Written) -> None:
    spans = [Span(path, line, 1, line, 2) for path, line in (("a.yaml", 1), ("a.yaml", 2), ("b.yaml", 1))]

    root = ElementTree.fromstring(written("checkstyle", report_of(*(finding(span=each) for each in spans))))

    assert [(each.get("name"), len(each)) for each in root] == [("a.yaml", 2), ("b.yaml", 1)]


def test_text_comes_back_as_it_was(written: Written) -> None:
    message = "a < b & \"c\" 'd' ]]> <!-- ##[error]x"

    root = ElementTree.fromstring(written("checkstyle", report_of(finding(message, Severity.LOW))))

    assert (root[0][0].get("message"), root[0][0].get("severity")) == (message, "info")


def test_a_waived_finding_is_no_error(written: Written) -> None:
    root = ElementTree.fromstring(written("checkstyle", report_of(finding(waived="known")), include_waived=True))

    assert len(root) == 0
