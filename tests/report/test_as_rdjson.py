"""reviewdog's Diagnostic Format, and reviewdog's own reading of it."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from tests.report.reports import finding, report_of

import infracheck
from infracheck.model.base.fact import Note
from infracheck.report.report import Report
from infracheck.source.text.span import Source, Span

Written = Callable[..., str]
SCHEMA = json.loads((Path(__file__).parent / "schemas" / "rdjson.json").read_text(encoding="utf-8"))
SHOP = Path(__file__).parents[2] / "fixtures" / "shop"


def ranges(text: str) -> list[dict[str, Any]]:
    return [each["location"]["range"] for each in json.loads(text)["diagnostics"]]


def test_the_whole_report(report: Report, written: Written, snapshot: Callable[[str, str], None]) -> None:
    snapshot("report.rdjson.json", written("rdjson", report))


def test_it_is_what_reviewdog_documents(report: Report, written: Written) -> None:
    shop = infracheck.scan([SHOP], select=["all"])
    for each in (report, shop, report_of(crashed=2)):
        Draft202012Validator(SCHEMA).validate(json.loads(written("rdjson", each)))


@pytest.mark.parametrize(
    ("line", "column", "bytes_before"),
    [("abc: x", 4, 3), ("é: x", 2, 2), ("资料: x", 3, 6), ("a𐐀b", 3, 5), ("é\r", 2, 2), ("é", 4, 4)],
)
def test_columns_are_bytes(written: Written, line: str, column: int, bytes_before: int) -> None:
    span = Span("a.yaml", 2, column, 2, column)
    source = Source("a.yaml", f"# first\n{line}\n")

    (found,) = ranges(written("rdjson", report_of(finding(span=span), sources=(source,))))

    assert found["start"] == found["end"] == {"line": 2, "column": bytes_before + 1}


def test_what_cannot_be_counted_is_left_out(written: Written) -> None:
    past_the_end = finding(span=Span("b.yaml", 9, 1, 9, 2))

    found = ranges(written("rdjson", report_of(finding(), past_the_end, sources=(Source("b.yaml", "é\n"),))))

    assert found == [{"start": {"line": 3}, "end": {"line": 3}}, {"start": {"line": 9}, "end": {"line": 9}}]


def test_a_chain_is_told_with_its_places(written: Written) -> None:
    found = finding()
    found.related = (Note("the image says so", Span("Dockerfile", 7, 3, 7, 4)),)

    (diagnostic,) = json.loads(written("rdjson", report_of(found, sources=(Source("Dockerfile", "\n" * 6 + "é x"),))))[
        "diagnostics"
    ]

    assert diagnostic["message"] == "m; the image says so (Dockerfile:7)"
    range_of_x = {"start": {"line": 7, "column": 4}, "end": {"line": 7, "column": 5}}
    assert diagnostic["related_locations"] == [
        {"message": "the image says so", "location": {"path": "Dockerfile", "range": range_of_x}}
    ]


@pytest.mark.skipif(shutil.which("reviewdog") is None, reason="needs reviewdog on PATH")
@pytest.mark.parametrize("form", ["rdjson", "checkstyle"])
def test_reviewdog_reads_every_finding(form: str, written: Written, tmp_path: Path) -> None:
    report = infracheck.scan([SHOP], select=["all"])

    command = ["reviewdog", f"-f={form}", "-reporter=rdjsonl", "-filter-mode=nofilter"]
    done = subprocess.run(
        command, input=written(form, report), cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )

    read = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.stderr == ""
    expected = {(each.path.rpartition("/")[2], each.line, each.policy_id) for each in report.findings}
    assert len(read) == len(report.findings)
    assert {
        (
            each["location"]["path"].rpartition("/")[2],
            each["location"]["range"]["start"]["line"],
            each["code"]["value"].removeprefix("infracheck."),
        )
        for each in read
    } == expected
