"""The stream of results, held against what sarif-om's own objects give for the same findings."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from itertools import groupby, islice
from operator import attrgetter
from pathlib import Path
from typing import Any

import pytest
import sarif_om as om
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import infracheck
from infracheck.engine.finding import Finding, Suppression, identify
from infracheck.engine.rules.rule import Severity
from infracheck.model.base.fact import Note
from infracheck.model.base.violation import Resource
from infracheck.report.escape import plain
from infracheck.report.formats.as_sarif import log_of
from infracheck.report.formats.sarif.log import as_document, write_log
from infracheck.report.formats.sarif.results import hashes_of, message_of, message_text
from infracheck.report.formats.sarif.rules import LEVELS, rules_of
from infracheck.report.places import uri
from infracheck.report.report import Inputs, Report
from infracheck.source.text.span import Source, Span

FIXTURES = Path(__file__).parents[2] / "fixtures"
Written = Callable[..., str]


def as_objects(report: Report, *, include_waived: bool = False) -> str:
    """The log with every result an object of sarif-om: slow, large, and plain to see that it is right."""
    findings = report.listed(include_waived=include_waived)
    rules = rules_of(report.policies, findings)
    log = log_of(report, rules)
    log.runs[0].results = [result(each, [rule.id for rule in rules], report.sources) for each in findings]
    return json.dumps(as_document(log), separators=(",", ":")) + "\n"


def result(finding: Finding, rules: list[str], sources: Mapping[str, Source]) -> om.Result:
    fingerprints = {"infracheck/v1": finding.fingerprint}
    line_hash = hashes_of(sources.get(finding.path), [finding]).get(finding.line)
    if line_hash is not None:
        fingerprints["primaryLocationLineHash"] = line_hash
    return om.Result(
        rule_id=finding.policy_id,
        rule_index=rules.index(finding.policy_id),
        level=LEVELS[finding.severity],
        message=om.Message(text=message_of(finding)),
        locations=[om.Location(physical_location=physical(finding.span))],
        related_locations=[related(nth, note) for nth, note in enumerate(finding.related, 1)] or None,
        code_flows=[flow(finding)] if finding.related else None,
        partial_fingerprints=fingerprints,
        suppressions=None if finding.suppression is None else [suppression(finding.suppression)],
        properties=properties(finding) or None,
    )


def related(nth: int, note: Note) -> om.Location:
    return om.Location(
        id=nth, physical_location=physical(note.span), message=om.Message(text=message_text(note.message))
    )


def flow(finding: Finding) -> om.CodeFlow:
    steps = [*finding.related, Note(finding.message, finding.span)]
    locations = [
        om.Location(physical_location=physical(step.span), message=om.Message(text=message_text(step.message)))
        for step in steps
    ]
    return om.CodeFlow(thread_flows=[om.ThreadFlow(locations=[om.ThreadFlowLocation(location=x) for x in locations])])


def physical(span: Span) -> om.PhysicalLocation:
    end_line, end_column = max((span.end_line, span.end_column), (span.line, span.column + 1))
    region = om.Region(
        start_line=span.line, start_column=span.column, end_line=end_line, end_column=end_column
    )  # fmt: skip
    return om.PhysicalLocation(artifact_location=om.ArtifactLocation(uri=uri(span.path)), region=region)


def suppression(given: Suppression) -> om.Suppression:
    location = om.Location(physical_location=physical(given.span))
    return om.Suppression(kind=given.kind, justification=plain(given.reason), location=location)


def properties(finding: Finding) -> dict[str, object]:
    resource = {} if finding.resource is None else {"resource": named(finding.resource)}
    return {**resource, "remedy": plain(finding.remedy)} if finding.remedy else {**resource}


def named(resource: Resource) -> dict[str, str]:
    return {key: plain(value) for key, value in resource._asdict().items() if value is not None}


@pytest.mark.parametrize("include_waived", [False, True])
def test_the_small_report_is_the_same_byte_for_byte(report: Report, written: Written, include_waived: bool) -> None:
    expected = as_objects(report, include_waived=include_waived)

    assert written("sarif", report, include_waived=include_waived) == expected


def test_the_results_of_all_examples_are_the_same_byte_for_byte(written: Written) -> None:
    report = infracheck.scan([FIXTURES], select=["all"], render=False)
    by_kind = groupby(sorted(report.findings, key=kind_of), key=kind_of)
    few = [each for _, alike in by_kind for each in islice(alike, 3)]
    assert len({each.policy_id for each in few}) > 300
    assert any(each.related for each in few)
    chosen = report._replace(findings=tuple(sorted(few, key=attrgetter("sort_key"))))

    streamed = written("sarif", chosen, include_waived=True)

    assert streamed == as_objects(chosen, include_waived=True)


def kind_of(finding: Finding) -> tuple[str, bool, bool]:
    return finding.policy_id, bool(finding.related), bool(finding.remedy)


# any code point but the halves of pairs that no file name can hold, what is dangerous in JSON made likely
TEXT = st.text(st.one_of(st.characters(), st.sampled_from('"\\/\x00\x1f\x7f\u2028\ud800\udc80{}[]#.')), max_size=30)
NUMBER = st.integers(min_value=1, max_value=50)
SPANS = st.builds(Span, TEXT.filter(lambda path: "\0" not in path), NUMBER, NUMBER, NUMBER, NUMBER)
RESOURCES = st.none() | st.builds(Resource, TEXT, st.none() | TEXT, TEXT)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    spans=st.lists(SPANS, min_size=1, max_size=4), text=TEXT, remedy=TEXT, resource=RESOURCES,
    severity=st.sampled_from(Severity), notes=st.lists(st.builds(Note, TEXT, SPANS), max_size=2), line=TEXT,
)  # fmt: skip
def test_whatever_a_finding_holds_its_result_is_the_same(
    spans: list[Span],
    text: str,
    remedy: str,
    resource: Resource | None,
    severity: Severity,
    notes: list[Note],
    line: str,
    written: Written,
) -> None:
    findings = [
        Finding("x", severity, text, span, resource=resource, related=tuple(notes), remedy=remedy) for span in spans
    ]
    findings[-1].suppression = Suppression(text, spans[0])
    identify(findings)
    sources = {spans[0].path: Source(spans[0].path, line)}
    report = Report(tuple(findings), (), (), (), Inputs((), 0, 0, ()), "1.34", sources)

    streamed = written("sarif", report)

    assert streamed == as_objects(report)


def test_findings_of_one_id_keep_their_own_severity(written: Written) -> None:
    findings = tuple(
        Finding("input-not-rendered", severity, "m", Span("a.yaml", line, 1, line, 2))
        for line, severity in enumerate(Severity, 1)
    )
    report = Report(findings, (), (), (), Inputs((), 0, 0, ()), "1.34", {})

    assert results(written("sarif", report), "level") == ["note", "warning", "error", "error"]


def test_a_file_that_comes_twice_keeps_its_place(written: Written) -> None:
    first, second = Span("a.yaml", 1, 1, 1, 2), Span("b.yaml", 1, 1, 1, 2)
    findings = tuple(Finding("x", Severity.LOW, "m", span) for span in (first, second, first))
    report = Report(findings, (), (), (), Inputs((), 0, 0, ()), "1.34", {"a.yaml": Source("a.yaml", "one\n")})

    assert [
        (each[0]["physicalLocation"]["artifactLocation"]["uri"])
        for each in results(written("sarif", report), "locations")
    ] == ["a.yaml", "b.yaml", "a.yaml"]


def test_results_are_written_one_after_the_other() -> None:
    out = _Counting()
    log = om.SarifLog(version="2.1.0", runs=[om.Run(tool=om.Tool(driver=om.ToolComponent(name="x")))])

    write_log(log, ("x" * 100_000 for _ in range(2_000)), out)

    assert out.length > 200_000_000
    assert out.longest < 30_000_000


class _Counting(io.StringIO):
    """A stream that keeps nothing, and knows how much it was given at once."""

    length = longest = 0

    def write(self, text: str) -> int:
        self.length += len(text)
        self.longest = max(self.longest, len(text))
        return len(text)

    def writelines(self, lines: Any) -> None:
        for each in lines:
            self.write(each)


def results(log: str, name: str) -> list[Any]:
    return [each[name] for each in json.loads(log)["runs"][0]["results"]]
