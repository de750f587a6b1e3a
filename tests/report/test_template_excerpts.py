"""Lines of templates are shown as the YAML that they become is, and their actions without what may be a secret."""

from __future__ import annotations

from time import monotonic

import pytest

from infracheck.report.shown.excerpt import excerpt
from infracheck.report.shown.harmless_hash import harmless_hashes
from infracheck.report.shown.masked import MaskedSource
from infracheck.report.shown.reading import hidden_of
from infracheck.source.text.span import Span

HEAD = """\
{{- if .Values.enabled }}
apiVersion: v1
kind: Pod
metadata:
  name: {{ include "shop.fullname" . }}-x
spec:
  containers:
  - name: {{ .Chart.Name }}
    env:
    - name: DB_PASSWORD
"""


def shown(line: str, *, above: str = HEAD, secrets: frozenset[str] = frozenset()) -> str:
    source = MaskedSource("shop/templates/a.yaml", f"{above}{line}\n{{{{- end }}}}\n", None, (), secrets, True)
    number = above.count("\n") + 1
    found = excerpt(source, Span(source.path, number, 1, number, 2), 200)
    assert found is not None
    return found.text.strip()


@pytest.mark.parametrize(
    "line",
    [
        "  - name: {{ .Chart.Name }}",
        '    image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"',
        "    image: nginx:{{ .Values.tag }}",
        "    resources: {{- toYaml .Values.resources | nindent 6 }}",
        '    {{- include "shop.labels" . | nindent 4 }}',
        '    {{- if eq .Values.service.type "LoadBalancer" }}{{ end }}',
        "    securityContext: {privileged: {{ .Values.privileged }}}",
        "      value: {{ .Values.db.password | b64enc | quote }}",
        "    {{ .Values.key }}: true",
        "    runAsUser: 0",
        '    app.kubernetes.io/name: {{ include "k8s-event-logger.name" . }}',
        '    password: {{ include "shop.password" . }}',
        '    checksum/config: {{ include (print $.Template.BasePath "/secret.yaml") . | sha256sum }}',
        '    {{- define "shop.password" -}}{{- end }}',
        '    {{- printf "%s-%s" .Release.Name $name | trunc 63 | trimSuffix "-" -}}',
    ],
)
def test_template_text_is_shown(line: str) -> None:
    assert shown(line) == line.strip()


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ('      value: {{ .Values.pw | default "canary" }}', "value: {{ .Values.pw | default *** }}"),
        ("      value: {{ .Values.pw | default `canary` }}", "value: {{ .Values.pw | default *** }}"),
        ("      value: {{ default 48151623 .Values.pin }}", "value: {{ default *** .Values.pin }}"),
        ("      value: canary{{ .Values.pw }}", "value: ***{{ .Values.pw }}"),
        ('      value: "{{ .Values.pw }}canary"', 'value: "{{ .Values.pw }}***'),
        ("      value: canary", "value: ***"),
        ("    password: canary # canary", "password: *** #***"),
        ('    {{- $pw := "canary" }}', "{{- $pw := *** }}"),
        ("    {{- /* canary */ -}}", "{{- *** -}}"),
        ('    {{- if eq .Values.password "canary" }}{{ end }}', "{{- if eq .Values.password *** }}{{ end }}"),
        ('    url: "postgres://u:canary@{{ .Values.host }}/a"', "url: ***{{ .Values.host }}***"),
        ('    {{ printf "%s:canary" .Values.user }}', "{{ printf *** .Values.user }}"),
        ('    password: {{ printf "%s-%s" .Values.a "-" }}', "password: {{ printf *** .Values.a *** }}"),
        ('    a: {{ include "shop.env" (dict "pw" "canary") }}', 'a: {{ include "shop.env" (dict *** ***) }}'),
        ('    a: {{ include "shop.a" . | default "canary" }}', 'a: {{ include "shop.a" . | default *** }}'),
        ('    a: {{ include "sh0p-aK92xQ7bZ" . }}', "a: {{ include *** . }}"),
    ],
)
def test_what_may_be_a_secret_is_hidden(line: str, text: str) -> None:
    assert shown(line) == text


def test_what_a_secret_got_is_hidden_under_any_key() -> None:
    assert shown("  hostname: correcthorse", secrets=frozenset({"correcthorse"})) == "hostname: ***"


def test_of_a_template_that_is_no_yaml_keys_and_actions_are_shown() -> None:
    assert shown("    image: nginx:{{ .Values.tag }}", above="a: [\n") == "image: ***{{ .Values.tag }}"


@pytest.mark.parametrize("line", ["{{ " * 50_000, "{{ a }}" * 50_000, '{{ "' * 50_000, "{{ /* " * 50_000])
def test_hostile_templates_are_read_in_time(line: str) -> None:
    source = MaskedSource("shop/templates/a.yaml", line, None, (1,), frozenset(), True)

    started = monotonic()
    hidden_of(source)

    assert monotonic() - started < 10


def test_a_masked_line_of_a_template_has_no_hash() -> None:
    text = "a: b\n" + "  x: y\n" * 40 + '  value: {{ .Values.pw | default "canary" }}\n' + "  x: y\n" * 40
    source = MaskedSource("shop/templates/a.yaml", text, None, (), frozenset(), True)

    assert 42 not in harmless_hashes(source, [1, 42])
