"""Cases of a policy: what it reports, beside what it does not, and whether it does so."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import infracheck


class Spellings(NamedTuple):
    """Instructions, or commands of a RUN, that a policy reports, and those beside them that it does not."""

    policy: str
    reported: tuple[str, ...]
    silent: tuple[str, ...]


class Pairs(NamedTuple):
    """Manifests, by what they show, that a policy reports, and those that it does not."""

    policy: str
    reported: dict[str, str]
    silent: dict[str, str]


def reported_by(policy: str, tmp_path: Path, instructions: Sequence[str], *beside: str) -> set[str]:
    """Those of these instructions of which a policy says something, each in a file of its own."""
    for number, each in enumerate(instructions):
        (tmp_path / f"{number}.Dockerfile").write_text(f"FROM debian:12.5\n{each}\nUSER 1000\n", encoding="utf-8")
    report = infracheck.scan([tmp_path], select=[policy])
    assert report.faults == ()
    assert {each.policy_id for each in report.findings} <= {policy, *beside}
    found = [each for each in report.findings if each.policy_id == policy]
    return {instructions[int(Path(each.path).name.partition(".")[0])] for each in found}


def mistaken(case: Spellings, folder: Path, *beside: str) -> tuple[set[str], set[str]]:
    """The instructions of a case that its policy misses, and those that it reports though they are right."""
    found = reported_by(case.policy, folder, (*case.reported, *case.silent), *beside)
    return set(case.reported) - found, found - set(case.reported)


def reported(folder: Path, policy: str, manifests: dict[str, str], kubernetes: str | None = None) -> list[str]:
    """The names of the manifests, a file each, of which a policy says something."""
    names = list(manifests)
    for number, name in enumerate(names):
        folder.joinpath(f"{number}.yaml").write_text(manifests[name], encoding="utf-8")
    report = infracheck.scan([folder], select=[policy], kubernetes_version=kubernetes)
    assert report.faults == ()
    assert {each.policy_id for each in report.findings} <= {policy}
    found = {int(Path(each.path).stem) for each in report.findings}
    return [name for number, name in enumerate(names) if number in found]


def reported_alone(case: Pairs, folder: Path) -> list[str]:
    """The names of the manifests of a case that its policy reports, each judged without the others."""
    found = []
    for number, (name, manifest) in enumerate({**case.reported, **case.silent}.items()):
        alone = folder / str(number)
        alone.mkdir()
        found += reported(alone, case.policy, {name: manifest})
    return found
