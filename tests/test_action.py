"""The GitHub Action: its script, run as Actions runs it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

ROOT = Path(__file__).parents[1]
SCRIPT = ROOT / ".github" / "action" / "run.sh"

pytestmark = pytest.mark.skipif(
    sys.platform == "win32" or shutil.which("bash") is None, reason="needs bash, and paths as it knows them"
)

SAFE = """\
apiVersion: v1
kind: ConfigMap
metadata:
  name: web
data:
  greeting: hello
"""
UNLIMITED = """\
apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: web
      image: nginx:1.27
"""


class Run(NamedTuple):
    """What the step left behind."""

    status: int
    log: str
    outputs: dict[str, str]
    summary: str


class Runner:
    """A machine of GitHub's: a checkout, a temporary folder, the files that a step writes to."""

    def __init__(self, folder: Path) -> None:
        self.checkout = folder / "checkout"
        self.temporary = folder / "temp"
        self.checkout.mkdir()
        self.temporary.mkdir()

    def step(self, **inputs: str) -> Run:
        output, summary = self.temporary / "output", self.temporary / "summary"
        output.write_text("")
        summary.write_text("")
        environment = {
            "PATH": os.environ["PATH"],
            "GITHUB_ACTIONS": "true",
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(summary),
            "RUNNER_TEMP": str(self.temporary),
            "INFRACHECK_PYTHON": sys.executable,
            **{f"INPUT_{name.upper()}": value for name, value in inputs.items()},
        }
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", SCRIPT],
            cwd=self.checkout, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False,
        )  # fmt: skip
        log = (done.stdout + done.stderr).decode("utf-8", "surrogateescape")
        return Run(done.returncode, log, read_outputs(output.read_text()), summary.read_text())


def read_outputs(text: str) -> dict[str, str]:
    """What the runner reads from the file of outputs: `name=value`, or `name<<END`, lines, `END`."""
    found = {}
    lines = iter(text.splitlines())
    for line in lines:
        name, heredoc, end = line.partition("<<")
        if not heredoc:
            name, _, value = line.partition("=")
        else:
            value = "\n".join(iter(lambda end=end: next(lines), end))  # type: ignore[misc]
        found[name] = value
    return found


def live(log: str) -> str:
    """The part of a log in which the runner obeys commands."""
    kept, token = [], None
    for line in log.splitlines():
        if token is None and line.startswith("::stop-commands::"):
            token = line.removeprefix("::stop-commands::")
        elif token is not None and line == f"::{token}::":
            token = None
        elif token is None:
            kept.append(line)
    assert token is None
    return "\n".join(kept)


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    return Runner(tmp_path)


def test_a_clean_checkout_passes(runner: Runner) -> None:
    (runner.checkout / "web.yaml").write_text(SAFE)

    run = runner.step()

    assert run.status == 0
    assert {name: run.outputs[name] for name in ("exit-code", "findings", "errors", "warnings")} == {
        "exit-code": "0", "findings": "0", "errors": "0", "warnings": "0",
    }  # fmt: skip
    assert "0 findings (0 critical, 0 high, 0 medium, 0 low), 0 waived; 1 files read." in run.summary


def test_findings_are_annotated_counted_and_listed(runner: Runner) -> None:
    (runner.checkout / "web.yaml").write_text(UNLIMITED)

    run = runner.step(select="memory-limit")

    assert (run.status, run.outputs["exit-code"], run.outputs["findings"], run.outputs["warnings"]) == (
        0,
        "1",
        "1",
        "1",
    )
    assert "::warning file=web.yaml,line=7," in live(run.log)
    assert "| medium | memory-limit | web&#46;yaml:7 | container web sets no memory limit |" in run.summary


def test_the_files_named_in_the_outputs_are_there(runner: Runner) -> None:
    (runner.checkout / "web.yaml").write_text(UNLIMITED)

    run = runner.step(sarif_file="out.sarif")

    assert run.outputs["sarif-file"] == "out.sarif"
    assert (runner.checkout / "out.sarif").is_file()
    assert Path(run.outputs["report-file"]).is_file()


def test_never_failing_still_counts(runner: Runner) -> None:
    (runner.checkout / "web.yaml").write_text(UNLIMITED)

    run = runner.step(select="memory-limit", fail_on="never")

    assert (run.outputs["exit-code"], run.outputs["findings"]) == ("0", "1")


def test_annotations_and_summary_can_be_left_out(runner: Runner) -> None:
    (runner.checkout / "web.yaml").write_text(UNLIMITED)

    run = runner.step(annotations="false", summary="false")

    assert "::warning" not in live(run.log)
    assert run.summary == ""


def test_several_paths_and_selectors_stand_one_a_line(runner: Runner) -> None:
    (runner.checkout / "a file.yaml").write_text(UNLIMITED)
    (runner.checkout / "b.yaml").write_text(UNLIMITED)
    (runner.checkout / "c.yaml").write_text(UNLIMITED)

    run = runner.step(path="a file.yaml\r\n\nb.yaml\n", select="memory-limit\ncpu-request\n", ignore="cpu-request")

    assert run.outputs["findings"] == "2"


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({"path": "--config=evil.yaml"}, "the input path starts with a hyphen: write ./ before the name"),
        ({"path": "web.yaml\n-"}, "the input path starts with a hyphen: write ./ before the name"),
        ({"select": "-x"}, "the input select starts with a hyphen"),
        ({"fail_on": "low\nnever"}, "the input fail-on has more than one line"),
        ({"annotations": "yes"}, "the input annotations is neither true nor false"),
        ({"sarif_file": "a\nb"}, "the input sarif-file is no file name"),
        ({"config": "missing.yaml"}, "nothing was scanned: the log says why"),
        ({"select": "no-such-policy"}, "nothing was scanned: the log says why"),
        ({"fail_on": "sometimes"}, "nothing was scanned: the log says why"),
    ],
)
def test_wrong_use_is_an_error_of_status_2(runner: Runner, inputs: dict[str, str], said: str) -> None:
    (runner.checkout / "web.yaml").write_text(SAFE)

    run = runner.step(**inputs)

    assert (run.status, run.outputs) == (0, {"exit-code": "2"})
    assert f"::error title=infracheck::{said}" in live(run.log)


def test_inputs_are_never_run(runner: Runner) -> None:
    (runner.checkout / "web.yaml").write_text(SAFE)

    run = runner.step(path="$(touch ran)\n`touch ran`\n; touch ran\n* ?", select='"; touch ran; "')

    assert run.outputs["exit-code"] == "2"
    assert not (runner.checkout / "ran").exists()


def test_a_link_is_not_written_through(runner: Runner, tmp_path: Path) -> None:
    (runner.checkout / "web.yaml").write_text(SAFE)
    (runner.checkout / "out.sarif").symlink_to(tmp_path / "elsewhere")

    run = runner.step(sarif_file="out.sarif")

    assert run.outputs == {"exit-code": "2"}
    assert not (tmp_path / "elsewhere").exists()


def test_python_files_of_the_checkout_are_not_imported(runner: Runner) -> None:
    for name in ("secrets", "json", "infracheck", "sitecustomize"):
        (runner.checkout / f"{name}.py").write_text("open('ran', 'w')\n")
    (runner.checkout / "web.yaml").write_text(SAFE)

    run = runner.step()

    assert run.outputs["exit-code"] == "0"
    assert not (runner.checkout / "ran").exists()


@pytest.mark.parametrize(
    "name",
    [
        "::error::forged.yaml",
        "##[error]forged.yaml",
        "a\n::set-output name=findings::0\n.yaml",
        "a\nfindings=0\n.yaml",
        "a, line=1::forged.yaml",
        "<img src=x onerror=alert(1)>.yaml",
        "[a](https:x) | @everyone | `x`.yaml",
        'it\'s "quoted" & $(touch ran).yaml',
    ],
)
def test_a_hostile_file_name_forges_nothing(runner: Runner, name: str) -> None:
    (runner.checkout / name).write_text(UNLIMITED)

    run = runner.step(select="memory-limit")

    commands = [line for line in live(run.log).splitlines() if line.lstrip().startswith("::") or "##[" in line]
    assert len(commands) == 1
    assert commands[0].startswith("::warning file=")
    assert run.outputs["findings"] == "1"
    rows = [line for line in run.summary.splitlines() if line.startswith("|")]
    assert len(rows) == 3
    assert rows[2].count("|") == 5
    assert not set("<>`@[]") & set(rows[2])


def test_hostile_text_that_is_named_in_an_error_is_no_command(runner: Runner) -> None:
    run = runner.step(config="::error::forged")

    assert "::error::forged" in run.log
    assert "::error::forged" not in live(run.log)


def test_nothing_of_an_input_is_pasted_into_a_script() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))

    assert [step["run"] for step in action["runs"]["steps"] if "${{" in step["run"]] == []


def test_every_input_reaches_the_script() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    handed = {value for step in action["runs"]["steps"] for value in step.get("env", {}).values()}

    assert {f"${{{{ inputs.{name} }}}}" for name in action["inputs"]} <= handed
