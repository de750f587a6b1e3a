"""What a start of the command line loads, and how its options are written."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


def test_the_version_needs_no_yaml() -> None:
    script = "import infracheck.cli\nprint('yaml' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", f"import sys\n{script}"], capture_output=True, text=True, check=True)

    assert done.stdout == "False\n"


@pytest.mark.parametrize("words", [["-fjson"], ["-f", "json"], ["-qf", "json"], ["--format=json"]])
def test_short_options_are_written_in_every_way(words: list[str], tmp_path: Path) -> None:
    command = [sys.executable, "-m", "infracheck", "scan", *words]

    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)

    assert done.stdout.startswith('{\n"version": 1,')


@pytest.mark.parametrize("form", ["json", "table", "sarif"])
@pytest.mark.parametrize(("fail_on", "status"), [("never", 0), ("medium", 1)])
def test_a_reader_that_has_had_enough_changes_no_verdict(fail_on: str, status: int, form: str, tmp_path: Path) -> None:
    (tmp_path / "pods.yaml").write_text("---\n".join(f"{_POD}-{number}\n" for number in range(500)))
    command = [sys.executable, "-m", "infracheck", "scan", "-f", form, "--fail-on", fail_on]

    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        said = process.stderr.read()

    assert (said, process.returncode) == (b"", status)


def without_a_reader(folder: Path, *words: str) -> int:
    """The exit code of a command whose outputs go to a pipe that nobody reads."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        command = [sys.executable, "-m", "infracheck", *words]
        return subprocess.run(command, cwd=folder, stdout=writing, stderr=writing, timeout=60, check=False).returncode
    finally:
        os.close(writing)


@pytest.mark.parametrize(
    "words",
    [
        "--help", "--version", "scan --help", "policies", "policies -f json", "policies -f markdown",
        "explain memory-limit", "config schema", "config show", "inventory", "waivers", "waivers -f csv", "baseline",
    ],
)  # fmt: skip
def test_a_list_that_nobody_reads_ends_quietly(words: str, tmp_path: Path) -> None:
    (tmp_path / "pods.yaml").write_text(_POD)

    assert without_a_reader(tmp_path, *words.split()) == 0


@pytest.mark.parametrize(("words", "status"), [("scan", 1), ("scan no-such-folder", 2), ("explain no-such-policy", 2)])
def test_an_exit_code_needs_no_reader(words: str, status: int, tmp_path: Path) -> None:
    (tmp_path / "pods.yaml").write_text(_POD)

    assert without_a_reader(tmp_path, *words.split()) == status


def test_every_file_is_written_though_nobody_reads_the_standard_output(tmp_path: Path) -> None:
    (tmp_path / "pods.yaml").write_text(_POD)

    assert without_a_reader(tmp_path, "scan", "-f", "table", "-f", "json=report.json", "-f", "table") == 2
    assert without_a_reader(tmp_path, "scan", "-f", "table", "-f", "json=report.json") == 1
    assert json.loads((tmp_path / "report.json").read_text())["version"] == 1


_POD = "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - {name: web, image: nginx}\nmetadata:\n  name: web"
