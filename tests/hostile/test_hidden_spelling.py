"""An object is judged in whatever spelling the readers of Kubernetes decode it."""

from __future__ import annotations

import base64
import codecs
import json
from pathlib import Path

import pytest

import infracheck

CONTAINER = "containers: [{name: c, image: nginx, securityContext: {privileged: true}}]"
REST = f"metadata: {{name: evil}}\nspec: {{hostPID: true, {CONTAINER}}}\n"
POD = f"apiVersion: v1\nkind: Pod\n{REST}"
AS_JSON = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "evil"},
    "spec": {"containers": [{"name": "c", "image": "nginx", "securityContext": {"privileged": True}}]},
}


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def found(text: str | bytes, name: str = "pod.yaml") -> set[str]:
    Path(name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return {each.policy_id for each in infracheck.scan(["."]).findings}


def binary(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


X, LONG = r"\x{:02x}", r"\U{:08x}"


def spelt(text: str, form: str) -> str:
    return "".join(form.format(ord(letter)) for letter in text)


API, KIND = binary("apiVersion"), binary("kind")
SPELT = POD.replace("apiVersion", "API").replace("kind", "KIND")
FLOW = f"{{API: v1, KIND: Pod, metadata: {{name: evil}}, spec: {{{CONTAINER}}}}}\n"


@pytest.mark.parametrize(
    ("text", "api", "kind"),
    [
        (SPELT, r'"\u0061piVersion"', r'"k\x69nd"'),
        (SPELT, f'"{spelt("apiVersion", X)}"', f'"{spelt("kind", X)}"'),
        (SPELT, f'"{spelt("apiVersion", LONG)}"', "kind"),
        (SPELT, '? "\\u0061piVersion"\n', "? kind\n"),
        (SPELT, '? "api\\\n  Version"\n', "kind"),
        (SPELT, '? "api\\\r\n\t Ver\\\n sion"\n', '? "kin\\\nd"\n'),
        (FLOW, '? "\\x61pi\\\n\\x56ersion"\n', '"kind"'),
        (SPELT, f"!!binary {API}", f"!!binary {KIND}"),
        (SPELT, f"!<tag:yaml.org,2002:binary> {API}", "kind"),
        (SPELT, f"!!%62inary {API}", "kind"),
        (f"%TAG !b! tag:yaml.org,2002:bin\n---\n{SPELT}", f"!b!ary {API}", "kind"),
        (FLOW, f'? !!binary "{API[:4]}\\\n  {API[4:]}"\n', "kind"),
        (SPELT.replace("v1", f"!!binary {binary('v1')}"), "apiVersion", "kind"),
        (SPELT.replace(": Pod", f": !!binary {binary('Pod')}"), "apiVersion", "kind"),
        (f"note: &pod !!binary {binary('Pod')}\n{SPELT.replace(': Pod', ': *pod')}", "apiVersion", "kind"),
        (f"note: &key !!binary {API}\n{SPELT}", "*key ", "kind"),
        (SPELT, "!!str apiVersion", "!!str kind"),
        ('note: &base {"\\u0061piVersion": v1}\n' + SPELT.replace("API: v1", "<<: *base"), "", "kind"),
    ],
)
def test_yaml_is_judged_as_it_decodes(text: str, api: str, kind: str) -> None:
    assert "privileged-container" in found(text.replace("API:", f"{api}:").replace("KIND:", f"{kind}:"))


@pytest.mark.parametrize("name", ["pod.yaml", "pod.json"])
@pytest.mark.parametrize("form", ["\\u{:04x}", "\\u{:04X}"])
def test_json_is_judged_as_it_decodes(form: str, name: str) -> None:
    text = json.dumps(AS_JSON).replace("apiVersion", spelt("apiVersion", form)).replace("kind", spelt("kind", form))

    assert "privileged-container" in found(text, name)


@pytest.mark.parametrize("text", [POD, json.dumps(AS_JSON)])
@pytest.mark.parametrize("name", ["pod.json", "pod.yaml"])
@pytest.mark.parametrize(("mark", "encoding"), [(codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")])
def test_utf_16_with_its_mark_is_judged(mark: bytes, encoding: str, name: str, text: str) -> None:
    assert "privileged-container" in found(mark + text.encode(encoding), name)


@pytest.mark.parametrize("name", ["pod.json", "pod.yaml"])
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"])
def test_other_encodings_are_told(encoding: str, name: str) -> None:
    assert found(json.dumps(AS_JSON).encode(encoding), name) == {"input-encoding"}


def test_json_with_bytes_that_go_replaces_is_told_whatever_its_spelling() -> None:
    text = json.dumps(AS_JSON).replace("apiVersion", "\\u0061piVersion").replace("evil", "\xff").encode("latin-1")

    assert found(text, "pod.json") == {"input-encoding"}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("on: push\njobs: {a: {run: 'a \\\n  b'}}\n", "ci.yaml"),
        ("Outputs: {A: !Ref B}\nkey: !!binary aGVsbG8=\n", "stack.yaml"),
        ('{"name": "caf\\u00e9", "kind": "library"}', "package.json"),
        ('text: "\\u0061pi\\x20Version"\n', "words.yaml"),
    ],
)
def test_what_spells_no_object_is_left_out(text: str, name: str) -> None:
    Path(name).write_text(text)

    report = infracheck.scan(["."])

    assert report.findings == ()
    assert report.inputs.skipped == ((name, "no Kubernetes objects"),)


def test_binary_that_is_no_base64_is_told() -> None:
    assert "input-syntax" in found(f"apiVersion: v1\nkind: Pod\nx: !!binary '?'\n{REST}")
