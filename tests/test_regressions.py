"""What once went wrong: a folder each, named after it."""

from __future__ import annotations

from pathlib import Path

import infracheck

REGRESSIONS = Path(__file__).parent / "regressions"


def test_a_patch_without_apiversion_is_no_half_of_an_object() -> None:
    report = infracheck.scan([REGRESSIONS / "patch-without-apiversion"], select=["image-tag"])

    assert report.findings == ()
    assert [Path(path).name for path, _ in report.inputs.skipped] == ["add-account.yaml"]


def test_a_file_in_a_configmap_with_other_line_ends_has_its_findings_inside_the_file(tmp_path: Path) -> None:
    text = 'apiVersion: v1\nkind: ConfigMap\ndata:\n .: |\r  s=LoginModulepassword="changeme\n'
    (tmp_path / "a.yaml").write_text(text, newline="")

    report = infracheck.scan([tmp_path], select=["all"])

    lines = text.split("\n")
    assert report.findings
    assert [each.line for each in report.findings if each.end_column - 1 > len(lines[each.end_line - 1])] == []
