"""The page about rendering shows a chart, and what is printed of it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.render.tools import needs_helm, written

PAGE = (Path(__file__).parents[2] / "docs" / "rendering.md").read_text(encoding="utf-8")
_FILE = re.compile(r"^`(?P<path>[^`\n]+)`:\n\n```\w+\n(?P<text>.*?)^```$", re.M | re.S)
_COMMAND = re.compile(r"^```console\n\$ infracheck ([^\n]+)\n(.*?)^```$", re.M | re.S)

pytestmark = needs_helm


@pytest.fixture(scope="module")
def chart(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files that the page shows."""
    return written(tmp_path_factory.mktemp("page"), {each["path"]: each["text"] for each in _FILE.finditer(PAGE)})


@pytest.mark.parametrize(("command", "output"), _COMMAND.findall(PAGE))
def test_a_command_prints_what_the_page_shows(chart: Path, command: str, output: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "infracheck", *command.split()],
        cwd=chart, capture_output=True, timeout=60, check=False, encoding="utf-8",
    )  # fmt: skip
    text = (done.stdout + done.stderr).replace("\\", "/")
    shown, cut, _ = output.partition("…\n")

    assert text.startswith(shown) if cut else text == output


def test_the_page_shows_files_and_commands() -> None:
    assert len(_FILE.findall(PAGE)) == 5
    assert len(_COMMAND.findall(PAGE)) == 2
