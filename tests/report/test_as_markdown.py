"""Markdown for comments and summaries."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest
from markdown_it import MarkdownIt
from tests.report.reports import finding, report_of

from infracheck.engine.gate.outcome import Gate
from infracheck.engine.rules.rule import Severity
from infracheck.model.base.violation import Resource
from infracheck.report.escape import markdown, markdown_prose
from infracheck.report.report import Report
from infracheck.source.text.fault import Fault
from infracheck.source.text.span import Span

Written = Callable[..., str]
HOSTILE = (
    "@everyone", "a@example.com", "#1", "org/repo#1", "GH-1", "!7", "~label", "%milestone", "$snippet", "&epic",
    "^alert", '@"a b"', "~[x]", "![x](https://e.example/i.png)", "[x](y)", "<img src=x>", "`x`", "**b**", "__i__",
    "~~s~~", "a | b", "https://evil.example", "www.evil.example", "WWW.evil.example", "$x$", "&lt;b&gt;", "\\*x\\*",
    "```", "<!-- -->", "</details>", "| --- |",
)  # fmt: skip


def shown(text: str) -> str:
    """What a reader sees of a line: elements gone, references resolved."""
    return html.unescape(re.sub(r"</?(?:span|code)>", "", text))


def rows(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("| <code>")]


def test_the_whole_report(report: Report, written: Written, snapshot: Callable[[str, str], None]) -> None:
    snapshot("report.md", written("markdown", report, include_waived=True))


def test_the_worst_come_first_each_severity_collapsible(written: Written) -> None:
    text = written("markdown", report_of(*(finding(each.name, each) for each in Severity), finding(waived="known")))

    assert re.findall(r"<summary>(.*)</summary>", text) == ["1 critical", "1 high", "1 medium", "1 low"]
    assert re.findall(r"<details( open)?>", text) == [" open", " open", "", ""]
    assert text.count("<details") == text.count("</details>") == 4
    assert "1 critical, 1 high, 1 medium, 1 low, 1 waived. Read 1 file." in text


@pytest.mark.parametrize("length", [10, 5_000])
@pytest.mark.parametrize("sign", ["x", "_", "é"])
def test_a_report_that_a_comment_has_no_room_for_says_what_it_leaves_out(
    written: Written, length: int, sign: str
) -> None:
    levels = [Severity.CRITICAL] * 5 + [Severity.MEDIUM] * 3_000 + [Severity.LOW] * 7
    findings = [finding(sign * length, each, span=Span(sign * 50, n, 1, n, 2)) for n, each in enumerate(levels, 1)]

    text = written("markdown", report_of(*findings))

    assert 40_000 < len(text.encode()) < 65_536
    assert text.count("<details") == text.count("</details>")
    listed = len(rows(text))
    missing = 3_000 - (listed - 5)
    assert text.endswith(
        f"Not listed, since a comment holds no more: {missing:,} medium, 7 low. The other reports list all.\n"
    )
    assert "<summary>3,000 medium</summary>" in text


def test_many_crashes_leave_room_for_findings(written: Written) -> None:
    text = written("markdown", report_of(finding(), crashed=5_000))

    assert "**The scan is incomplete: 5,000 faults.**" in text
    assert len(rows(text)) == 1
    assert len(text) < 65_536


@pytest.mark.parametrize("text", HOSTILE)
def test_text_reads_as_it_is_and_means_nothing(written: Written, text: str) -> None:
    found = markdown(text)

    assert shown(found) == text
    bare = re.sub(r"<span>&#\d+;</span>|&#\d+;", "", found)
    assert not set("\\`*_[]<>&|~$#@") & set(bare)
    assert "://" not in bare
    assert "www." not in bare.lower()
    # what looks for mentions afterwards finds no sign beside a name
    resolved = html.unescape(re.sub(r"<span>&#\d+;</span>", " ", found))
    assert not re.search(r"[@#!~%&$^][\w\"'\[{]|GH-\d", resolved)
    (row,) = rows(written("markdown", report_of(finding(text))))
    assert row.count("|") == 4


def test_notes_with_the_longest_names_leave_a_comment_short_enough(written: Written) -> None:
    name = "@a" * 3_000
    span = Span(name, 1, 1, 1, 2)
    faults = tuple(Fault(f"{name}{number}", span, name) for number in range(10))
    waived = tuple(finding(waived=name, span=span) for _ in range(10))
    report = report_of(finding(name, span=span))._replace(faults=faults, gate=Gate(name, waivers=waived))

    text = written("markdown", report)

    assert 10_000 < len(text.encode()) < 65_536
    assert text.startswith("### infracheck: 1 new finding\n")
    assert "**The scan is incomplete: 10 faults.**" in text


def elements(markdown_text: str) -> set[str]:
    """The elements that a reader of Markdown makes of a text."""
    reader = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    return set(re.findall(r"<(\w+)", reader.render(markdown_text)))


@pytest.mark.parametrize("text", HOSTILE)
def test_a_reader_of_markdown_makes_nothing_of_it(written: Written, text: str) -> None:
    plain = written("markdown", report_of(finding("harmless", remedy="harmless", waived=""), finding(waived="no")))
    hostile = finding(text, remedy=text, resource=Resource(text, text, text), span=Span(text, 1, 1, 1, 2))
    found = written("markdown", report_of(hostile, finding(text, waived=text)), include_waived=True)

    assert elements(found) - {"span"} == elements(plain) - {"span"}
    assert elements(f"x {markdown(text)}") <= {"p", "span"}


@pytest.mark.parametrize("text", ["plain words, and (these): 1.5 % of a-b!", "Größe: 50%", "spec.containers[0]"])
def test_plain_words_stay_readable(text: str) -> None:
    assert shown(markdown(text)) == text


def test_only_signs_that_mean_something_are_written_as_references() -> None:
    text = "container web (shop/web) sets no memory limit: 1.5 % more, a-b!"
    assert markdown(text) == text


def test_code_in_a_remedy_is_code() -> None:
    assert markdown_prose("set `a_b: <c>`, not *") == "set <code>a&#95;b: &#60;c&#62;</code>, not &#42;"
    assert markdown_prose("an odd ` one") == "an odd &#96; one"
