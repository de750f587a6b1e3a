"""Charts and overlays of tests: the programs that they need, and how they are written."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

import infracheck
from infracheck.engine.finding import Finding

ROOT = Path(__file__).parents[2]
needs_helm = pytest.mark.skipif(shutil.which("helm") is None, reason="there is no helm on the PATH")
needs_kustomize = pytest.mark.skipif(
    shutil.which("kustomize") is None and shutil.which("kubectl") is None,
    reason="there is neither kustomize nor kubectl on the PATH",
)

DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}-web
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: "{{ .Values.image }}"
          securityContext:
            privileged: true
"""


def chart(folder: Path, templates: dict[str, str], values: str = "image: nginx:1.27.3\n", meta: str = "") -> Path:
    """A chart of a folder, with these templates and values."""
    (folder / "templates").mkdir(parents=True)
    return written(folder, {
        "Chart.yaml": chart_file(folder.name) + meta,
        "values.yaml": values,
        **{f"templates/{name}": text for name, text in templates.items()},
    })  # fmt: skip


def chart_file(name: str) -> str:
    """What `Chart.yaml` says of a chart."""
    return f"apiVersion: v2\nname: {name}\nversion: 1.0.0\n"


def written(folder: Path, files: Mapping[str, str]) -> Path:
    """A folder with these files, byte by byte as they are given."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return folder


def found(path: Path, *select: str, below: Path | None = None, **settings: object) -> list[str]:
    """What a scan finds, as `policy path:line`, each path relative to a folder."""
    report = infracheck.scan([path], select=select, **settings)  # type: ignore[arg-type]
    assert report.faults == ()
    return sorted(shown(each, below or path) for each in report.findings)


def shown(finding: Finding, folder: Path) -> str:
    """A finding as `policy path:line`."""
    path = Path(finding.path)
    if not path.is_absolute():
        # in a repository, a report names files from its root
        path = (ROOT if folder.is_relative_to(ROOT) else folder) / path
    return f"{finding.policy_id} {path.relative_to(folder).as_posix()}:{finding.line}"
