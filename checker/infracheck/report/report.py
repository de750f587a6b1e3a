"""The report: everything that any format needs, sorted once."""

from __future__ import annotations

from collections.abc import Mapping

from infracheck._version import __version__
from infracheck.engine.finding import Finding
from infracheck.engine.gate.outcome import Gate
from infracheck.engine.rules.rule import HOMEPAGE as HOMEPAGE
from infracheck.engine.rules.rule import Rule, Severity
from infracheck.record import Record
from infracheck.source.text.fault import Fault
from infracheck.source.text.span import Source

TOOL_NAME = "infracheck"
TOOL_VERSION = __version__


class Inputs(Record):
    """What was read and what was left out; `objects` counts Kubernetes objects, `skipped` says why."""

    files: tuple[str, ...]
    objects: int
    dockerfiles: int
    skipped: tuple[tuple[str, str], ...]


class Report(Record):
    """What a scan found.

    `findings` are those that count, sorted by place; `waived` those that a waiver takes out, each with its
    `suppression`. `faults` is empty unless a policy, or infracheck itself, crashed. `policies` are the ones that were
    asked, in words. `sources` holds the text of every file with a finding, by path, for excerpts and fingerprints; it
    is never written out whole. `least` is the severity from which on findings are listed, and `unlisted` how many stand
    below it. Of a scan that was compared with an earlier one, `findings` are the new ones, and `gate` holds the others.
    All of it is data, and can be pickled.
    """

    findings: tuple[Finding, ...]
    waived: tuple[Finding, ...]
    faults: tuple[Fault, ...]
    policies: tuple[Rule, ...]
    inputs: Inputs
    kubernetes_version: str
    sources: Mapping[str, Source]
    least: Severity = Severity.LOW
    unlisted: int = 0
    gate: Gate | None = None

    def from_severity(self, least: Severity) -> Report:
        """The report of what is this bad or worse alone: neither listed nor counted is what stands below."""

        def listed(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
            return tuple(each for each in findings if each.severity >= least)

        findings, gate = listed(self.findings), self.gate
        if gate is not None:
            gate = gate._replace(unchanged=listed(gate.unchanged), fixed=listed(gate.fixed))
        unlisted = self.unlisted + len(self.findings) - len(findings)
        return self._replace(findings=findings, waived=listed(self.waived), least=least, unlisted=unlisted, gate=gate)

    def count(self, severity: Severity) -> int:
        """How many findings have this severity."""
        return [each.severity for each in self.findings].count(severity)

    def listed(self, *, include_waived: bool = False) -> tuple[Finding, ...]:
        """The findings in the order of the report, with the waived and the unchanged ones where they are asked for."""
        further = [*(self.waived if include_waived else ())]
        if self.gate is not None and self.gate.shows_unchanged:
            further += self.gate.unchanged
        if not further:
            return self.findings
        return tuple(sorted((*self.findings, *further), key=lambda each: each.sort_key))

    def at_or_above(self, severity: Severity) -> int:
        """How many findings are this bad or worse."""
        return sum(1 for each in self.findings if each.severity >= severity)


def counted(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun: `1 finding`, `2,000 findings`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def said(fault: Fault) -> str:
    """A fault as a sentence without a place: who crashed, doing what."""
    who = f"policy {fault.policy_id}" if fault.policy_id else f"infracheck, {fault.stage},"
    return f"{who} crashed: {fault.error}"


def capitalised(text: str) -> str:
    """A text that starts a sentence; a name such as `apiVersion` keeps its spelling."""
    first = text.partition(" ")[0]
    return text[:1].upper() + text[1:] if first.isalpha() and first.islower() else text
