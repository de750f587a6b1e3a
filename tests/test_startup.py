"""A scan of one manifest starts nothing that it does not need."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

NOT_AT_START = (
    "asyncio",
    "attr",
    "concurrent",
    "difflib",
    "email",
    "importlib.metadata",
    "infracheck.source.docker.reader",
    "jinja2",
    "infracheck.source.files.ignore_automaton",
    "jsonschema",
    "sarif_om",
    "subprocess",
)
_SCRIPT = """
import sys
sys.argv = ["infracheck", "scan", "web.yaml", "--format", sys.argv[1]]
from infracheck.cli import run
status = run()
print("status", status, *sorted(sys.modules), sep="\\n", file=sys.stderr)
"""


@pytest.fixture(scope="module", params=["table", "json", "github"])
def loaded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    return loaded_by(str(request.param), tmp_path_factory)


def loaded_by(form: str, tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    folder: Path = tmp_path_factory.mktemp("outside-git")
    (folder / "web.yaml").write_text(
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n"
        "  containers:\n    - name: web\n      image: nginx:1.27\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT, form], cwd=folder, capture_output=True, text=True, timeout=60, check=True
    )
    head, status, *modules = done.stderr.split("\n")
    assert (head, status) == ("status", "1")
    return set(modules)


@pytest.mark.parametrize("module", NOT_AT_START)
def test_a_scan_of_one_manifest_does_not_load(module: str, loaded: set[str]) -> None:
    assert module not in loaded


@pytest.mark.parametrize("form", ["json", "github"])
def test_rich_is_for_the_table_alone(form: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    assert "rich" not in loaded_by(form, tmp_path_factory)


def test_the_table_takes_only_the_small_parts_of_rich(tmp_path_factory: pytest.TempPathFactory) -> None:
    assert {"rich.console", "rich.table", "rich.markdown"}.isdisjoint(loaded_by("table", tmp_path_factory))
