"""Of many fields side by side, a finding stands at the one that it speaks of."""

from __future__ import annotations

from pathlib import Path

import pytest

import infracheck

PLACES = Path(__file__).parent / "places"
MARK = "  # found: "
# they ask for what few write: whatever stands beside it, they find it missing
ASKING = [
    "category:metadata", "image-pull-secret", "unset-selinux-options", "unset-user", "unset-volume-group",
    "volume-group-change",
]  # fmt: skip


@pytest.mark.parametrize("name", sorted(path.name for path in PLACES.iterdir()))
def test_a_finding_stands_at_its_own_field(name: str) -> None:
    lines = (PLACES / name).read_text(encoding="utf-8").splitlines()
    marks = [(number, line.partition(MARK)[2]) for number, line in enumerate(lines, 1) if MARK in line]
    expected = {(number, policy_id) for number, found in marks for policy_id in found.split(", ")}

    report = infracheck.scan([PLACES / name], select=["all"], ignore=ASKING)

    assert {(each.line, each.policy_id) for each in report.findings} == expected
