"""The report: everything that any format needs, sorted once."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from infracheck._version import __version__
from infracheck.engine.finding import Finding
from infracheck.engine.gate.outcome import Gate
from infracheck.engine.rules.rule import HOMEPAGE as HOMEPAGE
from infracheck.engine.rules.rule import Rule, Severity
from infracheck.record import Record
from infracheck.source.text.fault import Fault
from infracheck.source.text.rendered import Rendering
from infracheck.source.text.span import Source

if TYPE_CHECKING:
    from infracheck.engine.waivers.waiver import Stated

NEVER = "never"
Gates: TypeAlias = tuple[Severity | None, str | None]
"""From which severity on findings of a file are listed, and fail a run, where it is not as elsewhere."""
TOOL_NAME = "infracheck"
TOOL_VERSION = __version__


class Inputs(Record):
    """What was read and what was left out; `objects` counts Kubernetes objects, `skipped` says why.

    `renderings` are the charts and overlays that were rendered, each with the number of its documents.
    """

    files: tuple[str, ...]
    objects: int
    dockerfiles: int
    skipped: tuple[tuple[str, str], ...]
    renderings: tuple[tuple[Rendering, int], ...] = ()


class Report(Record):
    """What a scan found.

    `findings` are those that count, sorted by place; `waived` those that a waiver takes out, each with its
    `suppression`. `faults` is empty unless a policy, or infracheck itself, crashed. `policies` are the ones that were
    asked, in words. `sources` holds the text of every file with a finding, by path, for excerpts and fingerprints; it
    is never written out whole. `least` is the severity from which on findings are listed, and `unlisted` how many stand
    below it. `waivers` are all that were met, each with its state. Of a scan that was compared with an earlier one,
    `findings` are the new ones, and `gate` holds the others; `gates` are what a config says of single files. All of it
    is data, and can be pickled.
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
    waivers: tuple[Stated, ...] = ()
    gate: Gate | None = None
    gates: Mapping[str, Gates] = MappingProxyType({})

    def from_severity(self, least: Severity, *, everywhere: bool = False) -> Report:
        """The report of what is this bad or worse alone: neither listed nor counted is what stands below.

        In files of which an override says otherwise, that counts, but not `everywhere`.
        """
        own = {} if everywhere else {path: gates[0] for path, gates in self.gates.items()}

        def listed(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
            return tuple(each for each in findings if each.severity >= (own.get(each.path) or least))

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

    def fails(self, fail_on: str, *, everywhere: bool = False) -> bool:
        """Whether a finding is this bad or worse; of files with overrides, these decide, but not `everywhere`."""
        own = {} if everywhere else {path: gates[1] for path, gates in self.gates.items()}
        wanted = ((each.severity, own.get(each.path) or fail_on) for each in self.findings)
        return any(least != NEVER and severity >= Severity[least.upper()] for severity, least in wanted)


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
