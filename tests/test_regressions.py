"""What once went wrong: a folder each, named after it."""

from __future__ import annotations

from pathlib import Path

import infracheck

REGRESSIONS = Path(__file__).parent / "regressions"


def test_a_patch_without_apiversion_is_no_half_of_an_object() -> None:
    report = infracheck.scan([REGRESSIONS / "patch-without-apiversion"], select=["image-tag"])

    assert report.findings == ()
    assert [Path(path).name for path, _ in report.inputs.skipped] == ["add-account.yaml"]
