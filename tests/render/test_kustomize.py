"""Overlays are built by Kustomize, and what is found stands where it was written."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import infracheck
from infracheck.engine.finding import Finding

needs_kustomize = pytest.mark.skipif(
    shutil.which("kustomize") is None and shutil.which("kubectl") is None,
    reason="there is neither kustomize nor kubectl on the PATH",
)
pytestmark = needs_kustomize

OVERLAYS = Path(__file__).parent / "overlays"
_EXPECTED = re.compile(r"# expect(?P<above> above)?: (?P<ids>[a-z, -]+)")


Place = tuple[str, str, int]


def expected(folder: Path) -> Iterator[Place]:
    """The faults planted in a folder: policy, file and line."""
    for path in (each for each in folder.rglob("*") if each.is_file()):
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
            match = _EXPECTED.search(line)
            if match is not None:
                for each in match["ids"].split(","):
                    yield each.strip(), path.relative_to(folder).as_posix(), number - bool(match["above"])


def places(findings: tuple[Finding, ...], folder: Path) -> set[Place]:
    """The same of what was found."""
    return {(each.policy_id, Path(each.path).relative_to(folder).as_posix(), each.line) for each in findings}


@pytest.mark.parametrize("folder", sorted(OVERLAYS.iterdir()), ids=lambda path: path.name)
def test_planted_faults_stand_where_they_were_written(folder: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(folder, tmp_path / folder.name)
    planted = set(expected(copy))
    report = infracheck.scan([copy], select=sorted({policy for policy, _, _ in planted}))

    assert places(report.findings, copy) == planted
    assert report.faults == ()
    assert all(each.origin is not None and each.origin.is_exact for each in report.findings)
