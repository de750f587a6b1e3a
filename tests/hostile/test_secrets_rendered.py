"""Secrets in charts and overlays, from values to rendered text: none is in any output."""

from __future__ import annotations

import base64
import subprocess
import sys
from pathlib import Path

import pytest
from tests.hostile.test_secrets_shown import outputs_of
from tests.render.tools import chart_file, needs_helm, needs_kustomize

# each case has a secret of its own, which starts like this: what one case makes known must not help another
CANARY = "zQ7xW9kLmPt"
LOGIN = "user:"
CHART = chart_file("shop")
POD = """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  hostPID: true
  containers:
  - name: c
    image: nginx
"""
SECRET = "apiVersion: v1\nkind: Secret\nmetadata: {name: db}\n"
CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: db}\n"
VALUES = "a: 1\npw: CANARY\nplain: {hostname: CANARY}\nlist: [x, CANARY]\nurl: postgres://u:CANARY@db/x\n"

# a template, where CANARY and ENCODED must be in no output, and the values that it is rendered with
CHARTS = {
    "data by b64enc": (SECRET + "data: {password: {{ .Values.pw | b64enc }}}\n", VALUES),
    "data as it is": (SECRET + "data: {password: {{ .Values.enc }}}\n", VALUES + "enc: ENCODED\n"),
    "stringData": (SECRET + "stringData:\n  password: {{ .Values.pw | quote }}\n", VALUES),
    "stringData under a harmless key": (SECRET + "stringData: {hostname: {{ .Values.plain.hostname }}}\n", VALUES),
    "a Secret and a Pod that shows its value": (
        SECRET + "stringData: {a: {{ .Values.plain.hostname }}}\n---\n"
        + POD + "  hostname: {{ .Values.plain.hostname }}\n",
        VALUES,
    ),
    "toYaml of a Secret's data": (SECRET + "stringData:\n  {{- toYaml .Values.plain | nindent 2 }}\n", VALUES),
    "range over a list": (SECRET + "stringData:\n{{ range .Values.list }}  {{ . }}: {{ . }}\n{{ end }}", VALUES),
    "value of a variable": (POD + "    env: [{name: DB_PASSWORD, value: {{ .Values.pw }}}]\n", VALUES),
    "value of a variable, by printf": (
        POD + '    env: [{name: DB_PASSWORD, value: {{ printf "a%s" .Values.pw }}}]\n', VALUES
    ),
    "default in a template": (POD + '    env: [{name: DB_PASSWORD, value: {{ .Values.no | default "CANARY" }}}]\n', ""),
    "literal in a template": (POD + "    env: [{name: DB_PASSWORD, value: CANARY}]\n", ""),
    "variable of a template": ('{{- $pw := "CANARY" }}\n' + SECRET + "stringData: {password: {{ $pw }}}\n", ""),
    "comment of a template": (
        POD + "    tty: true # CANARY\n{{- /* CANARY */}}\n# CANARY\n",
        "# CANARY\na: 1 # CANARY\n",
    ),
    "an argument": (POD + "    args: [--password, {{ .Values.pw }}, --token={{ .Values.pw }}]\n", VALUES),
    "an address": (POD + "    env: [{name: DB_URL, value: {{ .Values.url }}}]\n", VALUES),
    "a file of a ConfigMap": (
        CONFIG + "data:\n  a.conf: |\n    db.password={{ .Values.pw }}\n    url={{ .Values.url }}\n",
        VALUES,
    ),
    "a name": (POD.replace("name: web", "name: {{ .Values.pw | lower }}"), VALUES.replace("CANARY", "password=CANARY")),
    "an error that quotes a value": (POD + '    tty: {{ fail (printf "bad %s" .Values.pw) }}\n', VALUES),
    "an error of a conversion": (POD + "    tty: {{ .Values.pw.nothing }}\n", VALUES),
    "an error in YAML": (POD + "    tty: {{ .Values.pw }}: x\n", VALUES),
    "values that are no YAML": (POD, "pw: CANARY: x\n"),
    "tpl over a value": (SECRET + "stringData: {a: {{ tpl .Values.t . }}}\n", VALUES + "t: '{{ .Values.pw }}'\n"),
    "tpl that is broken": (POD + "    tty: {{ tpl .Values.t . }}\n", VALUES + "t: '{{ CANARY }}'\n"),
    "required": (POD + '    tty: {{ required .Values.pw .Values.no }}\n', VALUES),
}  # fmt: skip
KUSTOMIZATION = "resources: [pod.yaml]\n"
OVERLAYS = {
    "literals of a Secret": {
        "kustomization.yaml": KUSTOMIZATION + "secretGenerator: [{name: s, literals: [password=CANARY]}]\n",
    },
    "literals under a harmless name": {
        "kustomization.yaml": KUSTOMIZATION + "secretGenerator:\n- name: s\n  literals:\n  - hostname=CANARY\n"
    },
    "an env file of a Secret": {
        "kustomization.yaml": KUSTOMIZATION + "secretGenerator: [{name: s, envs: [a.env]}]\n",
        "a.env": "password=CANARY\n",
    },
    "a file of a Secret": {
        "kustomization.yaml": KUSTOMIZATION + "secretGenerator: [{name: s, files: [a.txt]}]\n", "a.txt": "CANARY\n"
    },
    "literals of a ConfigMap": {
        "kustomization.yaml": KUSTOMIZATION + "configMapGenerator: [{name: s, literals: [DB_PASSWORD=CANARY]}]\n"
    },
    "a JSON patch": {
        "kustomization.yaml": KUSTOMIZATION + "patches:\n- target: {kind: Pod}\n  patch: |-\n    - op: add\n"
        "      path: /spec/containers/0/env\n      value: [{name: DB_PASSWORD, value: CANARY}]\n"
    },
    "a strategic merge patch": {
        "kustomization.yaml": KUSTOMIZATION + "patches: [{path: patch.yaml}]\n",
        "patch.yaml": "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n  - name: c\n"
        "    env: [{name: DB_PASSWORD, value: CANARY}]\n",
    },
    "a Secret among the resources": {
        "kustomization.yaml": "resources: [pod.yaml, secret.yaml]\nnamePrefix: x-\n",
        "secret.yaml": SECRET + "stringData: {hostname: CANARY}\ndata: {password: ENCODED}\n",
    },
    "a patch that is broken": {
        "kustomization.yaml": KUSTOMIZATION + "patches: [{path: patch.yaml}]\n",
        "patch.yaml": "apiVersion: v1\nkind: Pod\nmetadata: {name: none}\nspec: {password: CANARY}\n",
    },
    "a kustomization that is broken": {
        "kustomization.yaml": KUSTOMIZATION + "password: CANARY\nsecretGenerator: CANARY\n",
    },
}  # fmt: skip


def put(folder: Path, number: int, files: dict[str, str]) -> None:
    secret = f"{CANARY}{number:02}"
    encoded = base64.b64encode(f"{LOGIN}{secret}".encode()).decode()
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace("CANARY", secret).replace("ENCODED", encoded), "utf-8", newline="\n")


def rendered(folder: Path) -> str:
    command = [sys.executable, "-m", "infracheck", "render", ".", "--helm-set", f"given.password={CANARY}"]
    run = subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=120)
    return (run.stdout + run.stderr).decode()


SECRETS = [
    CANARY,
    CANARY.lower(),
    *(base64.b64encode(f"{before}{CANARY}".encode()).decode()[:12] for before in ("", LOGIN)),
]


@pytest.fixture(scope="module")
def charts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What is printed of all charts, by format."""
    folder = tmp_path_factory.mktemp("charts")
    for number, (template, values) in enumerate(CHARTS.values()):
        files = {"Chart.yaml": CHART, "templates/a.yaml": template, "values.yaml": values}
        put(folder / f"chart{number}", number, files)
    return {**outputs_of(folder), "render": rendered(folder)}


@pytest.fixture(scope="module")
def overlays(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What is printed of all overlays, by format."""
    folder = tmp_path_factory.mktemp("overlays")
    for number, files in enumerate(OVERLAYS.values()):
        put(folder / f"overlay{number}", number, {"pod.yaml": POD, **files})
    return {**outputs_of(folder), "render": rendered(folder)}


@needs_helm
@pytest.mark.parametrize("secret", SECRETS)
def test_no_value_of_a_chart_is_printed(charts: dict[str, str], secret: str) -> None:
    assert leaks(charts, secret) == []


@needs_kustomize
@pytest.mark.parametrize("secret", SECRETS)
def test_no_value_of_an_overlay_is_printed(overlays: dict[str, str], secret: str) -> None:
    assert leaks(overlays, secret) == []


@needs_helm
def test_the_charts_are_rendered(charts: dict[str, str]) -> None:
    assert charts["render"].count("kind: Secret") >= 8
    assert charts["scan"].count("╰ rendered by Helm from chart") > 20


@needs_kustomize
def test_the_overlays_are_rendered(overlays: dict[str, str]) -> None:
    assert overlays["render"].count("kind: Secret") >= 5
    assert overlays["scan"].count("╰ rendered by Kustomize from overlay") > 8


def leaks(outputs: dict[str, str], secret: str) -> list[tuple[str, str]]:
    lines = ((form, line) for form, text in outputs.items() for line in text.split("\n"))
    return [(form, line[:300]) for form, line in lines if secret in line]
