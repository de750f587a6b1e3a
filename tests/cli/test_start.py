"""What a start of the command line loads, and how its options are written."""

from __future__ import annotations

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


def test_a_reader_that_has_had_enough_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "pods.yaml").write_text("---\n".join(f"{_POD}-{number}\n" for number in range(500)))
    command = [sys.executable, "-m", "infracheck", "scan", "-f", "json"]

    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        said = process.stderr.read()

    assert (said, process.returncode) == (b"", 0)


_POD = "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - {name: web, image: nginx}\nmetadata:\n  name: web"
