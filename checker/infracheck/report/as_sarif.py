"""The report as SARIF 2.1.0, as GitHub code scanning and the SARIF multitool want it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TextIO

import sarif_om as om

from infracheck.engine.finding import Finding
from infracheck.model.fact import Note
from infracheck.report.escape import plain
from infracheck.report.line_hash import line_hashes
from infracheck.report.places import uri
from infracheck.report.report import HOMEPAGE, TOOL_NAME, TOOL_VERSION, Report, capitalised, said
from infracheck.report.sarif_log import write_log
from infracheck.report.sarif_rules import LEVELS, rules_of, sentence
from infracheck.source.fault import Fault
from infracheck.source.span import Span

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
# what these speak of was read, only not as it was meant
_READ_ALL_THE_SAME = frozenset(("input-schema", "input-duplicate-key"))


def write(report: Report, out: TextIO, *, include_waived: bool = False) -> None:
    """Write the report as one SARIF log with one run.

    Waived findings are left out unless they are asked for: GitHub ignores suppressions and would open alerts.
    """
    findings = report.listed(include_waived=include_waived)
    rules = rules_of(report.policies, findings)
    places = {rule.id: index for index, rule in enumerate(rules)}
    hashes = _hashes(report, findings)
    run = om.Run(
        tool=om.Tool(driver=_driver(rules)),
        automation_details=om.RunAutomationDetails(id=f"{TOOL_NAME}/"),  # the category ends with the slash
        column_kind="unicodeCodePoints",
        invocations=[_invocation(report)],
        results=[_result(each, places[each.policy_id], hashes) for each in findings],
    )
    write_log(om.SarifLog(schema_uri=_SCHEMA, version="2.1.0", runs=[run]), out)


def _driver(rules: list[om.ReportingDescriptor]) -> om.ToolComponent:
    return om.ToolComponent(
        name=TOOL_NAME, semantic_version=TOOL_VERSION, information_uri=HOMEPAGE, rules=rules, contents=None
    )


def _hashes(report: Report, findings: Iterable[Finding]) -> dict[tuple[str, int], str]:
    """GitHub's hash of each line that a finding starts on, by path and line."""
    lines: dict[str, list[int]] = {}
    for each in findings:
        lines.setdefault(each.path, []).append(each.line)
    return {
        (path, line): found
        for path, wanted in lines.items()
        if (source := report.sources.get(path)) is not None
        for line, found in line_hashes(source.text, wanted).items()
    }


def _result(finding: Finding, rule_index: int, hashes: dict[tuple[str, int], str]) -> om.Result:
    fingerprints = {"infracheck/v1": finding.fingerprint}
    line_hash = hashes.get((finding.path, finding.line))
    if line_hash is not None:
        fingerprints["primaryLocationLineHash"] = line_hash
    return om.Result(
        rule_id=finding.policy_id,
        rule_index=rule_index,
        level=LEVELS[finding.severity],
        message=om.Message(text=_message(finding)),
        locations=[om.Location(physical_location=_physical(finding.span))],
        related_locations=[_related(nth, note) for nth, note in enumerate(finding.related, 1)] or None,
        code_flows=_code_flows(finding),
        partial_fingerprints=fingerprints,
        suppressions=_suppressions(finding),
        properties=_properties(finding),
    )


def _message(finding: Finding) -> str:
    """What was found, as the first sentence, since GitHub shows no more where space is short; then the remedy."""
    text = sentence(capitalised(plain(finding.message)))
    return f"{text} {sentence(capitalised(plain(finding.remedy)))}" if finding.remedy else text


def _related(nth: int, note: Note) -> om.Location:
    message = om.Message(text=sentence(capitalised(plain(note.message))))
    return om.Location(id=nth, physical_location=_physical(note.span), message=message)


def _code_flows(finding: Finding) -> list[om.CodeFlow] | None:
    """The chain as the steps of one flow: from what comes first to the place where one would mend it."""
    if not finding.related:
        return None
    steps = [*finding.related, Note(finding.message, finding.span)]
    locations = [
        om.ThreadFlowLocation(
            location=om.Location(
                physical_location=_physical(note.span),
                message=om.Message(text=sentence(capitalised(plain(note.message)))),
            )
        )
        for note in steps
    ]
    return [om.CodeFlow(thread_flows=[om.ThreadFlow(locations=locations)])]


def _physical(span: Span) -> om.PhysicalLocation:
    end_column = span.end_column
    if (span.end_line, end_column) <= (span.line, span.column):
        end_column = span.column + 1  # a place without width shows nothing, and the multitool refuses it
    region = om.Region(
        start_line=span.line, start_column=span.column, end_line=max(span.line, span.end_line), end_column=end_column
    )
    return om.PhysicalLocation(artifact_location=om.ArtifactLocation(uri=uri(span.path)), region=region)


def _suppressions(finding: Finding) -> list[om.Suppression] | None:
    suppression = finding.suppression
    if suppression is None:
        return None
    location = om.Location(physical_location=_physical(suppression.span))
    return [om.Suppression(kind=suppression.kind, justification=plain(suppression.reason), location=location)]


def _properties(finding: Finding) -> dict[str, Any] | None:
    resource = finding.resource
    if resource is None:
        return None
    named = {"kind": resource.kind, "namespace": resource.namespace, "name": resource.name}
    return {"resource": {key: plain(value) for key, value in named.items() if value is not None}}


def _invocation(report: Report) -> om.Invocation:
    unread = [each for each in report.findings if each.policy_id.startswith("input-")]
    notes = [_unread(each) for each in unread if each.policy_id not in _READ_ALL_THE_SAME]
    notes += [_crashed(each) for each in report.faults]
    return om.Invocation(execution_successful=not report.faults, tool_execution_notifications=notes or None)


def _unread(finding: Finding) -> om.Notification:
    return om.Notification(
        descriptor=om.ReportingDescriptorReference(id=finding.policy_id),
        level=LEVELS[finding.severity],
        message=om.Message(text=_message(finding)),
        locations=[om.Location(physical_location=_physical(finding.span))],
    )


def _crashed(fault: Fault) -> om.Notification:
    return om.Notification(
        associated_rule=om.ReportingDescriptorReference(id=fault.policy_id) if fault.policy_id else None,
        level="error",
        message=om.Message(text=sentence(capitalised(plain(said(fault))))),
        locations=[om.Location(physical_location=_physical(fault.span))] if fault.span.path else None,
    )
