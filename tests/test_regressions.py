"""What once went wrong: a folder each, named after it, as `regressions/README.md` says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import infracheck

REGRESSIONS = Path(__file__).parent / "regressions"


def settings_and_lines(folder: Path) -> tuple[dict[str, str], list[str]]:
    """What `expected.txt` sets at its head, and the findings that it names."""
    settings, findings = {}, []
    for line in folder.joinpath("expected.txt").read_text(encoding="utf-8").splitlines():
        text = line.partition("#")[0].strip()
        name, colon, value = text.partition(": ")
        if colon and name in ("policies", "kubernetes"):
            settings[name] = value
        elif text:
            findings.append(text)
    return settings, findings


def cases() -> Iterator[tuple[str, str]]:
    for folder in sorted(path for path in REGRESSIONS.iterdir() if path.is_dir()):
        for case in sorted(folder.iterdir()):
            if case.name != "expected.txt":
                yield folder.name, case.name


def path_from(folder: Path, path: str) -> str:
    return Path(path).absolute().relative_to(folder).as_posix()


def belongs_to(case: str, line: str) -> bool:
    return line.startswith((f"{case}:", f"{case}/"))


@pytest.mark.parametrize(("name", "case"), list(cases()), ids=lambda part: part)
def test_what_went_wrong_stays_right(name: str, case: str) -> None:
    folder = REGRESSIONS / name
    settings, lines = settings_and_lines(folder)

    report = infracheck.scan(
        [folder / case],
        select=[each.strip() for each in settings["policies"].split(",")],
        kubernetes_version=settings.get("kubernetes"),
    )

    found = [f"{path_from(folder, each.path)}:{each.line} {each.policy_id}" for each in report.findings]
    assert report.faults == ()
    assert sorted(found) == sorted(line for line in lines if belongs_to(case, line))


@pytest.mark.parametrize("name", sorted({name for name, _ in cases()}))
def test_every_expected_finding_belongs_to_a_case(name: str) -> None:
    present = [case for folder, case in cases() if folder == name]
    _, lines = settings_and_lines(REGRESSIONS / name)

    assert [line for line in lines if not any(belongs_to(case, line) for case in present)] == []


def test_a_patch_without_apiversion_is_told_as_left_out() -> None:
    report = infracheck.scan([REGRESSIONS / "patch-without-apiversion"], select=["image-tag"], render=False)

    assert [Path(path).name for path, _ in report.inputs.skipped if not path.endswith(".txt")] == ["add-account.yaml"]


def test_a_file_in_a_configmap_with_other_line_ends_has_its_findings_inside_the_file(tmp_path: Path) -> None:
    text = 'apiVersion: v1\nkind: ConfigMap\ndata:\n .: |\r  s=LoginModulepassword="changeme\n'
    (tmp_path / "a.yaml").write_text(text, newline="")

    report = infracheck.scan([tmp_path], select=["all"])

    lines = text.split("\n")
    assert report.findings
    assert [each.line for each in report.findings if each.end_column - 1 > len(lines[each.end_line - 1])] == []
