"""The report as JUnit's XML: a suite for each file, a failed test for each finding, else one that passed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TextIO

from infracheck.engine.finding import Finding
from infracheck.report.escape import plain, xml
from infracheck.report.places import relative
from infracheck.report.renderings import rendered_by
from infracheck.report.report import TOOL_NAME, Report, capitalised
from infracheck.report.told import because, crashes, new_waivers, place, subject
from infracheck.source.text.fault import Fault


def write(report: Report, out: TextIO, *, include_waived: bool = False) -> None:
    """Write what every reader of JUnit's XML takes: the elements and attributes that Ant, Jenkins and Maven share.

    A file without a finding is a test that passed, since a report without any test looks like a broken job. Waived
    and unchanged findings are skipped tests, where they are asked for; waivers that the change adds are ones always.
    """
    findings = report.listed(include_waived=include_waived)
    faults = list(crashes(report))
    found = {path: list(group) for path, group in groupby(findings, key=lambda each: each.path)}
    clean = sorted(set(report.inputs.files) - set(found))
    waivers = list(new_waivers(report))
    tests = len(findings) + len(faults) + len(waivers) + len(clean)
    counts = f'tests="{tests}" failures="{len(report.findings)}" errors="{len(faults)}"'
    out.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="{TOOL_NAME}" {counts} time="0">\n')
    if faults:
        out.writelines(_suite(TOOL_NAME, map(_error, faults), tests=len(faults), errors=len(faults)))
    for text, span in waivers:
        skip = f'<skipped message="{xml(place(span))}"/>'
        out.writelines(_suite(span.path, [_case(span.path, text, skip)], tests=1, skipped=1))
    for path, alike in found.items():
        skipped = sum(map(_is_skipped, alike))
        out.writelines(_suite(path, _cases(alike), tests=len(alike), failures=len(alike) - skipped, skipped=skipped))
    for path in clean:
        out.writelines(_suite(path, [_case(path, "no findings", "")], tests=1))
    out.write("</testsuites>\n")


def _suite(
    path: str, cases: Iterable[str], *, tests: int, failures: int = 0, errors: int = 0, skipped: int = 0
) -> Iterator[str]:
    yield (
        f'  <testsuite name="{xml(relative(path))}" tests="{tests}" failures="{failures}" errors="{errors}"'
        f' skipped="{skipped}" time="0">\n'
    )
    yield from cases
    yield "  </testsuite>\n"


def _case(path: str, name: str, outcome: str) -> str:
    head = f'    <testcase classname="{xml(relative(path))}" name="{xml(name)}" time="0"'
    return f"{head}>{outcome}</testcase>\n" if outcome else f"{head}/>\n"


def _cases(findings: Iterable[Finding]) -> Iterator[str]:
    """The tests of one file; readers follow a test from run to run by its name, which holds no line therefore."""
    names: Counter[str] = Counter()
    for finding in findings:
        about = subject(finding)
        name = f"{finding.policy_id}: {f'{about}: ' if about else ''}{plain(finding.message)}"
        names[name] += 1
        nth = names[name]
        yield _case(finding.path, name if nth == 1 else f"{name} ({nth})", _outcome(finding))


def _outcome(finding: Finding) -> str:
    if _is_skipped(finding):
        why = "unchanged" if finding.suppression is None else finding.suppression.reason
        return f'<skipped message="{xml(why)}"/>'
    message = xml(capitalised(finding.message))
    text = "\n".join(map(xml, _lines(finding)))
    return f'<failure type="{finding.severity}" message="{message}">{text}\n</failure>'


def _is_skipped(finding: Finding) -> bool:
    return finding.suppression is not None or finding.status == "unchanged"


def _lines(finding: Finding) -> Iterator[str]:
    yield f"at {place(finding.span)}"
    for step in because(finding):
        yield f"because {step}"
    if finding.renderings:
        yield rendered_by(finding)
    if finding.remedy:
        yield f"Fix: {capitalised(finding.remedy)}"
    if finding.rule is not None and finding.rule.page:
        yield f"See {finding.rule.page}"


def _error(crash: tuple[str, Fault]) -> str:
    text, fault = crash
    told = f"{text} at {place(fault.span)}" if fault.span.path else text
    return _case(TOOL_NAME, text, f'<error type="fault" message="{xml(told)}"/>')
