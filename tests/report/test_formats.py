"""What holds for every format."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from infracheck.engine.finding import Finding, identify
from infracheck.engine.rules.rule import Severity
from infracheck.model.base.fact import Note
from infracheck.model.base.violation import Resource
from infracheck.report.formats import catalogue
from infracheck.report.report import Inputs, Report
from infracheck.source.text.fault import Fault
from infracheck.source.text.rendered import Origin, Rendering
from infracheck.source.text.span import Source, Span

FORMATS = tuple(catalogue.SCAN)
Written = Callable[..., str]

# any code point, what is dangerous made likely
TEXT = st.text(
    st.one_of(st.characters(), st.sampled_from("\x1b\x07\r\n\t\x85\u2028\u202e\ufeff\udc80:#[%,")), max_size=40
) | st.sampled_from(["##[error]x", "\n::stop-commands::x", "::error::x", "##vso[task.x]y", "\x1b[31m", "%0A::error::"])


@pytest.mark.parametrize("form", FORMATS)
def test_two_runs_write_the_same(form: str, report: Report, written: Written) -> None:
    assert written(form, report) == written(form, report)


@pytest.mark.parametrize("form", FORMATS)
def test_no_secret_value_is_written(form: str, report: Report, written: Written) -> None:
    assert "hunter2" not in written(form, report, include_waived=True)


@pytest.mark.parametrize("form", FORMATS)
def test_a_report_without_anything_can_be_written(form: str, written: Written) -> None:
    empty = Report((), (), (), (), Inputs((), 0, 0, ()), "1.34", {})

    assert written(form, empty).endswith("\n")


@pytest.mark.parametrize("form", FORMATS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXT, name=TEXT, line=TEXT)
def test_text_from_files_steers_nothing(form: str, text: str, name: str, line: str, written: Written) -> None:
    output = written(form, _hostile(text, name, line))

    output.encode()
    commands = catalogue.SCAN[form].commands
    for each in output.split("\n"):
        assert not any(_is_control(character) for character in each)
        own = next((command for command in commands if each.startswith(command)), "")
        assert "##[" not in each
        assert "##vso[" not in each.removeprefix(own)
        assert own or not each.lstrip().startswith("::")
        assert not commands or own or each.startswith("infracheck: ") or not each
    _read(form, output)


def _read(form: str, output: str) -> Any:
    """What a reader of the media type makes of it; raises an error where it is none."""
    match catalogue.SCAN[form].media:
        case "application/json" | "application/sarif+json":
            return json.loads(output)
        case "application/xml":
            return ElementTree.fromstring(output)
        case "text/csv":
            rows = list(csv.reader(io.StringIO(output), strict=True))
            assert {len(row) for row in rows} == {len(rows[0])}
            return rows
        case media:
            assert media in ("text/plain", "text/markdown")
            return output


@pytest.mark.parametrize("form", [each for each in FORMATS if each not in ("table", "sarif")])
def test_formats_for_machines_import_no_library(form: str) -> None:
    script = (
        f"import sys, infracheck.report.formats.as_{form}\n"
        "print(sorted({'rich', 'sarif_om', 'attr', 'jsonschema'} & set(sys.modules)))"
    )
    found = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, env=_environment()
    )

    assert found.stdout == "[]\n"


def _environment() -> dict[str, str]:
    import os

    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


def _hostile(text: str, name: str, line: str) -> Report:
    path = name.replace("\0", "") or "a"
    source = Source(path, line)
    span = Span(path, 1, 1, 1, 1 + len(source.line_text(1)))
    finding = Finding("x", Severity.HIGH, text, span, resource=Resource(text, text, text), remedy=text)
    finding.related = (Note(text, span),)
    finding.origin = Origin(span, True, 1)
    finding.renderings = (Rendering("helm", f"{name}/Chart.yaml", text, text, (text,), (text,)),) * 2
    identify([finding])
    fault: Any = Fault("x", span, text, text)
    return Report((finding,), (), (fault,), (), Inputs((path,), 1, 0, ((path, text),)), "1.34", {path: source})


def _is_control(character: str) -> bool:
    code = ord(character)
    return code < 32 or 0x7F <= code < 0xA0 or code in (0x2028, 0x2029, 0xFEFF) or 0x202A <= code <= 0x202E
