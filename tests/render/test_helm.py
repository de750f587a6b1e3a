"""Charts are rendered by Helm, and what is found stands in the chart's own files."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import infracheck

needs_helm = pytest.mark.skipif(shutil.which("helm") is None, reason="there is no helm on the PATH")

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


def chart(folder: Path, templates: dict[str, str], values: str) -> Path:
    """A chart of a name, with these templates and values."""
    (folder / "templates").mkdir(parents=True)
    (folder / "Chart.yaml").write_text("apiVersion: v2\nname: shop\nversion: 1.0.0\n", encoding="utf-8")
    (folder / "values.yaml").write_text(values, encoding="utf-8")
    for name, text in templates.items():
        (folder / "templates" / name).write_text(text, encoding="utf-8")
    return folder


@needs_helm
def test_a_finding_stands_in_the_template(tmp_path: Path) -> None:
    folder = chart(tmp_path / "shop", {"web.yaml": DEPLOYMENT}, "image: nginx:1.27.3\n")
    report = infracheck.scan([folder], select=["privileged-container"])

    (found,) = report.findings
    assert (found.path, found.line) == (str(folder / "templates" / "web.yaml"), 14)
    assert found.resource == ("Deployment", None, "release-web")
    assert report.faults == ()


def test_without_helm_a_chart_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    folder = chart(tmp_path / "shop", {"web.yaml": DEPLOYMENT}, "image: nginx:1.27.3\n")
    report = infracheck.scan([folder], select=["privileged-container"])

    assert [each.policy_id for each in report.findings] == ["input-not-rendered"]
