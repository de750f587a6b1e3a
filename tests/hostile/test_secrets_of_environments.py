"""What a Secret of one environment holds is hidden wherever it stands, though each is judged by itself."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.render.tools import needs_kustomize, written

CANARY = "kettle-drum-nine"
POD = 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers: [{name: c, image: "nginx:latest"}]\n'
PATCH = POD.replace('"nginx:latest"', f'"nginx:latest", workingDir: {CANARY}')
KUSTOMIZATION = "resources: [../base]\npatches: [{path: patch.yaml}]\n"
SECRET = f"secretGenerator: [{{name: s, literals: [hostname={CANARY}]}}]\n"


@needs_kustomize
@pytest.mark.parametrize("holder", ["a", "b", "c"])
def test_a_secret_of_any_environment_is_hidden(tmp_path: Path, holder: str) -> None:
    files = {"base/kustomization.yaml": "resources: [pod.yaml]\n", "base/pod.yaml": POD.replace("latest", "1.27.3")}
    for name in ("a", "b", "c"):
        files[f"{name}/kustomization.yaml"] = KUSTOMIZATION + (SECRET if name == holder else "")
        files[f"{name}/patch.yaml"] = PATCH if name == holder else POD
    written(tmp_path, files)
    done = subprocess.run(
        [sys.executable, "-I", "-m", "infracheck", "scan", ".", "--select", "latest-tag"],
        cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip

    assert f"{holder}/patch.yaml:5" in done.stdout.replace("\\", "/")
    assert "nginx:latest" in done.stdout
    assert CANARY not in done.stdout + done.stderr
