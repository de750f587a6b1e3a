"""Charts that attack whoever renders them: nothing runs, nothing outside the tree is read, and every scan ends."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.render.tools import DEPLOYMENT, chart, found, needs_helm, shown

import infracheck
from infracheck.engine.finding import Finding
from infracheck.reading import read_all
from infracheck.rendering import charts as rendering
from infracheck.rendering.render import rendered
from infracheck.rendering.settings import RenderSettings
from infracheck.source.files.file_tree import DISK
from infracheck.source.render.child import Bounds, run
from infracheck.source.yaml.tree import Document

pytestmark = needs_helm

CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a}}\ndata:\n  a: {}\n"
CANARY = "canary-4711"


def scanned(folder: Path, *select: str) -> tuple[Finding, ...]:
    """What a scan finds, without a fault."""
    report = infracheck.scan([folder], select=select or ["privileged-container"])
    assert report.faults == ()
    return report.findings


def refusal(folder: Path) -> str:
    """Why the one chart of a folder is not rendered."""
    (only,) = scanned(folder)
    assert only.policy_id == "input-not-rendered"
    assert "infracheck-" not in only.message
    return only.message


def printed(folder: Path) -> str:
    """What Helm makes of a chart."""
    read = rendered(read_all([str(folder)]), DISK, RenderSettings())
    texts = {each.source.path: each.source.text for each in read.items if isinstance(each, Document)}
    return "\n".join(text for path, text in texts.items() if "@shop" in path)


@pytest.mark.parametrize("name", ["templates/stolen.yaml", "charts", "values.yaml", "templates/deep"])
def test_a_link_out_of_the_tree_is_refused(tmp_path: Path, name: str) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.yaml").write_text(f"a: {CANARY}\n", encoding="utf-8")
    folder = chart(tmp_path / "repo" / "shop", {"web.yaml": DEPLOYMENT})
    (tmp_path / "repo" / ".git").mkdir()
    (folder / name).unlink(missing_ok=True)
    (folder / name).symlink_to(outside if "." not in name else outside / "secret.yaml")

    assert any("points outside the tree" in each.message for each in scanned(tmp_path / "repo"))


def test_a_link_among_other_files_gives_a_template_nothing(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(CANARY, encoding="utf-8")
    gets = ['{{ .Files.Get "../secret" }}', '{{ .Files.Get "link" }}', '{{ .Files.Get "/etc/passwd" }}']
    folder = chart(tmp_path / "shop", {"a.yaml": CONFIG_MAP.format("x" + "".join(gets))})
    (folder / "link").symlink_to(tmp_path / "secret")

    assert "a: x" in printed(folder)
    assert CANARY not in printed(folder)
    assert "root:" not in printed(folder)


@pytest.mark.parametrize(
    "expression",
    [
        'lookup "v1" "Secret" "kube-system" ""',
        'getHostByName "localhost"',
        "tpl .Values.t .",
        '.Files.Get "/proc/self/environ"',
        ".Capabilities.HelmVersion.Version",
    ],
)
def test_nothing_of_the_machine_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, expression: str) -> None:
    monkeypatch.setenv("TOKEN", CANARY)
    monkeypatch.setenv("HELM_PLUGINS", str(tmp_path))
    text = CONFIG_MAP.format(f'"x{{{{ {expression} }}}}"')
    folder = chart(tmp_path / "shop", {"a.yaml": text}, "t: '{{ .Release.Name }}'\n")

    assert "a: " in printed(folder)
    assert CANARY not in printed(folder)
    assert "127.0.0.1" not in printed(folder)


@pytest.mark.parametrize("function", ["env", "expandenv"])
def test_what_would_read_the_environment_is_no_function(tmp_path: Path, function: str) -> None:
    folder = chart(tmp_path / "shop", {"a.yaml": CONFIG_MAP.format(f'{{{{ {function} "HOME" }}}}')})

    assert f'function "{function}" not defined' in refusal(folder)


def test_the_environment_of_a_renderer_is_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOKEN", CANARY)
    monkeypatch.setenv("HTTPS_PROXY", CANARY)
    ran = run([sys.executable, "-I", "-c", "import os; print(dict(os.environ))"], str(tmp_path), Bounds())

    assert CANARY.encode() not in ran.output
    assert os.environ["PATH"].encode() not in ran.output


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the clock alone bounds a renderer")
def test_a_renderer_gets_no_more_than_the_scan_itself_may_use(tmp_path: Path) -> None:
    code = f"""
import resource, sys
resource.setrlimit(resource.RLIMIT_CPU, (7, 7))
from infracheck.source.render.child import Bounds, run
limit = "import resource; print(resource.getrlimit(resource.RLIMIT_CPU))"
print(run([sys.executable, "-c", "import time; time.sleep(0.3); " + limit], {str(tmp_path)!r}, Bounds()))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "(7, 7)" in done.stdout


LEAVES_THE_GROUP = """\
import subprocess, sys
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(9)"], start_new_session=True)
"""
ENDLESS = "{{ range until 100000 }}{{ range until 100000 }}{{ end }}{{ end }}\n"


@pytest.mark.parametrize(
    ("code", "failure"),
    [
        ("import time; time.sleep(60)", "took longer than 2 s"),
        ("print('x' * 10_000_000)\nimport time; time.sleep(60)", "printed more than 1 MB"),
        ("import subprocess, sys; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])", ""),
        (LEAVES_THE_GROUP, ""),
        ("import sys; sys.stderr.write('x' * 10_000_000); sys.exit(3)", "x"),
    ],
)  # fmt: skip
def test_a_renderer_ends_with_all_that_it_started(tmp_path: Path, code: str, failure: str) -> None:
    start = time.monotonic()
    ran = run([sys.executable, "-I", "-c", code], str(tmp_path), Bounds(seconds=2, output=1_000_000))

    assert ran.failure[: len(failure) or 1] == failure
    assert time.monotonic() - start < 8


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{{ define "a" }}{{ include "a" . }}{{ end }}{{ include "a" . }}', "nested reference"),
        ('a: {{ repeat 200000000 "x" }}', ""),
        ("{{ range until 2000000000 }}{{ . }}{{ end }}", ""),
        (ENDLESS, "took longer than 4 s"),
    ],
)
def test_a_template_without_end_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, said: str) -> None:
    monkeypatch.setattr(rendering, "_SECONDS_A_RUN", 4.0)
    good = chart(tmp_path / "good", {"web.yaml": DEPLOYMENT})
    chart(tmp_path / "bad", {"a.yaml": text + "\n"})
    findings = scanned(tmp_path)

    assert {each.policy_id for each in findings} == {"input-not-rendered", "privileged-container"}
    assert [shown(each, good) for each in findings if not each.is_input] == [
        "privileged-container templates/web.yaml:14"
    ]
    assert said in next(each.message for each in findings if each.is_input)


def test_a_thousand_endless_charts_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "_SECONDS", 3.0)
    monkeypatch.setattr(rendering, "_SECONDS_A_RUN", 2.0)
    for number in range(40):
        chart(
            tmp_path / f"c{number}", {"a.yaml": "{{ range until 100000 }}{{ range until 100000 }}{{ end }}{{ end }}\n"}
        )
    start = time.monotonic()
    findings = scanned(tmp_path)

    assert len(findings) == 40
    assert any("together" in each.message for each in findings)
    assert time.monotonic() - start < 30


def test_a_chart_of_ten_thousand_files_is_refused(tmp_path: Path) -> None:
    folder = chart(tmp_path / "shop", {f"{number}.yaml": "a: b\n" for number in range(6_000)})

    assert "too much to be rendered" in refusal(folder)


def test_files_beside_a_chart_do_not_count(tmp_path: Path) -> None:
    folder = chart(tmp_path / "shop", {"web.yaml": DEPLOYMENT})
    (folder / "node_modules").mkdir()
    for number in range(6_000):
        (folder / "node_modules" / f"{number}.js").touch()

    assert found(folder, "privileged-container") == ["privileged-container templates/web.yaml:14"]


def test_a_link_makes_no_chart(tmp_path: Path) -> None:
    folder = chart(tmp_path / "shop", {"web.yaml": DEPLOYMENT})
    (tmp_path / "Other.yaml").write_text((folder / "Chart.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "Chart.yaml").unlink()
    (folder / "Chart.yaml").symlink_to(tmp_path / "Other.yaml")

    assert "privileged-container" not in {each.policy_id for each in scanned(tmp_path)}


def test_values_that_unfold_without_end_are_bounded(tmp_path: Path) -> None:
    laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for number in range(1, 12):
        laughs += f"a{number}: &a{number} [{', '.join([f'*a{number - 1}'] * 10)}]\n"
    start = time.monotonic()
    findings = scanned(chart(tmp_path / "shop", {"web.yaml": DEPLOYMENT}, f"image: x\n{laughs}"))

    assert findings
    assert time.monotonic() - start < 60


@pytest.mark.parametrize("name", ["it's", 'a "b"', "a b", "a@b", "#@1@", "a#b", "{{ x }}", "ü", "-f"])
def test_names_are_names(tmp_path: Path, name: str) -> None:
    folder = chart(tmp_path / "shop", {f"{name}.yaml": DEPLOYMENT})
    folder = folder.rename(tmp_path / name)

    assert found(folder, "privileged-container") == [f"privileged-container templates/{name}.yaml:14"]


def test_a_name_with_a_line_end_is_refused(tmp_path: Path) -> None:
    folder = chart(tmp_path / "shop", {"web.yaml": DEPLOYMENT})
    (folder / "templates" / "a\n---\n# Source: shop").mkdir()

    assert "control character" in refusal(folder)


PRIVILEGED = "          securityContext:\n            privileged: true"
TWO = "          securityContext:\n            runAsUser: 10001 {}\n            privileged: true {}"


@pytest.mark.parametrize(
    "mark",
    [
        "#@1@", "#@0.1@", " #@{{ uuidv4 }}.1@", '{{ regexFind "#@.*" (include "other" .) }}',
        '# {{ regexFind "#@.*@" (include "other" .) }}', "# Source: shop/templates/other.yaml",
    ],
)  # fmt: skip
def test_a_template_moves_no_finding_to_another_line(tmp_path: Path, mark: str) -> None:
    text = DEPLOYMENT.replace(PRIVILEGED, TWO.format(mark, mark))
    other = DEPLOYMENT.replace("-web", "-other").replace("privileged: true", "privileged: false")
    helper = '{{ define "other" }}\na: b\nprivileged: false\n{{ end }}\n'
    folder = chart(tmp_path / "shop", {"web.yaml": text, "other.yaml": other, "_h.tpl": helper})

    assert found(folder, "privileged-container") == ["privileged-container templates/web.yaml:15"]


@pytest.mark.parametrize("dashes", ["---", "--- ", "---\n# Source: shop/templates/b.yaml", "...\n---"])
def test_a_template_tells_of_no_other_template(tmp_path: Path, dashes: str) -> None:
    text = f"a: b\n{dashes}\n# Source: shop/templates/b.yaml\n{DEPLOYMENT}"
    folder = chart(
        tmp_path / "shop", {"a.yaml": text, "b.yaml": DEPLOYMENT.replace("privileged: true", "runAsUser: 0")}
    )
    (only,) = [each for each in scanned(folder) if not each.is_input]

    assert shown(only, folder).startswith("privileged-container templates/a.yaml:")
    assert (folder / "templates" / "a.yaml").read_text(encoding="utf-8").split("\n")[only.line - 1].strip() == (
        "privileged: true"
    )


def test_a_waiver_stands_in_no_other_chart(tmp_path: Path) -> None:
    waiver = "# infracheck: ignore-file privileged-container -- mine\n"
    folder = chart(
        tmp_path / "shop", {"a.yaml": f"a: b\n---\n# Source: shop/templates/b.yaml\n{waiver}", "b.yaml": DEPLOYMENT}
    )

    assert "privileged-container templates/b.yaml:14" in found(folder, "privileged-container")


def test_plugins_and_post_renderers_of_a_chart_do_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = chart(tmp_path / "shop", {"web.yaml": DEPLOYMENT})
    evidence = tmp_path / "ran"
    for name in ("plugins/x/plugin.yaml", ".local/share/helm/plugins/x/plugin.yaml", "helm/plugins/x/plugin.yaml"):
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text(f"name: template\ncommand: touch {evidence}\nhooks: {{}}\n", encoding="utf-8")
    (folder / "helm").chmod(0o755)
    program = folder / "bin" / "helm"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\ntouch {evidence}\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")

    assert found(folder, "privileged-container") == ["privileged-container templates/web.yaml:14"]
    assert not evidence.exists()


def test_what_is_no_yaml_is_told_where_it_stands(tmp_path: Path) -> None:
    folder = chart(tmp_path / "shop", {"web.yaml": DEPLOYMENT, "bad.yaml": "a: b\nc\n  d: [\n"})
    (only,) = scanned(folder)

    assert shown(only, folder) == "input-not-rendered templates/bad.yaml:1"
    assert "YAML parse error" in only.message
