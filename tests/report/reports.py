"""Reports of one or a few findings, for the tests of formats."""

from __future__ import annotations

from infracheck.engine.finding import Finding, Suppression, identify
from infracheck.engine.rules.rule import Severity
from infracheck.model.base.violation import Resource
from infracheck.report.report import Inputs, Report
from infracheck.source.text.fault import NOWHERE, Fault
from infracheck.source.text.span import Source, Span

HERE = Span("a.yaml", 3, 5, 3, 9)


def finding(
    message: str = "m",
    severity: Severity = Severity.HIGH,
    *,
    span: Span = HERE,
    remedy: str = "",
    resource: Resource | None = None,
    waived: str = "",
) -> Finding:
    """A finding, waived where a reason is given."""
    made = Finding("some-policy", severity, message, span, resource=resource, remedy=remedy)
    if waived:
        made.suppression = Suppression(waived, span)
    return made


def report_of(
    *findings: Finding, files: tuple[str, ...] = ("a.yaml",), sources: tuple[Source, ...] = (), crashed: int = 0
) -> Report:
    """A report of findings, in their order, of which the waived ones stand apart."""
    identify(list(findings))
    shown = tuple(each for each in findings if each.suppression is None)
    waived = tuple(each for each in findings if each.suppression is not None)
    faults = tuple(Fault("own-policy", NOWHERE, f"Error{number}") for number in range(crashed))
    texts = {each.path: each for each in sources}
    return Report(shown, waived, faults, (), Inputs(files, 1, 0, ()), "1.34", texts)
