"""The report: everything that any format needs, sorted once."""

from __future__ import annotations

from typing import NamedTuple

from infracheck._version import __version__
from infracheck.engine.declare import Policy, Severity
from infracheck.engine.finding import Fault, Finding
from infracheck.source.span import Source

TOOL_NAME = "infracheck"
TOOL_VERSION = __version__
HOMEPAGE = "https://github.com/infracheck/infracheck"


class Inputs(NamedTuple):
    """What was read and what was left out; `objects` counts Kubernetes objects, `skipped` says why."""

    files: tuple[str, ...]
    objects: int
    dockerfiles: int
    skipped: tuple[tuple[str, str], ...]


class Report(NamedTuple):
    """What a scan found.

    `findings` are those that count, sorted by place; `waived` those that a waiver takes out, each with its
    `suppression`. `faults` is empty unless a policy crashed. `policies` are the ones that were asked. `sources` holds
    the text of every file with a finding, by path, for excerpts and fingerprints; it is never written out whole.
    """

    findings: tuple[Finding, ...]
    waived: tuple[Finding, ...]
    faults: tuple[Fault, ...]
    policies: tuple[Policy, ...]
    inputs: Inputs
    kubernetes_version: str
    sources: dict[str, Source]

    def count(self, severity: Severity) -> int:
        """How many findings have this severity."""
        return sum(1 for each in self.findings if each.severity is severity)

    def at_or_above(self, severity: Severity) -> int:
        """How many findings are this bad or worse."""
        return sum(1 for each in self.findings if each.severity >= severity)
