"""The report as JSON, version 1 of our own format, described by `report-v1.schema.json`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, TextIO

from infracheck.engine.finding import Finding, Suppression
from infracheck.engine.gate.outcome import Gate
from infracheck.engine.rules.rule import Severity
from infracheck.model.base.fact import Note
from infracheck.model.base.violation import Resource
from infracheck.report.escape import inert_json, plain
from infracheck.report.json_list import write_list
from infracheck.report.renderings import origin_of, rendering_entry
from infracheck.report.report import HOMEPAGE, TOOL_NAME, TOOL_VERSION, Report
from infracheck.source.text.fault import Fault


def write(report: Report, out: TextIO, *, include_waived: bool = False) -> None:
    """Write the report as one JSON document, a line for each finding."""
    inputs = {
        "read": [plain(path) for path in report.inputs.files],
        "skipped": [{"path": plain(path), "reason": plain(reason)} for path, reason in report.inputs.skipped],
        "objects": report.inputs.objects,
        "dockerfiles": report.inputs.dockerfiles,
        "renderings": [
            {**rendering_entry(each), "documents": documents} for each, documents in report.inputs.renderings
        ],
    }
    tool = {"name": TOOL_NAME, "version": TOOL_VERSION, "url": HOMEPAGE}
    summary = inert_json(json.dumps(_summary(report)))
    out.write(f'{{\n"version": 1,\n"tool": {json.dumps(tool)},\n"summary": {summary},\n"findings": ')
    write_list(_findings(_listed(report, include_waived=include_waived)), out)
    out.write(',\n"faults": ')
    write_list((json.dumps(_fault(each)) for each in report.faults), out)
    out.write(f',\n"inputs": {inert_json(json.dumps(inputs))}\n}}\n')


def _listed(report: Report, *, include_waived: bool) -> Iterable[Finding]:
    """The findings of the report, and behind them the fixed ones where everything is asked for."""
    gate = report.gate
    fixed = gate.fixed if gate is not None and gate.shows_unchanged else ()
    return (*report.listed(include_waived=include_waived), *fixed)


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
        **({} if report.gate is None else {"gate": _gate(report.gate, len(report.findings))}),
    }


def _gate(gate: Gate, new: int) -> dict[str, Any]:
    """What the scan was compared with, and how the findings differ; every waiver that the change adds."""
    waivers = [
        {
            "policy": each.policy_id,
            "path": plain(each.suppression.span.path),
            "line": each.suppression.span.line,
            "reason": plain(each.suppression.reason),
        }
        for each in gate.waivers
        if each.suppression is not None
    ]
    counts = {"new": new, "fixed": len(gate.fixed), "unchanged": len(gate.unchanged), "stale": gate.stale}
    notes = [plain(each) for each in gate.notes]
    return {"against": plain(gate.against), **counts, "new_waivers": waivers, "notes": notes}


def _findings(findings: Iterable[Finding]) -> Iterator[str]:
    """Each finding as a line of JSON, put together by hand of few parts: dictionaries would take five times as long."""
    heads: dict[str, str] = {}
    places: dict[str, str] = {}
    remedies: dict[str, str] = {}
    resource: Resource | None = None
    about = _about(resource)
    for finding in findings:
        name, line, column, end_line, end_column, _, _ = finding.span
        head, place = heads.get(finding.policy_id), places.get(name)
        if head is None:
            severity = _LEVELS[finding.severity]
            head = heads[finding.policy_id] = (
                f'{{"policy": "{finding.policy_id}", "severity": "{severity}", "message": '
            )
        if place is None:
            place = places[name] = f', "path": {_quoted(plain(name))}, "line": '
        # findings come by file and object
        if finding.resource is not resource:
            resource = finding.resource
            about = _about(resource)
        related = json.dumps([_note(each) for each in finding.related]) if finding.related else "[]"
        remedy = _remedy(finding.own_remedy) if finding.own_remedy else remedies.get(finding.policy_id)
        if remedy is None:
            remedy = remedies[finding.policy_id] = _remedy(finding.remedy)
        fixable = "true" if finding.fixes else "false"
        waived = _NOT_WAIVED if finding.suppression is None else _waived(finding.suppression)
        status = f', "status": "{finding.status}"' if finding.status else ""
        origin = json.dumps(origin_of(finding)) if finding.renderings else "null"
        yield (
            f"{head}{_quoted(plain(finding.message))}{place}{line}"
            f', "column": {column}, "end_line": {end_line}, "end_column": {end_column}{about}{related}'
            f', "origin": {origin}, "remedy": {remedy}, "fingerprint": "{finding.fingerprint}"'
            f', "fixable": {fixable}, {waived}{status}}}'
        )


_NOT_WAIVED = '"suppressed": false'


def _waived(suppression: Suppression) -> str:
    return f'"suppressed": true, "suppression": {{"reason": {_quoted(plain(suppression.reason))}}}'


def _remedy(remedy: str) -> str:
    return _quoted(plain(remedy)) if remedy else "null"


def _about(resource: Resource | None) -> str:
    kind, namespace, name = (
        "null" if part is None else _quoted(plain(part)) for part in resource or (None, None, None)
    )
    shown = "null" if resource is None else f'{{"kind": {kind}, "namespace": {namespace}, "name": {name}}}'
    return f', "resource": {shown}, "related": '


_LEVELS = {severity: str(severity) for severity in Severity}
_quoted = json.encoder.encode_basestring_ascii


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
    return {
        "policy": fault.policy_id or None,
        "stage": fault.stage,
        "path": plain(span.path),
        "line": span.line,
        "error": plain(fault.error),
    }
