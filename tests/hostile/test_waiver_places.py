"""Texts that look like a waiver, and waivers by the thousand: neither hides what it does not speak of."""

from __future__ import annotations

import csv
import io
import json
from importlib import import_module
from pathlib import Path
from time import process_time

import pytest

import infracheck
from infracheck.report.report import Report

POD = """\
apiVersion: v1
kind: Pod
metadata:
  name: e
spec:
  hostPID: true
  containers:
    - name: e
      image: nginx:1.27
"""
MARK = 'infracheck.io/ignore: "host-pid: why"'


def scanned(folder: Path, text: str, config: str = "") -> infracheck.Report:
    (folder / "pod.yaml").write_text(text, encoding="utf-8", newline="")
    (folder / ".infracheck.yaml").write_text(config)
    return infracheck.scan([folder], select=["host-pid"], config=folder / ".infracheck.yaml")


def annotated(text: str) -> str:
    return POD.replace("  name: e\n", f"  name: e\n  annotations:\n    {text}\n", 1)


CONFIG_MAP = f"""\
apiVersion: v1
kind: ConfigMap
metadata:
  name: files
data:
  pod.yaml: |
{"".join(f"    {line}" for line in annotated(MARK).splitlines(keepends=True))}
"""


@pytest.mark.parametrize(
    "text",
    [
        f"{CONFIG_MAP}---\n{POD}",
        annotated("note: |\n      infracheck.io/ignore: 'host-pid: why'"),
        annotated("note: '# kics-scan ignore-block'"),
        annotated("note: 'kube-linter.io/ignore-all: why'"),
        POD.replace("  name: e\n", f"  name: e\n  labels:\n    {MARK}\n", 1),
        POD.replace("spec:\n", f"spec:\n  {MARK}\n", 1),
        POD.replace("kind: Pod\n", f"kind: Pod\nannotations:\n  {MARK}\n", 1),
        POD.replace("  name: e\n", f"  name: e\n  # annotations: {{{MARK}}}\n", 1),
        annotated(MARK).replace("name: e", "name: f", 1).replace("true", "false")
        + "---\n"
        + POD,
        annotated('infracheck.io/Ignore: "host-pid: why"'),
        annotated('infracheck.io/ignored: "host-pid: why"'),
        annotated('"infracheck.io/ignore\\u200b": "host-pid: why"'),
        annotated('infracheck.i\u043e/ignore: "host-pid: why"'),
        annotated('infracheck.io/ignore: "h\u043est-pid: why"'),
        annotated('infracheck.io/ignore: "host\u2010pid: why"'),
        annotated('infracheck.io/ignore: "HOST-PID: why"'),
        annotated('infracheck.io/ignore.e: "host-pid: it stands in no container"'),
        annotated('infracheck.io/ignore: ["host-pid: why"]'),
        annotated("infracheck.io/ignore: {host-pid: why}"),
        f"# {{{{/* {MARK} */}}}}\n{POD}",
        f"# kics-scan ignored\n{POD}",
        f"# not kics-scan ignore\n{POD}",
        f"{POD}# kics-scan ignore\n",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_waiver_waives_nothing(tmp_path: Path, text: str) -> None:
    report = scanned(tmp_path, text)

    assert report.waived == ()
    assert [each.policy_id for each in report.findings].count("host-pid") == 1


def test_an_alias_into_an_annotated_object_is_not_waived_with_it(tmp_path: Path) -> None:
    first = annotated(MARK).replace("spec:\n", "spec: &pod\n", 1)
    items = "".join(
        f"  - {line}" if line.startswith("api") else f"    {line}" for line in first.splitlines(keepends=True)
    )
    second = "  - apiVersion: v1\n    kind: Pod\n    metadata:\n      name: f\n    spec: *pod\n"
    report = scanned(tmp_path, f"apiVersion: v1\nkind: List\nitems:\n{items}{second}")

    assert [each.resource.name for each in report.waived if each.resource] == ["e"]
    assert [each.resource.name for each in report.findings if each.resource] == ["f"]


def test_a_hundred_thousand_waivers_take_no_longer_than_their_text(tmp_path: Path) -> None:
    entries = "\\n".join(f"host-pid: why {number}" for number in range(50_000))
    config = "waivers:\n" + "".join(
        f"  - {{policies: [host-pid], name: n{number}, reason: r}}\n" for number in range(15_000)
    )
    comments = "# kics-scan ignore-line\n# infracheck: ignore[host-pidd] x\n" * 20_000
    began = process_time()

    report = scanned(tmp_path, f"{annotated(f'infracheck.io/ignore: {chr(34)}{entries}{chr(34)}')}{comments}", config)

    assert process_time() - began < 40
    assert len(report.waived) == 1
    assert len([each for each in report.findings if each.policy_id == "waiver-policy"]) == 1


def written(form: str, report: Report) -> str:
    out = io.StringIO()
    import_module(f"infracheck.report.formats.waiver_lists.as_waivers_{form}").write(report, out)
    return out.getvalue()


@pytest.mark.parametrize(
    "text", ["::error::x", "##[error]x", "##vso[x]", "\\e[31mred", "\\u202e", "\\u200b\\u3164", "=1+1"]
)
@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_no_list_of_waivers_holds_a_command(tmp_path: Path, form: str, text: str) -> None:
    report = scanned(tmp_path, annotated(f'infracheck.io/ignore: "host-pid: {text}"'))
    out = written(form, report)

    assert len(report.waived) == 1
    assert not any(mark in out for mark in ("##[", "##vso[", "\x1b", "\u202e", "\u200b", "\u3164"))
    assert not any(line.lstrip().startswith("::") for line in out.split("\n"))
    if form == "json":
        assert len(json.loads(out)["waivers"]) == 1
    if form == "csv":
        assert not any(cell.startswith(("=", "::")) for row in csv.reader(io.StringIO(out)) for cell in row)


@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_a_reason_that_quotes_a_secret_does_not_tell_it(tmp_path: Path, form: str) -> None:
    secret = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\nstringData:\n  password: Tr0ub4dor-hx7q\n---\n"
    report = scanned(tmp_path, secret + annotated('infracheck.io/ignore: "host-pid: it uses Tr0ub4dor-hx7q"'))

    assert len(report.waived) == 1
    assert "Tr0ub4dor" not in written(form, report)
    assert "Tr0ub4dor" not in str([each.suppression for each in report.waived])
