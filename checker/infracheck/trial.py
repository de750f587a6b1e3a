"""Examples run as a user's scan would run: what a policy finds, against what it must find."""

from __future__ import annotations

import os
from os.path import dirname, isdir

from infracheck.engine.catalogue import Catalogue
from infracheck.engine.config import Config
from infracheck.engine.examples import Example, Expected
from infracheck.engine.finding import Finding
from infracheck.pipeline import run
from infracheck.record import Record
from infracheck.session import Session


class Outcome(Record):
    """What an example gave: its policy's findings, the places missed and not expected, what could not be read."""

    example: Example
    findings: tuple[Finding, ...]
    missed: tuple[Expected, ...]
    noisy: tuple[Expected, ...]
    problems: tuple[str, ...]

    @property
    def is_right(self) -> bool:
        """Whether exactly the expected places were found."""
        return not self.missed and not self.noisy and not self.problems


def try_example(example: Example, catalogue: Catalogue) -> Outcome:
    """Scan an example with its policy alone, one of a catalogue."""
    config = Config(options=example.options)
    base = example.path if isdir(example.path) else dirname(example.path)
    # an example is judged as it stands, whatever tools a machine has
    session = Session(
        config, catalogue=catalogue, kubernetes_version=example.kubernetes_version, root=base, render=False
    )
    report = run(session, [example.path], [example.policy_id])
    findings = tuple(each for each in report.findings if each.policy_id == example.policy_id)
    found = [Expected(with_slashes(each.path), each.line, each.column, each.message) for each in findings]
    # what the decoder refuses may be the very fault that an example shows
    lines = {each[:2] for each in example.expected}
    problems = tuple(
        f"{each.path}:{each.line} {each.policy_id} {each.message}"
        for each in report.findings
        if each.is_input and (with_slashes(each.path), each.line) not in lines
    )
    faults = tuple(f"{each.policy_id} crashed: {each.error}\n{each.trace}" for each in report.faults)
    missed = tuple(want for want in example.expected if not any(_fits(want, each) for each in found))
    noisy = tuple(each for each in found if not any(_fits(want, each) for want in example.expected))
    return Outcome(example, findings, missed, noisy, problems + faults)


def with_slashes(path: str) -> str:
    """A path as an example names it, whatever the system."""
    return path.replace(os.sep, "/")


def _fits(want: Expected, found: Expected) -> bool:
    return want[:2] == found[:2] and want.column in (None, found.column) and want.text in found.text
