"""A change may bring overlays: nothing of them runs, nothing is fetched, and nothing outside the tree is read."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.render.tools import needs_kustomize

import infracheck
from infracheck.report.report import Report
from infracheck.source.files.file_tree import DISK
from infracheck.source.render.child import Bounds
from infracheck.source.render.kustomize.build import Kustomize, build
from infracheck.source.render.kustomize.closure import closure_of
from infracheck.source.render.kustomize.contents import Contents

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="programs and links are others there"),
    needs_kustomize,
]

POD = """\
apiVersion: v1
kind: Pod
metadata: {{name: {name}}}
spec:
  containers:
    - {{name: c, image: "nginx:1.27.3", securityContext: {{privileged: true}}}}
"""
SELECT = ("privileged-container",)


@pytest.fixture(autouse=True)
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, a repository; beside it stands what must not be read."""
    folder = tmp_path / "checkout"
    (folder / ".git").mkdir(parents=True)
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "pod.yaml").write_text(POD.format(name="outside"), encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def spy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program that notes that it was started, first on the PATH under the name of each that could be."""
    told = tmp_path / "told"
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in ("kustomize", "kubectl", "helm"):
        (programs / name).write_text(f"#!/bin/sh\necho {name} >> '{told}'\nexit 1\n", encoding="utf-8")
        (programs / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(programs))
    return told


def write(path: str, text: str) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, encoding="utf-8", newline="")


def scan(*paths: str) -> Report:
    report = infracheck.scan(paths or (".",), select=SELECT)
    assert report.faults == ()
    return report


def told(report: Report) -> list[tuple[str, str, int]]:
    return [(each.policy_id, each.path, each.line) for each in report.findings]


def messages(report: Report) -> list[str]:
    return [each.message for each in report.findings if each.is_input]


REFUSED = [
    "resources: [https://example.com/pod.yaml]",
    "RESOURCES: [https://example.com/pod.yaml]",
    "reſources: ['https://example.com/pod.yaml']",
    "bases: ['github.com/example/repository//deploy?ref=v1']",
    "bases: ['GitHub.com:example/repository']",
    "components: ['git::ssh://git@example.com/repository']",
    "resources: ['git@example.com:group/repository.git']",
    "resources: ['file:///etc']",
    "resources: ['ssh://example.com/x']",
    "resources: ['example.com/group/repository?ref=main']",
    "crds: [http://example.com/crd.json]",
    "openapi: {path: https://example.com/openapi.json}",
    "configurations: [https://example.com/names.yaml]",
    "patches: [{path: https://example.com/patch.yaml}]",
    "patches: [{Path: https://example.com/patch.yaml, target: {kind: Pod}}]",
    "patchesStrategicMerge: [https://example.com/patch.yaml]",
    "patchesJson6902: [{path: https://example.com/patch.yaml, target: {kind: Pod}}]",
    "replacements: [{path: https://example.com/replacement.yaml}]",
    "configMapGenerator: [{name: c, files: [https://example.com/file]}]",
    "configMapGenerator: [{name: c, files: [key=https://example.com/file]}]",
    "secretGenerator: [{name: c, envs: [https://example.com/file.env]}]",
    "secretGenerator: [{name: c, env: https://example.com/file.env}]",
    "generators: [https://example.com/generator.yaml]",
    "transformers: [plugin.yaml]",
    "validators: [function.yaml]",
    "generators: [chart.yaml]",
    "transformers: [fetching.yaml]",
    "transformers: [plugins]",
    "generators: ['{apiVersion: someteam.example.com/v1, kind: Exec, metadata: {name: x}}']",
    "helmCharts: [{name: redis, repo: 'https://charts.example.com', version: 1.0.0}]",
    "helmChartInflationGenerator: [{chartName: redis}]",
    "resources: [/etc/hostname]",
    "resources: [../../outside/pod.yaml]",
    "resources: [../../outside]",
    "configMapGenerator: [{name: c, files: [../../../../../../../../../etc/hostname]}]",
    "patches: [{path: ../../outside/pod.yaml}]",
    "resources: [link.yaml]",
    "resources: [folder]",
    "configMapGenerator: [{name: c, files: [.git/config]}]",
]


@pytest.mark.parametrize("more", REFUSED)
def test_what_leads_elsewhere_is_refused_before_anything_runs(more: str, checkout: Path, spy: Path) -> None:
    write("app/kustomization.yaml", more if "resources" in more.casefold() else f"resources: [pod.yaml]\n{more}\n")
    write("app/pod.yaml", POD.format(name="inside"))
    write("app/plugin.yaml", "apiVersion: someteam.example.com/v1\nkind: SedTransformer\nmetadata: {name: x}\n")
    write(
        "app/function.yaml",
        "apiVersion: builtin\nkind: LabelTransformer\n"
        "metadata: {name: x, annotations: {config.kubernetes.io/function: '{exec: {path: ./run.sh}}'}}\n",
    )
    write("app/chart.yaml", "apiVersion: builtin\nkind: HelmChartInflationGenerator\nmetadata: {name: x}\n")
    fetching = "apiVersion: builtin\nkind: PatchTransformer\nmetadata: {name: x}\npath: https://example.com/p.yaml\n"
    write("app/fetching.yaml", fetching)
    if "[plugins]" in more:
        # by itself it would be an overlay of its own
        write("app/plugins/kustomization.yaml", "resources: [exec.yaml]\n")
    write("app/plugins/exec.yaml", "apiVersion: someteam.example.com/v1\nkind: Exec\nmetadata: {name: x}\n")
    write("app/.git/config", "[core]\n")
    Path("app/link.yaml").symlink_to("../../outside/pod.yaml")
    Path("app/folder").symlink_to("../../outside")
    report = scan("app")

    assert ("privileged-container", "app/pod.yaml", 6) in told(report)
    refused = [each for each in report.findings if each.policy_id == "input-not-rendered"]
    assert [each.message.partition(":")[0] for each in refused] == ["this overlay is not built"]
    assert not any("outside" in each.path for each in report.findings)
    assert not spy.exists()


def test_a_refusal_stands_at_the_entry_and_quotes_no_address(checkout: Path) -> None:
    write("app/kustomization.yaml", "resources:\n  - pod.yaml\n  - https://user:hunter2@example.com/base\n")
    write("app/pod.yaml", POD.format(name="inside"))
    report = scan()

    assert told(report) == [
        ("input-not-rendered", "app/kustomization.yaml", 3),
        ("privileged-container", "app/pod.yaml", 6),
    ]
    assert "hunter2" not in repr(messages(report))


def test_a_base_that_is_refused_refuses_its_overlay(checkout: Path, spy: Path) -> None:
    write("base/kustomization.yaml", "resources: [pod.yaml, 'https://example.com/x.yaml']\n")
    write("base/pod.yaml", POD.format(name="inside"))
    write("over/kustomization.yaml", "resources: [../base]\n")

    assert told(scan()) == [
        ("input-not-rendered", "base/kustomization.yaml", 1),
        ("privileged-container", "base/pod.yaml", 6),
    ]
    assert not spy.exists()


def test_links_that_stay_in_the_tree_are_followed(checkout: Path) -> None:
    write("base/kustomization.yaml", "resources: [pod.yaml]\n")
    write("base/pod.yaml", POD.format(name="inside"))
    write("app/kustomization.yaml", "resources: [linked]\nnamePrefix: a-\n")
    Path("app/linked").symlink_to("../base")
    report = scan()

    assert told(report) == [("privileged-container", "base/pod.yaml", 6)]
    assert [[made.root for made in each.renderings] for each in report.findings] == [["app/kustomization.yaml"]]


def test_a_kustomization_that_is_a_link_out_is_refused(checkout: Path, tmp_path: Path, spy: Path) -> None:
    (tmp_path / "outside" / "kustomization.yaml").write_text("resources: [pod.yaml]\n", encoding="utf-8")
    write("over/kustomization.yaml", "resources: [../app]\n")
    Path("app").mkdir()
    Path("app/kustomization.yaml").symlink_to("../../outside/kustomization.yaml")

    assert ("input-not-rendered", "app/kustomization.yaml", 1) in told(scan())
    assert not spy.exists()


def test_kustomizations_that_name_each_other_are_told_of_once(checkout: Path) -> None:
    write("a/kustomization.yaml", "resources: [../b, pod.yaml]\n")
    write("b/kustomization.yaml", "resources: [../c]\n")
    write("c/kustomization.yaml", "resources: [../a]\n")
    write("a/pod.yaml", POD.format(name="inside"))
    report = scan()

    assert told(report) == [
        ("input-not-rendered", "a/kustomization.yaml", 1),
        ("privileged-container", "a/pod.yaml", 6),
    ]
    assert "cycle detected" in messages(report)[0]


def test_a_kustomization_that_names_itself(checkout: Path) -> None:
    write("a/kustomization.yaml", "resources: [., pod.yaml]\n")
    write("a/pod.yaml", POD.format(name="inside"))

    assert told(scan()) == [
        ("input-not-rendered", "a/kustomization.yaml", 1),
        ("privileged-container", "a/pod.yaml", 6),
    ]


def test_a_thousand_kustomizations_in_a_chain(checkout: Path) -> None:
    for number in range(1_000):
        below = f"../k{number + 1}" if number < 999 else "pod.yaml"
        write(f"k{number}/kustomization.yaml", f"resources: [{below}]\n")
    write("k999/pod.yaml", POD.format(name="inside"))
    report = scan()

    assert told(report) == [("privileged-container", "k999/pod.yaml", 6)]
    assert [each.span.path for each in report.findings[0].related] == [
        "k0/kustomization.yaml", "k997/kustomization.yaml", "k998/kustomization.yaml", "k999/kustomization.yaml",
    ]  # fmt: skip


def test_output_past_the_bound_is_refused(checkout: Path) -> None:
    write("app/kustomization.yaml", "configMapGenerator: [{name: c, files: [big.txt]}]\n")
    write("app/big.txt", "x" * 1_500_000)
    closure = closure_of("app", str(checkout.resolve()), Contents(DISK, str))
    kustomize, kubectl = shutil.which("kustomize"), shutil.which("kubectl")
    asked = Kustomize(kustomize or kubectl or "", "build" if kustomize else "kustomize", Bounds(output=1_000_000))

    assert build(closure, asked).failure == "printed more than 1 MB"


def test_too_many_bytes_are_refused_before_anything_runs(checkout: Path, spy: Path) -> None:
    write("app/kustomization.yaml", "resources: [pod.yaml]\nconfigMapGenerator: [{name: c, files: [big.txt]}]\n")
    write("app/big.txt", "x" * 10_000_001)
    write("app/pod.yaml", POD.format(name="inside"))

    assert messages(scan()) == ["this overlay is not built: it reads too much to be built"]
    assert not spy.exists()


NAMES = [
    "with space", "qu'ote", 'dou"ble', "new\nline", "\u00fcn\u00ef", "-dash", "a=b", "$(HOME)", "{brace}", "#hash", "*",
    "v?ref=1", "me@host",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_names_of_any_kind(name: str, checkout: Path) -> None:
    write(f"{name}/base/kustomization.yaml", f"resources: [{json.dumps(f'p{name}.yaml')}]\n")
    write(f"{name}/base/p{name}.yaml", POD.format(name="inside"))
    write(f"{name}/over/kustomization.yaml", "resources: [../base]\nnamePrefix: x-\n")

    assert told(scan()) == [("privileged-container", f"{name}/base/p{name}.yaml", 6)]


def test_lines_that_end_in_two_characters(checkout: Path) -> None:
    write("app/kustomization.yaml", "resources:\r\n- pod.yaml\r\npatches:\r\n- patch: |-\r\n" + "".join(
        f"    {line}\r\n" for line in (
            "apiVersion: v1", "kind: Pod", "metadata: {name: inside}", "spec:", "  containers:", "  - name: second",
            "    image: x", "    securityContext:", "      privileged: true",
        )
    ))  # fmt: skip
    write("app/pod.yaml", POD.format(name="inside").replace("\n", "\r\n"))

    assert told(scan()) == [
        ("privileged-container", "app/kustomization.yaml", 13),
        ("privileged-container", "app/pod.yaml", 6),
    ]


BROKEN = [
    "resources: [pod.yaml\n",
    "resources: [pod.yaml]\n---\nresources: [\n",
    "resources: [pod.yaml]\nnonsense: true\n",
    "- resources: [pod.yaml]\n",
    "apiVersion: v1\nkind: List\nitems: [{resources: [pod.yaml]}]\n",
    "resources: pod.yaml\n",
    "resources: [pod.yaml, missing.yaml]\n",
    "resources: [pod.yaml, nothing/]\n",
    "resources: [pod.yaml]\npatches: [{patch: 'hunter2 is no patch'}]\n",
    "resources: [pod.yaml]\nsecretGenerator: [{name: s, literals: [hunter2]}]\n",
    "resources: [pod.yaml]\nsecretGenerator: [{name: s, type: x, envs: [s.env]}]\n",
    "resources: [pod.yaml]\npatches: [{target: {kind: (a+)+$}, patch: nonsense}]\n",
    "resources: [pod.yaml]\npatchesJson6902: [{target: {kind: Pod, name: x}, patch: hunter2}]\n",
    "resources: [pod.yaml, pod.yaml]\n",
    "resources: [{path: pod.yaml}]\n",
    "resources: [pod.yaml, null, 7, [x]]\n",
    "",
    "{}\n",
    "null\n",
]


@pytest.mark.parametrize("text", BROKEN)
def test_what_cannot_be_built_is_judged_as_it_stands(text: str, checkout: Path) -> None:
    write("app/kustomization.yaml", text)
    write("app/pod.yaml", POD.format(name="inside"))
    write("app/s.env", "no-key hunter2\n=hunter2\n")
    report = scan()

    assert ("privileged-container", "app/pod.yaml", 6) in told(report)
    assert "hunter2" not in repr(messages(report))
    assert not any("infracheck-" in each or "/tmp" in each or "tree/" in each for each in messages(report))


def test_a_base_beside_the_scanned_folder_is_read(checkout: Path) -> None:
    write("base/kustomization.yaml", "resources: [pod.yaml]\n")
    write("base/pod.yaml", POD.format(name="inside"))
    write("over/kustomization.yaml", "resources: [../base]\n")

    assert told(scan("over")) == [("privileged-container", "base/pod.yaml", 6)]


def test_outside_of_repositories_what_is_scanned_is_the_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "loose"
    write(str(folder / "over" / "kustomization.yaml"), "resources: [../base, ../../outside/pod.yaml]\n")
    write(str(folder / "base" / "kustomization.yaml"), "resources: [pod.yaml]\n")
    write(str(folder / "base" / "pod.yaml"), POD.format(name="inside"))
    report = scan(str(folder))

    assert [each[0] for each in told(report)] == ["privileged-container", "input-not-rendered"]
    assert "`resources` leads out of the tree" in messages(report)[0]


def test_a_base_revision_is_built_from_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "repository"
    folder.mkdir()
    monkeypatch.chdir(folder)
    write("base/kustomization.yaml", "resources: [pod.yaml]\n")
    write("base/pod.yaml", POD.format(name="inside"))
    write("over/kustomization.yaml", "resources: [../base]\nimages: [{name: nginx, newTag: 1.27.2}]\n")
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    for words in (("init", "-q"), ("add", "."), (*identity, "commit", "-qm", "first")):
        subprocess.run(["git", *words], check=True)
    write("over/kustomization.yaml", "resources: [../base]\nimages: [{name: nginx, newTag: latest}]\n")
    report = infracheck.scan(["."], select=[*SELECT, "latest-tag"], base="HEAD")

    assert [each.status for each in report.findings] == ["new"]
    assert told(report) == [("latest-tag", "over/kustomization.yaml", 2)]


def test_secrets_of_generators_are_not_shown(checkout: Path) -> None:
    write(
        "app/kustomization.yaml",
        "secretGenerator:\n- name: s\n  literals: [password=hunter2hunter2]\n  envs: [s.env]\n",
    )
    write("app/s.env", "TOKEN=0xhunter2hunter2\n")
    done = subprocess.run(
        [sys.executable, "-m", "infracheck", "scan", ".", "--select", "all", "--fail-on", "never"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert "secret-in-repository" in done.stdout
    assert "hunter2" not in done.stdout + done.stderr


def test_a_base_that_is_no_text_is_refused(checkout: Path, spy: Path) -> None:
    write("over/kustomization.yaml", "resources: [../base]\n")
    write("base/pod.yaml", POD.format(name="inside"))
    Path("base/kustomization.yaml").write_bytes(b"resources: [pod.yaml] # \xff\n")

    assert "this overlay is not built: its kustomization is no text" in messages(scan())
    assert not spy.exists()


def test_many_patches_of_many_maps(checkout: Path) -> None:
    maps = "".join(f"    k{number}: {{a: {{b: x}}}}\n" for number in range(200))
    patches = "".join(
        f"- target: {{kind: Widget}}\n  patch: |-\n    - {{op: add, path: /spec/p{number}, value: {{a: {{b: y}}}}}}\n"
        for number in range(40)
    )
    widget = f"apiVersion: example.com/v1\nkind: Widget\nmetadata: {{name: w}}\nspec:\n  x:\n{maps}"
    write("app/kustomization.yaml", f"resources: [pod.yaml, widget.yaml]\npatches:\n{patches}")
    write("app/widget.yaml", widget)
    write("app/pod.yaml", POD.format(name="inside"))

    assert told(scan()) == [("privileged-container", "app/pod.yaml", 6)]


def test_paths_as_long_as_the_system_has_them(checkout: Path) -> None:
    folder = "/".join(["d" * 200] * 18)
    at = Path.cwd()
    for part in folder.split("/"):
        at = at / part
    try:
        at.mkdir(parents=True)
        (at / "kustomization.yaml").write_text("resources: [pod.yaml]\n", encoding="utf-8")
        (at / "pod.yaml").write_text(POD.format(name="inside"), encoding="utf-8")
    except OSError:
        pytest.skip("the system has no such paths")

    assert ("privileged-container", f"{folder}/pod.yaml", 6) in told(scan())


@pytest.mark.skipif(sys.platform != "linux", reason="file names are text there")
def test_names_that_are_no_text(checkout: Path) -> None:
    folder = Path(os.fsdecode(b"odd-\xff"))
    folder.mkdir()
    (folder / "kustomization.yaml").write_text("resources: [pod.yaml]\n", encoding="utf-8")
    (folder / "pod.yaml").write_text(POD.format(name="inside"), encoding="utf-8")

    assert ("privileged-container", f"{folder}/pod.yaml", 6) in told(scan())
