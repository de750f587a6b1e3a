"""The report as JSON, version 1 of our own format, described by `report-v1.schema.json`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, TextIO

from infracheck.engine.declare import Severity
from infracheck.engine.finding import Fault, Finding
from infracheck.model.fact import Note
from infracheck.model.violation import Resource
from infracheck.report.escape import plain
from infracheck.report.report import HOMEPAGE, TOOL_NAME, TOOL_VERSION, Report


def write(report: Report, out: TextIO, *, include_waived: bool = False) -> None:
    """Write the report as one JSON document, a line for each finding."""
    inputs = {
        "read": [plain(path) for path in report.inputs.files],
        "skipped": [{"path": plain(path), "reason": plain(reason)} for path, reason in report.inputs.skipped],
        "objects": report.inputs.objects,
        "dockerfiles": report.inputs.dockerfiles,
    }
    members = (
        '"version": 1',
        f'"tool": {json.dumps({"name": TOOL_NAME, "version": TOOL_VERSION, "url": HOMEPAGE})}',
        f'"summary": {json.dumps(_summary(report))}',
        f'"findings": {_lines(_findings(report.listed(include_waived=include_waived)))}',
        f'"faults": {_lines([_fault(each) for each in report.faults])}',
        f'"inputs": {json.dumps(inputs)}',
    )
    out.write("{\n" + ",\n".join(members) + "\n}\n")


def _lines(items: list[dict[str, Any]]) -> str:
    """A list with a line for each item: json's own indentation is done in Python, and takes five times as long."""
    # within a string a quotation mark is escaped, so this stands between two items only
    text = json.dumps(items).replace('}, {"policy": ', '},\n{"policy": ')
    return f"[\n{text[1:-1]}\n]" if items else "[]"


def _summary(report: Report) -> dict[str, Any]:
    counts = {str(severity): report.count(severity) for severity in reversed(Severity)}
    return {
        "findings": len(report.findings),
        **counts,
        "waived": len(report.waived),
        "faults": len(report.faults),
        "policies": len(report.policies),
        "files_read": len(report.inputs.files),
        "files_skipped": len(report.inputs.skipped),
        "kubernetes_version": report.kubernetes_version,
    }


def _findings(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    resources: dict[Resource | None, dict[str, Any] | None] = {None: None}
    listed = []
    for finding in findings:
        if finding.resource not in resources:
            resources[finding.resource] = _resource(finding.resource)
        listed.append(_finding(finding, resources[finding.resource]))
    return listed


def _resource(resource: Resource | None) -> dict[str, Any] | None:
    if resource is None:
        return None
    namespace = None if resource.namespace is None else plain(resource.namespace)
    return {"kind": plain(resource.kind), "namespace": namespace, "name": plain(resource.name)}


def _finding(finding: Finding, resource: dict[str, Any] | None) -> dict[str, Any]:
    written = {
        "policy": finding.policy_id,
        "severity": _LEVELS[finding.severity],
        "message": plain(finding.message),
        "path": plain(finding.path),
        "line": finding.line,
        "column": finding.column,
        "end_line": finding.end_line,
        "end_column": finding.end_column,
        "resource": resource,
        "related": [_note(each) for each in finding.related],
        "fingerprint": finding.fingerprint,
        "fixable": bool(finding.fixes),
        "suppressed": finding.suppression is not None,
    }
    if finding.suppression is not None:
        written["suppression"] = {"reason": plain(finding.suppression.reason)}
    return written


_LEVELS = {severity: str(severity) for severity in Severity}


def _note(note: Note) -> dict[str, Any]:
    span = note.span
    return {
        "message": plain(note.message),
        "path": plain(span.path),
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }


def _fault(fault: Fault) -> dict[str, Any]:
    span = fault.span
    return {"policy": fault.policy_id, "path": plain(span.path), "line": span.line, "error": plain(fault.error)}
