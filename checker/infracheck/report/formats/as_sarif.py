"""The report as SARIF 2.1.0, as GitHub code scanning and the SARIF multitool want it."""

from __future__ import annotations

from typing import TextIO

import sarif_om as om

from infracheck.engine.finding import Finding
from infracheck.report.escape import sarif_text
from infracheck.report.formats.sarif.log import write_log
from infracheck.report.formats.sarif.results import message_of, region_of, results_of
from infracheck.report.formats.sarif.rules import LEVELS, rules_of, sentence
from infracheck.report.places import uri
from infracheck.report.report import HOMEPAGE, TOOL_NAME, TOOL_VERSION, Report, capitalised, said
from infracheck.source.text.fault import Fault
from infracheck.source.text.problem import READ_ALL_THE_SAME
from infracheck.source.text.span import Span

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def write(report: Report, out: TextIO, *, include_waived: bool = False) -> None:
    """Write the report as one SARIF log with one run.

    Waived findings are left out unless they are asked for: GitHub ignores suppressions and would open alerts. Unchanged
    ones are always in it: GitHub would close the alerts of those that are not.
    """
    findings = _listed(report, include_waived=include_waived)
    rules = rules_of(report.policies, findings)
    places = {rule.id: index for index, rule in enumerate(rules)}
    write_log(log_of(report, rules), results_of(findings, places, report.sources), out)


def _listed(report: Report, *, include_waived: bool) -> tuple[Finding, ...]:
    gate = report.gate
    if gate is None:
        return report.listed(include_waived=include_waived)
    # GitHub does not know `absent`, and would open an alert for what is fixed: only who asks for all of it is told
    absent = gate.fixed if gate.shows_unchanged else ()
    waived = report.waived if include_waived else ()
    return tuple(sorted((*report.findings, *gate.unchanged, *absent, *waived), key=lambda each: each.sort_key))


def log_of(report: Report, rules: list[om.ReportingDescriptor]) -> om.SarifLog:
    """The log with everything but its results."""
    run = om.Run(
        tool=om.Tool(driver=_driver(rules)),
        automation_details=om.RunAutomationDetails(id=f"{TOOL_NAME}/"),  # the category ends with the slash
        column_kind="unicodeCodePoints",
        invocations=[_invocation(report)],
    )
    return om.SarifLog(schema_uri=_SCHEMA, version="2.1.0", runs=[run])


def _driver(rules: list[om.ReportingDescriptor]) -> om.ToolComponent:
    return om.ToolComponent(
        name=TOOL_NAME, semantic_version=TOOL_VERSION, information_uri=HOMEPAGE, rules=rules, contents=None
    )


def _physical(span: Span) -> om.PhysicalLocation:
    line, column, end_line, end_column = region_of(span)
    region = om.Region(start_line=line, start_column=column, end_line=end_line, end_column=end_column)
    return om.PhysicalLocation(artifact_location=om.ArtifactLocation(uri=uri(span.path)), region=region)


def _invocation(report: Report) -> om.Invocation:
    unread = [each for each in report.findings if each.policy_id.startswith("input-")]
    notes = [_unread(each) for each in unread if each.policy_id not in READ_ALL_THE_SAME]
    notes += [_crashed(each) for each in report.faults]
    notes += [_newly_waived(each) for each in (report.gate.waivers if report.gate is not None else ())]
    return om.Invocation(execution_successful=not report.faults, tool_execution_notifications=notes or None)


def _unread(finding: Finding) -> om.Notification:
    return om.Notification(
        descriptor=om.ReportingDescriptorReference(id=finding.policy_id),
        level=LEVELS[finding.severity],
        message=om.Message(text=message_of(finding)),
        locations=[om.Location(physical_location=_physical(finding.span))],
    )


def _crashed(fault: Fault) -> om.Notification:
    return om.Notification(
        associated_rule=om.ReportingDescriptorReference(id=fault.policy_id) if fault.policy_id else None,
        level="error",
        message=om.Message(text=sentence(capitalised(sarif_text(said(fault))))),
        locations=[om.Location(physical_location=_physical(fault.span))] if fault.span.path else None,
    )


def _newly_waived(finding: Finding) -> om.Notification:
    """A waiver that the change itself adds: it holds, and whoever reviews the change should see it."""
    waiver = finding.suppression
    assert waiver is not None
    text = f"new waiver of {finding.policy_id}: {sarif_text(waiver.reason)}"
    return om.Notification(
        associated_rule=om.ReportingDescriptorReference(id=finding.policy_id),
        level="note",
        message=om.Message(text=sentence(capitalised(text))),
        locations=[om.Location(physical_location=_physical(waiver.span))],
    )
