"""Examples run as a user's scan would run: what a policy finds, against what it must find."""

from __future__ import annotations

import os
from collections.abc import Iterator
from os.path import dirname, isdir

from infracheck.engine.config import Config
from infracheck.engine.examples import Example, Expected
from infracheck.pipeline import scan
from infracheck.record import Record


class Outcome(Record):
    """What an example gave: places that were missed, places that were not expected, and what could not be read."""

    example: Example
    missed: tuple[Expected, ...]
    noisy: tuple[Expected, ...]
    problems: tuple[str, ...]

    @property
    def is_right(self) -> bool:
        """Whether exactly the expected places were found."""
        return not self.missed and not self.noisy and not self.problems


def try_example(example: Example, policies: tuple[str, ...] = ()) -> Outcome:
    """Scan an example with its policy alone; `policies` are folders of further policies."""
    config = Config(options=example.options)
    report = scan(
        [example.path], select=[example.policy_id], policies=policies, config=config,
        kubernetes_version=example.kubernetes_version,
    )  # fmt: skip
    base = example.path if isdir(example.path) else dirname(example.path)
    found = {
        Expected(os.path.relpath(each.path, base).replace(os.sep, "/"), each.line, each.column)
        for each in report.findings
        if each.policy_id == example.policy_id
    }
    # what the decoder refuses may be the very fault that an example shows
    lines = {each[:2] for each in example.expected}
    problems = tuple(
        f"{each.path}:{each.line} {each.policy_id} {each.message}"
        for each in report.findings
        if each.is_input and (os.path.relpath(each.path, base).replace(os.sep, "/"), each.line) not in lines
    )
    faults = tuple(f"{each.policy_id} crashed: {each.error}\n{each.trace}" for each in report.faults)
    return Outcome(example, tuple(_missed(example, found)), tuple(_noisy(example, found)), problems + faults)


def _missed(example: Example, found: set[Expected]) -> Iterator[Expected]:
    for want in example.expected:
        if not any(_fits(want, each) for each in found):
            yield want


def _noisy(example: Example, found: set[Expected]) -> Iterator[Expected]:
    for each in sorted(found, key=lambda place: (place.path, place.line, place.column or 0)):
        if not any(_fits(want, each) for want in example.expected):
            yield each


def _fits(want: Expected, found: Expected) -> bool:
    return want[:2] == found[:2] and want.column in (None, found.column)
