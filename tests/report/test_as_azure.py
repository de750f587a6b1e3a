"""Azure's logging commands."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from tests.report.reports import finding, report_of

from infracheck.engine.rules.rule import Severity
from infracheck.report.report import Report
from infracheck.source.text.span import Span

Written = Callable[..., str]


def decoded(text: str) -> str:
    """What an agent makes of a value: the reverse of its own table."""
    signs = {"%3B": ";", "%0D": "\r", "%0A": "\n", "%5D": "]", "%AZP25": "%"}
    return re.sub("%(?:3B|0D|0A|5D|AZP25)", lambda match: signs[match[0].upper()], text, flags=re.IGNORECASE)


def read(line: str) -> tuple[dict[str, str], str]:
    """The properties and the message, as an agent takes a line apart."""
    match = re.fullmatch(r"##vso\[task\.logissue ([^\]]*)\](.*)", line)
    assert match is not None
    pairs = (each.partition("=") for each in match[1].split(";") if each)
    return {name: decoded(value) for name, _, value in pairs}, decoded(match[2])


def test_the_whole_report(report: Report, written: Written, snapshot: Callable[[str, str], None]) -> None:
    snapshot("report.azure.txt", written("azure", report))


@pytest.mark.parametrize("path", ["a;b].yaml", "100%3B.yaml", "a%AZP25b.yaml", "x;type=warning.yaml", "%0A%5d.yaml"])
def test_a_path_comes_back_as_it_was(written: Written, path: str) -> None:
    line = written("azure", report_of(finding(span=Span(path, 3, 5, 3, 9)))).splitlines()[0]

    assert read(line)[0] == {
        "type": "error", "sourcepath": path, "linenumber": "3", "columnnumber": "5", "code": "some-policy",
    }  # fmt: skip


@pytest.mark.parametrize("message", ["a; b]", "50%0A", "100 %", "%AZP25", "a%0d%0ab"])
def test_a_message_comes_back_as_it_was(written: Written, message: str) -> None:
    line = written("azure", report_of(finding(message))).splitlines()[0]

    assert read(line)[1] == f"some-policy: {message}"


def test_the_worst_come_first_and_ten_of_a_type(written: Written) -> None:
    levels = [Severity.LOW] * 3 + [Severity.HIGH] * 11 + [Severity.CRITICAL] + [Severity.MEDIUM] * 9
    lines = written("azure", report_of(*(finding(str(nth), each) for nth, each in enumerate(levels)))).splitlines()

    types = [read(each)[0]["type"] for each in lines[:-1]]
    assert types == ["error"] * 10 + ["warning"] * 10
    assert read(lines[0])[1] == "some-policy: 14"
    assert read(lines[19])[1] == "some-policy: 0"
    assert lines[-1] == "infracheck: 24 findings, 4 not among the issues: Azure shows 10 of a type"


def test_a_crash_without_a_place_is_an_error(written: Written) -> None:
    lines = written("azure", report_of(crashed=1)).splitlines()

    assert lines == [
        "##vso[task.logissue type=error;]The scan is incomplete: Policy own-policy crashed: Error0",
        "infracheck: 0 findings, 1 fault: the scan is incomplete",
    ]


def test_crashes_take_no_more_room_than_there_is(written: Written) -> None:
    lines = written("azure", report_of(finding(), finding(severity=Severity.LOW), crashed=20)).splitlines()

    assert [read(each)[0]["type"] for each in lines[:-1]] == ["error"] * 10 + ["warning"]
    assert lines[-1].startswith("infracheck: 2 findings, 1 not among the issues: ")


def test_a_waived_finding_is_no_issue(written: Written) -> None:
    text = written("azure", report_of(finding(waived="known")), include_waived=True)

    assert text == "infracheck: 0 findings, 1 waived\n"
