"""A scan of one manifest starts nothing that it does not need."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

NOT_AT_START = (
    "asyncio", "attr", "concurrent", "difflib", "email", "importlib.metadata", "infracheck.source.dockerfile", "jinja2",
    "jsonschema", "pathspec", "rich", "sarif_om", "subprocess",
)  # fmt: skip
_SCRIPT = """
import sys
sys.argv = ["infracheck", "scan", "web.yaml"]
from infracheck.cli import run
status = run()
print("status", status, *sorted(sys.modules), sep="\\n", file=sys.stderr)
"""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    folder: Path = tmp_path_factory.mktemp("outside-git")
    (folder / "web.yaml").write_text(
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n"
        "  containers:\n    - name: web\n      image: nginx:1.27\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT], cwd=folder, capture_output=True, text=True, timeout=60, check=True
    )
    head, status, *modules = done.stderr.split("\n")
    assert (head, status) == ("status", "1")
    return set(modules)


@pytest.mark.parametrize("module", NOT_AT_START)
def test_a_scan_of_one_manifest_does_not_load(module: str, loaded: set[str]) -> None:
    assert module not in loaded
