"""Overlays are built by Kustomize, and what is found stands where it was written."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.render.tools import needs_kustomize, written

import infracheck
from infracheck.engine.finding import Finding

pytestmark = needs_kustomize

OVERLAYS = Path(__file__).parent / "overlays"
_EXPECTED = re.compile(r"# expect(?P<above> above)?: (?P<ids>[a-z, -]+)")


Place = tuple[str, str, int]


def expected(folder: Path) -> Iterator[Place]:
    """The faults planted in a folder: policy, file and line."""
    for path in (each for each in folder.rglob("*") if each.is_file()):
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
            match = _EXPECTED.search(line)
            if match is not None:
                for each in match["ids"].split(","):
                    yield each.strip(), path.relative_to(folder).as_posix(), number - bool(match["above"])


def places(findings: tuple[Finding, ...], folder: Path) -> set[Place]:
    """The same of what was found."""
    return {(each.policy_id, Path(each.path).relative_to(folder).as_posix(), each.line) for each in findings}


@pytest.mark.parametrize("folder", sorted(OVERLAYS.iterdir()), ids=lambda path: path.name)
def test_planted_faults_stand_where_they_were_written(folder: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(folder, tmp_path / folder.name)
    planted = set(expected(copy))
    report = infracheck.scan([copy], select=sorted({policy for policy, _, _ in planted}))

    assert places(report.findings, copy) == planted
    assert report.faults == ()
    assert all(each.origin is not None and each.origin.is_exact for each in report.findings)


POD = """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - image: registry.example.com/web:1.0.0
      securityContext: {privileged: true}
      name: web
      args: [serve]
      resources:
        limits: {cpu: 100m, memory: 64Mi}
"""


def way(finding: Finding, folder: Path) -> list[tuple[str, str, int]]:
    """The places on the way to a finding's own."""
    return [
        (each.message, Path(each.span.path).relative_to(folder).as_posix(), each.span.line) for each in finding.related
    ]


def test_a_value_of_a_base_tells_which_overlays_brought_it(tmp_path: Path) -> None:
    files = {
        "base/kustomization.yaml": "resources: [pod.yaml]\n",
        "base/pod.yaml": POD,
        "over/kustomization.yaml": "namePrefix: x-\nresources:\n- ../base\n",
    }
    (found,) = infracheck.scan([written(tmp_path, files)], select=["privileged-container"]).findings

    assert found.resource == ("Pod", None, "x-web")
    assert way(found, tmp_path) == [
        ("this overlay brings it in", "over/kustomization.yaml", 3),
        ("it is listed here", "base/kustomization.yaml", 1),
    ]


def test_a_value_of_a_patch_tells_what_it_takes_the_place_of(tmp_path: Path) -> None:
    files = {
        "kustomization.yaml": "resources: [pod.yaml]\npatches:\n- path: patch.yaml\n  target: {kind: Pod}\n",
        "pod.yaml": POD.replace("privileged: true", "privileged: false"),
        "patch.yaml": (
            "- op: replace\n  path: /spec/containers/0/securityContext/privileged\n  value: true\n"
            "- op: add\n  path: /metadata/labels\n  value: {a: b}\n"
        ),
    }
    (found,) = infracheck.scan([written(tmp_path, files)], select=["privileged-container"]).findings

    assert places((found,), tmp_path) == {("privileged-container", "patch.yaml", 3)}
    assert way(found, tmp_path) == [
        ("the patch is listed here", "kustomization.yaml", 3),
        ("the base has it here", "pod.yaml", 7),
    ]


TAKEN_OUT = {
    "by an operation": "- op: remove\n  path: /spec/containers/0/resources/limits/memory\n",
    "by null": (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n"
        "  - name: web\n    resources: {limits: {memory: null}}\n"
    ),
    "as a whole": "- op: remove\n  path: /spec/containers/0/resources\n",
}


@pytest.mark.parametrize("how", TAKEN_OUT)
def test_what_a_patch_takes_out_is_told_with_what_is_missing(how: str, tmp_path: Path) -> None:
    files = {
        "kustomization.yaml": "resources: [pod.yaml]\npatches:\n- path: patch.yaml\n  target: {kind: Pod}\n",
        "pod.yaml": POD,
        "patch.yaml": TAKEN_OUT[how],
    }
    (found,) = infracheck.scan([written(tmp_path, files)], select=["memory-limit"]).findings

    line = TAKEN_OUT[how].split("\n").index(next(each for each in TAKEN_OUT[how].split("\n") if "resources" in each))
    assert places((found,), tmp_path) == {("memory-limit", "pod.yaml", 6 if how == "as a whole" else 11)}
    assert ("this patch takes it out", "patch.yaml", line + 1) in way(found, tmp_path)


def test_a_patch_of_another_object_is_not_blamed(tmp_path: Path) -> None:
    host = "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\nspec: {{hostNetwork: true}}\n"
    files = {
        "kustomization.yaml": "resources: [web.yaml, tool.yaml]\npatches: [{path: a.yaml}, {path: b.yaml}]\n",
        "web.yaml": POD,
        "tool.yaml": POD.replace("name: web}", "name: tool}"),
        "a.yaml": host.format(name="web"),
        "b.yaml": host.format(name="tool"),
    }
    report = infracheck.scan([written(tmp_path, files)], select=["host-network"])

    told = {(each.resource.name if each.resource else "", Path(each.path).name) for each in report.findings}
    assert told == {("web", "a.yaml"), ("tool", "b.yaml")}


def test_a_base_is_judged_as_it_is_built_and_once(tmp_path: Path) -> None:
    mended = "- op: replace\n  path: /spec/containers/0/securityContext/privileged\n  value: false\n"
    files = {
        "base/kustomization.yaml": "resources: [pod.yaml]\n",
        "base/pod.yaml": POD,
        "one/kustomization.yaml": "resources: [../base]\npatches: [{path: mend.yaml, target: {kind: Pod}}]\n",
        "one/mend.yaml": mended,
    }
    folder = written(tmp_path, files)
    assert infracheck.scan([folder], select=["privileged-container"]).findings == ()

    written(
        folder,
        {"two/kustomization.yaml": "resources: [../base]\n", "three/kustomization.yaml": "resources: [../base]\n"},
    )
    report = infracheck.scan([folder], select=["privileged-container"])
    assert places(report.findings, tmp_path) == {("privileged-container", "base/pod.yaml", 7)}
    assert len(report.findings) == 1


def test_generated_objects_bear_the_names_that_are_written(tmp_path: Path) -> None:
    files = {
        "kustomization.yaml": (
            "namePrefix: x-\nresources: [pod.yaml]\n"
            "secretGenerator:\n- name: login\n  literals: [password=correct-horse]\n"
        ),
        "pod.yaml": POD + "      envFrom: [{secretRef: {name: login}}]\n",
    }
    report = infracheck.scan([written(tmp_path, files)], select=["secret-in-repository", "secret-env-from"])

    assert {each.message for each in report.findings} == {
        "Secret x-login holds password in plaintext",
        "container web imports all keys of Secret x-login as variables",
    }
    assert infracheck.scan([tmp_path], select=["secret-reference", "unused-secret"]).findings == ()


def test_without_kustomize_files_are_judged_as_they_stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {"kustomization.yaml": "resources: [pod.yaml]\nnamePrefix: x-\n", "pod.yaml": POD}
    folder = written(tmp_path / "app", files)
    monkeypatch.setenv("PATH", str(tmp_path))
    (found,) = infracheck.scan([folder], select=["privileged-container"]).findings

    assert found.resource == ("Pod", None, "web")
    assert found.origin is None


def test_a_dockerfile_in_a_config_map_is_judged_all_the_same(tmp_path: Path) -> None:
    files = {
        "kustomization.yaml": "configMapGenerator:\n- {name: c, files: [Dockerfile, pod.yaml]}\n",
        "Dockerfile": "FROM registry.example.com/base:1.0.0\nRUN sudo make\n",
        "pod.yaml": POD,
    }
    report = infracheck.scan([written(tmp_path, files)], select=["sudo-command", "privileged-container"])

    assert places(report.findings, tmp_path) == {("sudo-command", "Dockerfile", 2)}


def test_of_a_base_that_is_left_out_nothing_is_said(tmp_path: Path) -> None:
    files = {
        ".infracheckignore": "vendor/\n",
        "vendor/kustomization.yaml": "resources: [pod.yaml]\n",
        "vendor/pod.yaml": POD,
        "over/kustomization.yaml": "resources: [../vendor]\npatches: [{path: host.yaml}]\n",
        "over/host.yaml": "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {hostPID: true}\n",
    }
    report = infracheck.scan([written(tmp_path, files)], select=["privileged-container", "host-pid"])

    assert places(report.findings, tmp_path) == {("host-pid", "over/host.yaml", 4)}


_ENC = "ENC[AES256_GCM,data:8nXzQ2k=,iv:x1Y2z3==,tag:aa==,type:str]"
ENCRYPTED = {
    "files: [values.yaml]": {"values.yaml": f"password: {_ENC}\nsops:\n    mac: {_ENC}\n    version: 3.8.1\n"},
    "files: [.dockerconfigjson=pull.json]": {"pull.json": f'{{"data": "{_ENC}", "sops": {{"mac": "{_ENC}"}}}}\n'},
    "files: [app.ini]": {"app.ini": f"[db]\npassword = {_ENC}\n\n[sops]\nmac = {_ENC}\n"},
    "envs: [app.env]": {
        "app.env": f"PASSWORD={_ENC}\nsops_lastmodified=2024-01-01T00:00:00Z\nsops_mac={_ENC}\nsops_version=3.8.1\n"
    },
}


@pytest.mark.parametrize("generator", ENCRYPTED)
def test_what_sops_encrypted_is_not_held_in_plaintext(generator: str, tmp_path: Path) -> None:
    files = {"kustomization.yaml": f"secretGenerator:\n- {{name: s, {generator}}}\n", **ENCRYPTED[generator]}

    assert infracheck.scan([written(tmp_path, files)], select=["secret-in-repository"]).findings == ()


PLAIN = {
    "files: [values.yaml]": {"values.yaml": "password: correct-horse\n# sops\n"},
    "files: [.dockerconfigjson=pull.json]": {
        "pull.json": '{"auths": {"a.example.com": {"auth": "dTpjb3JyZWN0LWhvcnNl"}}}\n'
    },
    "envs: [app.env]": {"app.env": "PASSWORD=correct-horse\nsops_version=3.8.1\n"},
}


@pytest.mark.parametrize("generator", PLAIN)
def test_what_nobody_encrypted_is(generator: str, tmp_path: Path) -> None:
    files = {"kustomization.yaml": f"secretGenerator:\n- {{name: s, {generator}}}\n", **PLAIN[generator]}
    (found,) = infracheck.scan([written(tmp_path, files)], select=["secret-in-repository"]).findings

    assert Path(found.path).name in PLAIN[generator]


_KUBECTL = 'E1130 08:18:12.9 1 run.go:72] "command failed" err='
COMPLAINTS = {
    "Error: no such thing\n": "no such thing",
    "# Warning: old\nError: accumulating: recursed accumulation of path '/x/tree/app': bad\n": "bad",
    f'{_KUBECTL}"json: unknown field \\"foo\\""\n': 'json: unknown field "foo"',
    f"{_KUBECTL}<\n\ttrouble with config: `\n\tpassword: x\n\t`: unable to parse SM or JSON patch\n >\n": (
        "trouble: unable to parse SM or JSON patch"
    ),
}


@pytest.mark.parametrize("complaint", COMPLAINTS)
def test_a_failure_is_told_in_the_words_of_kustomize(
    complaint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs = written(
        tmp_path / "programs", {"said": complaint, "kustomize": '#!/bin/sh\n/bin/cat "$0.said" >&2\nexit 1\n'}
    )
    (programs / "said").rename(programs / "kustomize.said")
    (programs / "kustomize").chmod(0o755)
    monkeypatch.setenv("PATH", str(programs))
    folder = written(tmp_path / "app", {"kustomization.yaml": "resources: [pod.yaml]\n", "pod.yaml": POD})
    found = infracheck.scan([folder], select=["privileged-container"]).findings

    assert [each.policy_id for each in found] == ["input-not-rendered", "privileged-container"]
    assert found[0].message == f"Kustomize does not build this overlay: {COMPLAINTS[complaint]}"
