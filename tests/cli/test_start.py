"""What is put off at a start works when somebody asks for it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


def said_by(script: str) -> str:
    start = "import sys\nimport infracheck.cli.start, infracheck.cli.start_yaml\n"
    done = subprocess.run([sys.executable, "-c", start + script], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_inspect_is_loaded_when_it_is_asked() -> None:
    assert said_by("print('ast' in sys.modules)\nimport inspect\nprint(inspect.cleandoc(' a'))").split() == [
        "False",
        "a",
    ]
    assert said_by("print(sys.modules['inspect'].isclass(int), 'ast' in sys.modules)") == "True True"
    assert said_by("from inspect import signature\nprint(signature(lambda x: x))") == "(x)"


def test_the_loaders_of_pyyaml_in_python_work() -> None:
    script = (
        "import re, yaml\nprint(yaml.safe_load('a: 2024-01-02\\nb: [0x1F, no, ~, 1.5, x]'), re.compile('a').pattern)"
    )

    assert said_by(script) == "{'a': datetime.date(2024, 1, 2), 'b': [31, False, None, 1.5, 'x']} a"
    refused = "import yaml\ntry: yaml.safe_load('a\\x00')\nexcept yaml.reader.ReaderError as error: print(error.reason)"
    assert said_by(refused) == "special characters are not allowed"


def test_the_version_needs_no_yaml() -> None:
    script = "import infracheck.cli\nprint('yaml' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", f"import sys\n{script}"], capture_output=True, text=True, check=True)

    assert done.stdout == "False\n"


@pytest.mark.parametrize("words", [["scan", "-f", "json", "-s", "all"], ["scan", "--fail-on=never"], ["--version"]])
def test_nothing_is_translated_and_nothing_guessed_at_a_start(words: list[str], tmp_path: Path) -> None:
    script = f"import sys; sys.argv[1:] = {words!r}\nfrom infracheck.cli import run\nrun()\n"
    script += "print(sorted({'difflib', 'locale'} & set(sys.modules)), file=sys.stderr)"

    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True)

    assert done.stderr.splitlines()[-1] == "[]"


@pytest.mark.parametrize("words", [["-fjson"], ["-f", "json"], ["-f=json"], ["-qf", "json"], ["--format=json"]])
def test_short_options_are_written_in_every_way(words: list[str], tmp_path: Path) -> None:
    command = [sys.executable, "-m", "infracheck", "scan", *words]

    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)

    assert done.stdout.startswith('{\n"version": 1,')
