"""Formats and where they go, for every command that writes them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

COMMANDS = [("scan", "table"), ("inventory", "tree")]


@pytest.mark.parametrize(("command", "default"), COMMANDS)
def test_an_unknown_format_names_those_that_are_known(infracheck: Any, pod: Path, command: str, default: str) -> None:
    done = infracheck(command, "-f", "xml")

    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(f"infracheck: --format: unknown format 'xml'. Available formats: {default}, ")


@pytest.mark.parametrize(("command", "default"), COMMANDS)
def test_a_format_without_its_file_gives_2(infracheck: Any, pod: Path, command: str, default: str) -> None:
    done = infracheck(command, "-f", f"{default}=")

    assert (done.status, done.out) == (2, "")
    assert done.err == "infracheck: --format: no file after the equals sign. Write FORMAT=FILE.\n"


@pytest.mark.parametrize(("command", "default"), COMMANDS)
@pytest.mark.parametrize(("first", "second"), [("", ""), ("=out", "=out"), ("=out", "=./out"), ("=out", "=sub/../out")])
def test_two_formats_share_no_output(
    infracheck: Any, pod: Path, folder: Path, command: str, default: str, first: str, second: str
) -> None:
    (folder / "sub").mkdir()

    done = infracheck(command, "-f", f"{default}{first}", "-f", f"json{second}")

    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("infracheck: --format: two formats write to the same output.")
    assert not (folder / "out").exists()


@pytest.mark.parametrize(("command", "default"), COMMANDS)
def test_a_file_may_bear_an_equals_sign(infracheck: Any, pod: Path, folder: Path, command: str, default: str) -> None:
    infracheck(command, "-f", "json=a=b.json")

    assert json.loads((folder / "a=b.json").read_text(encoding="utf-8"))["version"] == 1


@pytest.mark.parametrize(("command", "default"), COMMANDS)
def test_what_cannot_be_written_keeps_no_other_output_back(
    infracheck: Any, pod: Path, folder: Path, command: str, default: str
) -> None:
    done = infracheck(command, "-f", f"{default}=nowhere/a.txt", "-f", "json=b.json", "-f", default)

    assert done.status == 3
    assert done.err.startswith("infracheck: nowhere/a.txt: no such file or directory")
    assert "web.yaml" in done.out
    assert json.loads((folder / "b.json").read_text(encoding="utf-8"))["version"] == 1


def test_outputs_are_the_same_on_standard_output_and_in_a_file(infracheck: Any, pod: Path, folder: Path) -> None:
    for form in ("table", "json", "sarif", "github"):
        done = infracheck("scan", "web.yaml", "-f", form)
        infracheck("scan", "web.yaml", "-f", f"{form}=out.txt")

        assert (folder / "out.txt").read_text(encoding="utf-8") == done.out


def test_the_help_says_what_more_processes_are_good_for(infracheck: Any) -> None:
    text = " ".join(infracheck("scan", "--help").out.split())

    assert "--jobs N Run policies in up to N processes; slightly faster from about 10,000 files" in text
