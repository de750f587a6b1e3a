"""What is found in a chart stands at the line where one would mend it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.render.tools import DEPLOYMENT, chart, found, needs_helm, shown

import infracheck

pytestmark = needs_helm

PLANTED = Path(__file__).parent / "charts" / "planted"


@pytest.mark.parametrize("expected", ["expected.txt", "expected-production.txt"])
def test_planted_faults_are_found_where_they_are_planted(expected: str) -> None:
    lines = (PLANTED / expected).read_text(encoding="utf-8").splitlines()
    told = [each[2:].partition(": ") for each in lines if each.startswith("# ")]
    report = infracheck.scan(
        [PLANTED / "shop"],
        select=[name for key, _, value in told if key == "select" for name in value.split()],
        helm_values=[PLANTED / value for key, _, value in told if key == "values"],
        helm_sets=[value for key, _, value in told if key == "set"],
    )

    assert sorted(shown(each, PLANTED) for each in report.findings) == [each for each in lines if each[0] != "#"]
    assert all(each.origin is not None and each.origin.is_exact for each in report.findings)


def test_a_finding_stands_in_the_template(tmp_path: Path) -> None:
    folder = chart(tmp_path / "shop", {"web.yaml": DEPLOYMENT})
    report = infracheck.scan([folder], select=["privileged-container"])

    (only,) = report.findings
    assert (only.path, only.line) == (str(folder / "templates" / "web.yaml"), 14)
    assert only.resource == ("Deployment", None, "shop-web")


POD = "apiVersion: v1\nkind: Pod\nmetadata: {{name: pod}}\nspec:\n  containers:\n{}"


@pytest.mark.parametrize(
    ("body", "values", "expected"),
    [
        # the value stands in values.yaml
        ('    - {name: a, image: "{{ .Values.a.b }}"}\n', "a:\n  b: x:latest\n", "values.yaml:2"),
        ("    - name: a\n      image: {{ $.Values.a.b | quote }}\n", "a:\n  b: x:latest\n", "values.yaml:2"),
        ("    - name: a\n      image: {{ index .Values \"a-b\" }}\n", "a-b: x:latest\n", "values.yaml:1"),
        ("    {{- with .Values.a }}\n    - name: a\n      image: {{ .b }}\n    {{- end }}\n", "a:\n  b: x:latest\n",
         "values.yaml:2"),
        ("    {{- range $k, $v := .Values.a }}\n    - name: {{ $k }}\n      image: {{ $v }}\n    {{- end }}\n",
         "a:\n  b: y:1\n  c: x:latest\n", "values.yaml:3"),
        ("    {{- range .Values.a }}\n    - name: {{ .name }}\n      image: x:{{ .tag }}\n    {{- end }}\n",
         "a:\n- name: b\n  tag: 1.0\n- name: c\n  tag: latest\n", "values.yaml:5"),
        ("    {{- $i := .Values.a }}\n    - name: a\n      image: {{ printf \"%s:%s\" $i.name $i.tag }}\n",
         "a:\n  name: x\n  tag: latest\n", "values.yaml:3"),
        ("    {{- toYaml .Values.a | nindent 4 }}\n", "a:\n- name: b\n  image: y:1\n- name: c\n  image: x:latest\n",
         "values.yaml:5"),
        ("{{ toYaml .Values.a | indent 4 }}\n", "a:\n- image: x:latest\n  name: b\n", "values.yaml:2"),
        ("    {{- tpl (toYaml .Values.a) . | nindent 4 }}\n", "a:\n- name: c\n  image: x:latest\n", "values.yaml:3"),
        ("    {{- include \"list\" .Values.a | nindent 4 }}\n", "a:\n- name: c\n  image: x:latest\n", "values.yaml:3"),
        ("    - name: a\n      image: x:{{ default .Chart.AppVersion .Values.tag }}\n", "{}\n", "Chart.yaml:4"),
        ("    - name: a\n      image: {{ .Values.image | default \"y:1\" }}\n", "image: &x x:latest\nb: *x\n",
         "values.yaml:1"),
        # the template writes it
        ("    - name: a\n      image: {{ .Values.image | default \"x:latest\" }}\n", "{}\n", "templates/pod.yaml:7"),
        ("    - name: a\n      image: {{ .Values.name }}:latest\n", "name: x\n", "templates/pod.yaml:7"),
        ("    - {{ if .Values.a }}name: a{{ end }}\n      image: x:latest\n", "a: true\n", "templates/pod.yaml:7"),
        ("    - name: a\n      image: >-\n        x:latest\n", "{}\n", "templates/pod.yaml:7"),
        ("    - name: 'it''s'\n      image: 'x:latest'\n", "{}\n", "templates/pod.yaml:7"),
        ("    - name: a\n      {{- /* a comment\n      of two lines */}}\n      image: x:latest\n", "{}\n",
         "templates/pod.yaml:9"),
        ("    - name: a\n      image: {{ include \"image\" . }}\n", "{}\n", "templates/pod.yaml:7"),
        ("    {{- include \"container\" . | nindent 4 }}\n", "{}\n", "templates/_helpers.tpl:7"),
    ],
)  # fmt: skip
def test_where_an_image_is_written(tmp_path: Path, body: str, values: str, expected: str) -> None:
    helpers = (
        '{{ define "list" }}{{ toYaml . }}{{ end }}\n{{ define "image" }}x:latest{{ end }}\n\n\n'
        '{{ define "container" -}}\n- name: a\n  image: x:latest\n{{- end }}\n'
    )
    templates = {"pod.yaml": POD.format(body), "_helpers.tpl": helpers}
    folder = chart(tmp_path / "shop", templates, values, meta="appVersion: latest\n")

    assert found(folder, "latest-tag") == [f"latest-tag {expected}"]


@pytest.mark.parametrize("change", [lambda text: text.replace("\n", "\r\n"), lambda text: text.replace("a: ", "a:\t")])
def test_line_ends_and_tabs_move_nothing(tmp_path: Path, change: object) -> None:
    assert callable(change)
    text = change(DEPLOYMENT.replace("kind: Deployment", "kind: Deployment\n# a: comment"))
    folder = chart(tmp_path / "shop", {"web.yaml": text}, "image: x:latest\r\n")

    assert found(folder, "privileged-container", "latest-tag") == [
        "latest-tag values.yaml:1",
        "privileged-container templates/web.yaml:15",
    ]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ("resources: {}\n", "values.yaml:1"),
        ("resources:\n  limits: {}\n", "values.yaml:2"),
        ("resources:\n  requests:\n    cpu: 1\n", "values.yaml:2"),
        ("other: 1\n", "templates/pod.yaml:6"),
    ],
)
def test_what_is_missing_stands_where_one_would_add_it(tmp_path: Path, values: str, expected: str) -> None:
    body = (
        "    - name: a\n      image: x:1\n      {{- if hasKey .Values \"resources\" }}\n      resources:\n"
        "        {{- toYaml .Values.resources | nindent 8 }}\n      {{- end }}\n"
    )  # fmt: skip
    folder = chart(tmp_path / "shop", {"pod.yaml": POD.format(body)}, values)

    assert found(folder, "memory-limit") == [f"memory-limit {expected}"]


@pytest.mark.parametrize(
    ("handed_on", "values", "expected"),
    [
        ("toYaml .Values.context | nindent 8", "other: {}\ncontext: {}\n", "values.yaml:2"),
        ("toYaml .Values.a.context | nindent 8", "context: {}\na:\n  # who\n  context: {}\n", "values.yaml:4"),
        ("toYaml (default .Values.b .Values.a) | nindent 8", "a: {}\nb: {}\n", "values.yaml:2"),
        ("toYaml .Values.context | nindent 8", "context:\n", "values.yaml:1"),
        ("toYaml .Values.context | nindent 8", "context:\n  runAsUser: 7\n", "values.yaml:2"),
        ("toYaml (dict) | nindent 8", "context: {}\n", "templates/pod.yaml:8"),
    ],
)
def test_what_an_empty_context_lacks_stands_at_its_value(
    tmp_path: Path, handed_on: str, values: str, expected: str
) -> None:
    body = f"    - name: a\n      securityContext:\n        {{{{- {handed_on} }}}}\n      image: x:1\n"
    folder = chart(tmp_path / "shop", {"pod.yaml": POD.format(body)}, values)

    assert found(folder, "privilege-escalation") == [f"privilege-escalation {expected}"]


GUARDED = """\
    - name: a
      {{- with .Values.context }}
      securityContext:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      image: x:1
      {{- if .Values.pod.resources }}
      # what it takes
      resources: {{- toYaml .Values.pod.resources | nindent 8 }}
      {{- end }}
    - name: b
      image: x:1
      {{- with .Values.other }}
      resources: {{- toYaml . | nindent 8 }}
      {{- end }}
"""


@pytest.mark.parametrize(
    ("policy", "values", "expected"),
    [
        ("privilege-escalation", "context: {}\npod: {}\n", ["templates/pod.yaml:16", "values.yaml:1"]),
        ("privilege-escalation", "pod: {}\n# none\ncontext:\n", ["templates/pod.yaml:16", "values.yaml:3"]),
        ("memory-limit", "context: {}\npod:\n  resources: {}\nother: []\n", ["values.yaml:3", "values.yaml:4"]),
        ("memory-limit", "pod:\n  resources: ''\nother: {limits: {memory: 1Gi}}\n", ["values.yaml:2"]),
        # what the values do not hold at all, and what they hold, is as it was
        ("memory-limit", "pod: {}\n", ["templates/pod.yaml:16", "templates/pod.yaml:6"]),
        ("memory-limit", "pod:\n  resources:\n    requests: {}\nother: {limits: {memory: 1Gi}}\n", ["values.yaml:3"]),
        # a key that no block is about
        ("readiness-probe", "context: {}\npod: {resources: {}}\n", ["templates/pod.yaml:16", "templates/pod.yaml:6"]),
    ],
)  # fmt: skip
def test_what_a_template_leaves_out_stands_at_its_empty_value(
    tmp_path: Path, policy: str, values: str, expected: list[str]
) -> None:
    folder = chart(tmp_path / "shop", {"pod.yaml": POD.format(GUARDED)}, values)

    assert found(folder, policy) == [f"{policy} {each}" for each in expected]


@pytest.mark.parametrize(
    ("body", "values", "expected"),
    [
        ("data:\n  password: {{ .Values.a.pw | b64enc }}\n", "a:\n  pw: kX9-pQ2-mZ4\n", "values.yaml:2"),
        ("data:\n  {{ .Values.key }}: {{ .Values.pw | b64enc }}\n", "key: token\npw: kX9-pQ2-mZ4\n", "values.yaml:2"),
        ("stringData:\n  token: {{ tpl .Values.pw $ | quote }}\n", "x: kX9\npw: kX9-pQ2-mZ4\n", "values.yaml:2"),
        ("stringData:\n  {{- range $k, $v := .Values.all }}\n  {{ $k }}: {{ $v | quote }}\n  {{- end }}\n",
         "all:\n  token: kX9-pQ2-mZ4\n", "values.yaml:2"),
        ("data:\n  {{- range $k, $v := .Values.all }}\n  {{ $k }}: {{ $v | b64enc }}\n  {{- end }}\n",
         "all:\n  a: 'on'\n  token: kX9-pQ2-mZ4\n", "values.yaml:3"),
        ("stringData: {{- toYaml .Values.all | nindent 2 }}\n", "all:\n  token: kX9-pQ2-mZ4\n", "values.yaml:2"),
        ("data:\n  app.yaml: {{ toYaml .Values.app | b64enc }}\n", "app:\n  password: kX9-pQ2-mZ4\n", "values.yaml:1"),
        # what a template writes itself, and what is a part of a text
        ("stringData:\n  token: kX9-pQ2-mZ4\n", "pw: kX9-pQ2-mZ4\n", "templates/secret.yaml:7"),
        ("stringData:\n  token: kX9-{{ .Values.pw }}\n", "pw: pQ2-mZ4\n", "templates/secret.yaml:7"),
    ],
)  # fmt: skip
def test_what_a_secret_holds_stands_at_its_value(tmp_path: Path, body: str, values: str, expected: str) -> None:
    head = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\ntype: Opaque\n"
    folder = chart(tmp_path / "shop", {"secret.yaml": head + body}, values)

    assert found(folder, "secret-in-repository") == [f"secret-in-repository {expected}"]


def test_a_waiver_at_an_empty_value_holds(tmp_path: Path) -> None:
    values = "pod: {}\n# infracheck: ignore[privilege-escalation] -- a debugger\ncontext: {}\n"
    folder = chart(tmp_path / "shop", {"pod.yaml": POD.format(GUARDED)}, values)

    assert found(folder, "privilege-escalation") == ["privilege-escalation templates/pod.yaml:16"]


def test_what_a_library_leaves_out_stands_in_the_values_of_each_chart(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    text = '{{- define "lib.pod" -}}\n' + POD.format(GUARDED).replace("{name: pod}", "{name: {{ .Release.Name }}}")
    chart(tmp_path / "lib", {"_pod.tpl": text + "{{- end -}}\n"}, meta="type: library\n")
    meta = "dependencies:\n- {name: lib, version: 1.0.0, repository: 'file://../lib'}\n"
    for name in ("one", "two"):
        chart(tmp_path / name, {"pod.yaml": '{{ include "lib.pod" . }}\n'}, "pod: {}\ncontext: {}\n", meta)

    assert [each for each in found(tmp_path, "privilege-escalation") if "values" in each] == [
        "privilege-escalation one/values.yaml:2",
        "privilege-escalation two/values.yaml:2",
    ]


def test_random_values_change_no_finding(tmp_path: Path) -> None:
    text = POD.format("    - name: a-{{ randAlphaNum 8 | lower }}\n      image: x:latest\n").replace(
        "name: pod", "name: pod-{{ uuidv4 }}"
    )
    folder = chart(
        tmp_path / "shop", {"pod.yaml": text + '    - {name: b, image: "x:{{ .Values.tag }}"}\n'}, "tag: 1\n"
    )
    first, second = (infracheck.scan([folder], select=["latest-tag", "memory-limit"]).findings for _ in range(2))

    assert [(each.message, each.fingerprint, each.resource, each.line) for each in first] == [
        (each.message, each.fingerprint, each.resource, each.line) for each in second
    ]
    assert len(first) == 3


def test_a_packed_subchart_stands_where_the_chart_names_it(tmp_path: Path) -> None:
    import tarfile

    inner = chart(tmp_path / "inner", {"pod.yaml": POD.format("    - {name: a, image: x:latest}\n")})
    meta = (
        "dependencies:\n- name: other\n  version: 1.0.0\n  condition: other.enabled\n- name: inner\n  version: 1.0.0\n"
    )
    folder = chart(tmp_path / "shop", {}, "other: {enabled: false}\n", meta)
    (folder / "charts").mkdir()
    with tarfile.open(folder / "charts" / "inner-1.0.0.tgz", "w:gz") as archive:
        archive.add(inner, "inner")
    chart(folder / "charts" / "other", {"pod.yaml": "a: b\n"})
    report = infracheck.scan([folder], select=["latest-tag"])

    (only,) = report.findings
    assert shown(only, folder) == "latest-tag Chart.yaml:8"
    assert only.origin is not None
    assert not only.origin.is_exact
    assert "inner-1.0.0.tgz: charts/inner/templates/pod.yaml" in only.related[-1].message


def test_a_template_in_json_is_led_back_without_marks(tmp_path: Path) -> None:
    text = (
        '{\n  "apiVersion": "v1", "kind": "Pod", "metadata": {"name": "j"},\n  "spec": {\n    "hostPID": true,\n'
        '    "containers": [\n      {"name": "a",\n       "image": {{ .Values.image | quote }} }\n    ]\n  }\n}\n'
    )
    folder = chart(tmp_path / "shop", {"pod.json": text}, "other: 1\nimage: x:latest\n")

    assert found(folder, "latest-tag", "host-pid") == ["host-pid templates/pod.json:4", "latest-tag values.yaml:2"]


@pytest.mark.parametrize(
    ("body", "values"),
    [
        ("    - name: a\n      image: x:latest  # infracheck: ignore[latest-tag] known\n", "{}\n"),
        ("    - name: a\n      # infracheck: ignore[latest-tag] known\n      image: {{ .Values.image }}\n",
         "image: x:latest\n"),
        ("    - name: a\n      image: {{ .Values.image }}\n",
         "image: x:latest  # infracheck: ignore[latest-tag] known\n"),
        ("    {{- toYaml .Values.a | nindent 4 }}\n",
         "a:\n- name: b\n  # infracheck: ignore[latest-tag] known\n  image: x:latest\n"),
    ],
)  # fmt: skip
def test_waivers_hold_in_templates_and_in_values(tmp_path: Path, body: str, values: str) -> None:
    folder = chart(tmp_path / "shop", {"pod.yaml": POD.format(body)}, values)
    report = infracheck.scan([folder], select=["latest-tag"])

    assert report.findings == ()
    assert len(report.waived) == 1


def test_items_of_a_list_are_told_apart_by_their_names(tmp_path: Path) -> None:
    body = (
        "    {{- range .Values.first }}\n    - name: {{ .name }}\n      image: x:1\n    {{- end }}\n"
        "    {{- toYaml .Values.second | nindent 4 }}\n"
    )  # fmt: skip
    values = "first: [{name: a}, {name: b}]\nsecond:\n- {name: c, image: 'x:1'}\n- {name: d, image: 'x:1'}\n"
    folder = chart(tmp_path / "shop", {"pod.yaml": POD.format(body)}, values)

    assert found(folder, "memory-limit") == [
        "memory-limit templates/pod.yaml:7",
        "memory-limit templates/pod.yaml:7",
        "memory-limit values.yaml:3",
        "memory-limit values.yaml:4",
    ]
