"""The docs: what is generated is fresh, and what the guide shows works."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
GUIDE = ROOT / "docs" / "writing-policies.md"
_FILE = re.compile(r"(?:^| )`(?P<path>[^`\n]+)`:\n\n```\w+\n(?P<text>.*?)^```$", re.M | re.S)
_COMMAND = re.compile(r"^```console\n\$ infracheck ([^\n]+)\n(.*?)^```$", re.M | re.S)
_IDS = re.compile(r'^@policy\("([^"]+)", category', re.M)


def tool(name: str) -> Any:
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def pages() -> Iterator[tuple[str, str]]:
    yield from tool("make_docs").generated()


def test_the_page_of_the_model_is_fresh() -> None:
    page = ROOT / "docs" / "model.md"
    assert page.read_text(encoding="utf-8") == tool("make_model").page(), "run `make docs`"


def test_the_page_of_the_model_names_every_class_that_a_policy_meets() -> None:
    text = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
    for name in ("Container", "Workload", "PodDisruptionBudget", "Dependency", "Known"):
        assert f"### {name}\n" in text


def test_the_readme_lists_every_format() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")

    assert "| `rdjson` | " in text
    assert text == tool("make_formats").with_table(text), "run `make docs`"


@pytest.fixture
def guide(tmp_path: Path) -> Path:
    """A folder with the files that the guide shows."""
    for match in _FILE.finditer(GUIDE.read_text(encoding="utf-8")):
        path = tmp_path / match["path"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(match["text"], encoding="utf-8")
    # the one file that it says is empty
    (tmp_path / "policies" / "__init__.py").touch()
    return tmp_path


def infracheck(folder: Path, *arguments: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "infracheck", *arguments],
        cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    return done.returncode, (done.stdout + done.stderr).decode().replace("\r\n", "\n").replace("\\", "/")


def test_every_page_is_what_make_docs_writes() -> None:
    expected = dict(pages())
    written = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "docs" / "policies").glob("*.md")}

    assert sorted(written) == sorted(expected), "run `make docs`"
    assert [name for name in expected if written[name] != expected[name]] == [], "run `make docs`"


@pytest.mark.parametrize(("command", "output"), _COMMAND.findall(GUIDE.read_text(encoding="utf-8")))
def test_a_command_of_the_guide_prints_what_the_guide_shows(guide: Path, command: str, output: str) -> None:
    _, text = infracheck(guide, *command.split())

    shown, cut, _ = output.partition("…\n")
    assert text.startswith(shown) if cut else text == output


def test_the_guide_shows_commands_and_every_policy_with_its_examples(guide: Path) -> None:
    text = GUIDE.read_text(encoding="utf-8")

    assert len(_COMMAND.findall(text)) == text.count("```console\n") == 3
    assert {path.name for path in (guide / "policies" / "fixtures").iterdir()} == set(_IDS.findall(text))


def test_the_policies_of_the_guide_satisfy_a_type_checker(guide: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--config-file", os.devnull, "policies"],
        cwd=guide, env={**os.environ, "MYPYPATH": ""}, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip

    assert (done.returncode, done.stdout) == (0, "Success: no issues found in 5 source files\n")


def test_the_links_of_the_guides_lead_somewhere() -> None:
    guides = (ROOT / "CONTRIBUTING.md", ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))

    broken = [
        f"{page.name}: {target}" for page in guides for target in links(page) if not (page.parent / target).exists()
    ]

    assert broken == []


def links(page: Path) -> list[str]:
    return re.findall(r"\]\((?!https?://|#|mailto:)([^)#\s]+)", page.read_text(encoding="utf-8"))
