"""Workflow commands."""

from __future__ import annotations

from collections.abc import Callable

from infracheck.engine.finding import Finding
from infracheck.engine.rules.rule import Severity
from infracheck.report.report import Inputs, Report
from infracheck.source.text.span import Span

Written = Callable[..., str]


def test_the_whole_report(report: Report, written: Written, snapshot: Callable[[str, str], None]) -> None:
    snapshot("report.github.txt", written("github", report))


def test_the_worst_come_first_and_ten_of_a_kind(written: Written) -> None:
    levels = [Severity.HIGH] * 12 + [Severity.CRITICAL] * 3 + [Severity.LOW] * 2
    lines = written(
        "github", _report(*(_finding(f"message {nth}", each) for nth, each in enumerate(levels)))
    ).splitlines()

    assert [each.partition("::message ")[2] for each in lines[:4]] == ["12", "13", "14", "0"]
    assert [each.split(" ")[0] for each in lines[:-1]] == ["::error"] * 10 + ["::notice"] * 2
    assert lines[-1] == "infracheck: 17 findings, 5 not annotated: GitHub shows 10 of a kind"


def test_properties_and_message_are_escaped_as_the_runner_wants_it(written: Written) -> None:
    line = written("github", _report(_finding("100%\n::error::x", Severity.HIGH, path="a,b:c%.yaml"))).splitlines()[0]

    expected = (
        "::error file=a%2Cb%3Ac%25.yaml,line=3,endLine=3,col=5,endColumn=9,title=some-policy::100%25\\x0a::error::x"
    )
    assert line == expected


def test_a_place_of_several_lines_has_no_columns(written: Written) -> None:
    finding = Finding("some-policy", Severity.HIGH, "m", Span("a.yaml", 3, 5, 4, 2))

    line = written("github", _report(finding)).splitlines()[0]

    assert line == "::error file=a.yaml,line=3,endLine=4,title=some-policy::m"


def test_a_long_message_stays_below_the_runners_limit(written: Written) -> None:
    line = written("github", _report(_finding("x" * 10_000, Severity.HIGH))).splitlines()[0]

    assert len(line) < 4_096 + 100
    assert line.endswith("…")


def _finding(message: str, severity: Severity, path: str = "a.yaml") -> Finding:
    return Finding("some-policy", severity, message, Span(path, 3, 5, 3, 9))


def _report(*findings: Finding) -> Report:
    return Report(findings, (), (), (), Inputs(("a.yaml",), 1, 0, ()), "1.34", {})
