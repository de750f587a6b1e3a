"""The GitHub Action: its script, run as Actions runs it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / ".github" / "action"
SCRIPT = FOLDER / "run.sh"

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
POD_OF_THE_NODE = """\
apiVersion: v1
kind: Pod
metadata:
  name: agent
spec:
  hostPID: true
  containers:
    - name: agent
      image: agent:3
      resources: {limits: {memory: 1Gi}}
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
        """Run the scan with these inputs."""
        return self.scan(sys.executable, "", inputs)

    def asked(self, change_base: str, inputs: dict[str, str]) -> list[str]:
        """What infracheck is asked for a change of this base: a program in its place notes it."""
        assert self.scan(self._stand_in(), change_base, inputs).outputs == {"exit-code": "2"}
        return (self.temporary / "asked").read_text().split("\0")

    def scan(self, python: str, change_base: str, inputs: dict[str, str]) -> Run:
        """Run the script of the scan."""
        given = {f"INPUT_{name.upper()}": value for name, value in inputs.items()}
        return self.run([str(SCRIPT)], {"INFRACHECK_PYTHON": python, "CHANGE_BASE": change_base, **given})

    def run(self, script: list[str], variables: dict[str, str]) -> Run:
        """Run a script as Actions runs a step."""
        output, summary = self.temporary / "output", self.temporary / "summary"
        output.write_text("")
        summary.write_text("")
        environment = {
            "PATH": os.environ["PATH"],
            "GITHUB_ACTIONS": "true",
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(summary),
            "RUNNER_TEMP": str(self.temporary),
            **variables,
        }
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", *script],
            cwd=self.checkout, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False,
        )  # fmt: skip
        log = (done.stdout + done.stderr).decode("utf-8", "surrogateescape")
        return Run(done.returncode, log, read_outputs(output.read_text()), summary.read_text())

    def _stand_in(self) -> str:
        place = self.temporary / "python"
        place.write_text(
            '#!/bin/sh\ncase "$*" in\n'
            f'"-I -m infracheck "*) printf "%s\\0" "$@" >"{self.temporary}/asked"; exit 2 ;;\n'
            f'*) exec "{sys.executable}" "$@" ;;\nesac\n'
        )
        place.chmod(0o755)
        return str(place)


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
    assert run.summary == "### infracheck: 0 findings\n\nRead 1 file.\n"


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
    assert "<summary>1 medium</summary>" in run.summary
    assert "Container web sets no memory limit (Pod web)" in run.summary


def test_the_files_named_in_the_outputs_are_there(runner: Runner) -> None:
    (runner.checkout / "web.yaml").write_text(UNLIMITED)

    run = runner.step(sarif_file="out.sarif", comment="out.md", format="junit=out.xml\r\n\ncsv=a=b.csv\n")

    assert (run.outputs["sarif-file"], run.outputs["comment-file"]) == ("out.sarif", "out.md")
    for name in ("out.sarif", "out.md", "out.xml", "a=b.csv"):
        assert (runner.checkout / name).stat().st_size > 100
    assert Path(run.outputs["report-file"]).is_file()
    assert (runner.checkout / "out.md").read_text() == run.summary


def test_without_a_base_every_finding_is_new(runner: Runner) -> None:
    (runner.checkout / "web.yaml").write_text(UNLIMITED)

    run = runner.step()

    assert int(run.outputs["new"]) == int(run.outputs["findings"]) > 1
    assert run.outputs["fixed"] == "0"


@pytest.mark.parametrize(
    ("inputs", "change", "asked"),
    [
        ({}, "", []),
        ({}, "4f2a", ["--base=4f2a"]),
        ({"base": "origin/main"}, "4f2a", ["--base=origin/main"]),
        ({"base": "none"}, "4f2a", []),
        ({"base": "$(touch ran) `touch ran`;*"}, "", ["--base=$(touch ran) `touch ran`;*"]),
        ({"base": "none", "baseline": "old faults.json"}, "4f2a", ["--baseline=old faults.json"]),
    ],
)
def test_what_counts_is_what_is_new_since_the_base(
    runner: Runner, inputs: dict[str, str], change: str, asked: list[str]
) -> None:
    words = runner.asked(change, inputs)

    assert [each for each in words if each.startswith(("--base", "--baseline"))] == asked
    assert not (runner.checkout / "ran").exists()


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
        ({"comment": "-c"}, "the input comment is no file name"),
        ({"format": "junit"}, "the input format has a line without a file: write FORMAT=FILE"),
        ({"format": "csv=a.csv\njunit="}, "the input format has a line without a file: write FORMAT=FILE"),
        ({"format": "-f=x"}, "the input format starts with a hyphen"),
        ({"format": "junit=-x"}, "the input format is no file name"),
        ({"format": "no-such-format=x"}, "nothing was scanned: the log says why"),
        ({"base": "--output=x"}, "the input base starts with a hyphen"),
        ({"base": "a\nb"}, "the input base has more than one line"),
        ({"baseline": "-b"}, "the input baseline starts with a hyphen"),
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


@pytest.mark.parametrize("inputs", [{"sarif_file": "out"}, {"comment": "out"}, {"format": "csv=out"}], ids=str)
def test_a_link_is_not_written_through(runner: Runner, tmp_path: Path, inputs: dict[str, str]) -> None:
    (runner.checkout / "web.yaml").write_text(SAFE)
    (runner.checkout / "out").symlink_to(tmp_path / "elsewhere")

    run = runner.step(**inputs)

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
    assert rows[2].count("|") == 4
    ours = r"</?code>|</?span>|<br>|\[memory-limit\]\(https://[^)]*\)"
    assert not set("<>`@[]") & set(re.sub(ours, "", rows[2]))


def test_hostile_text_that_is_named_in_an_error_is_no_command(runner: Runner) -> None:
    run = runner.step(config="::error::forged")

    assert "::error::forged" in run.log
    assert "::error::forged" not in live(run.log)


def action() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    return found


def test_a_scan_that_looked_at_nothing_is_no_gate(runner: Runner) -> None:
    (runner.checkout / "notes.txt").write_text("nothing to see")

    run = runner.step()

    assert run.outputs["exit-code"] == "2"
    assert "::error title=infracheck::the scan ended with a usage error: the log says why" in live(run.log)


def git(folder: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "init.defaultBranch=main")
    done = subprocess.run(["git", *identity, *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture
def change(runner: Runner) -> str:
    """A checkout whose last commit mends one fault of its base and brings another; returns the base."""
    (runner.checkout / "old.yaml").write_text(UNLIMITED)
    (runner.checkout / "mended.yaml").write_text(POD_OF_THE_NODE)
    git(runner.checkout, "init", "-q")
    git(runner.checkout, "add", "-A")
    git(runner.checkout, "commit", "-qm", "base")
    base = git(runner.checkout, "rev-parse", "HEAD")
    git(runner.checkout, "checkout", "-qb", "topic;$(touch${IFS}ran)")
    (runner.checkout / "mended.yaml").write_text(SAFE)
    (runner.checkout / "api.yaml").write_text(UNLIMITED.replace("name: web", "name: api"))
    git(runner.checkout, "add", "-A")
    git(runner.checkout, "commit", "-qm", "::error::$(touch ran)")
    return base


def test_of_a_pull_request_only_what_it_brings_counts(runner: Runner, change: str) -> None:
    event = {"pull_request": {"base": {"sha": change}}}

    done = job(runner, event, select="memory-limit,host-pid")

    numbers = {name: done.outputs[name] for name in ("exit-code", "findings", "warnings", "new", "fixed")}
    assert numbers == {"exit-code": "1", "findings": "1", "warnings": "1", "new": "1", "fixed": "1"}
    comment = Path(done.outputs["comment-file"]).read_text()
    assert comment.startswith("### infracheck: 1 new finding\n\n1 fixed, 1 unchanged since ")
    assert "<code>api.yaml:7</code>" in comment
    assert "old.yaml" not in comment
    assert not (runner.checkout / "ran").exists()


def test_of_a_merge_queue_too_and_everything_where_it_is_asked_for(runner: Runner, change: str) -> None:
    event = {"merge_group": {"base_sha": change}}

    assert job(runner, event, select="memory-limit,host-pid").outputs["findings"] == "1"
    assert job(runner, event, select="memory-limit", base="none").outputs["findings"] == "2"
    assert job(runner, event, select="memory-limit", base="no-such-branch").status == 2


def test_nothing_of_an_input_is_pasted_into_a_script() -> None:
    assert [step["run"] for step in action()["runs"]["steps"] if "${{" in step.get("run", "")] == []


def test_every_input_is_used_and_every_output_given() -> None:
    found = action()
    steps = json.dumps(found["runs"]["steps"])
    used = set(re.findall(r"inputs\.([a-z-]+)", steps))
    given = set(re.findall(r'"([a-z-]+)": ', (FOLDER / "tell.py").read_text(encoding="utf-8")))

    assert used == set(found["inputs"])
    assert set(found["outputs"]) <= given
    for name, output in found["outputs"].items():
        assert output["value"] == f"${{{{ steps.scan.outputs.{name} }}}}"


def test_what_it_uses_of_others_is_pinned() -> None:
    text = (ROOT / "action.yml").read_text(encoding="utf-8")

    pinned = re.findall(r"uses: [\w./-]+@[0-9a-f]{40}  # v\d+\.\d+\.\d+\n", text)
    assert len(pinned) == text.count("uses:") == 2


class Job(NamedTuple):
    """A job that uses the Action: what each step was, and the status that the last one ended with."""

    used: dict[str, dict[str, str]]
    outputs: dict[str, str]
    status: int


def evaluated(text: str, contexts: dict[str, Any]) -> Any:
    """An expression of Actions, with what its names mean in these contexts; an unknown one is empty."""

    def value(match: re.Match[str]) -> str:
        found: Any = contexts
        for name in match[0].split("."):
            found = found.get(name, "") if isinstance(found, dict) else ""
        return repr(found)

    python = re.sub(r"(?<!['\w])(?:inputs|steps|github|runner)(?:\.[\w-]+)+", value, text)
    python = re.sub(r"!(?!=)", " not ", python.replace("&&", " and ").replace("||", " or "))
    return eval(python, {})


def filled(text: str, contexts: dict[str, Any]) -> str:
    return re.sub(r"\$\{\{ (.*?) \}\}", lambda match: str(evaluated(match[1], contexts)), text)


def job(runner: Runner, event: dict[str, Any] | None = None, /, **inputs: str) -> Job:
    """Run the steps of action.yml as the runner does; the installation is the one that runs this test."""
    found = action()
    given = {name: str(each.get("default", "")) for name, each in found["inputs"].items()}
    given |= {name.replace("_", "-"): value for name, value in inputs.items()}
    contexts: dict[str, Any] = {
        "inputs": given, "steps": {}, "github": {"event": event or {}}, "runner": {"os": "Linux", "arch": "X64"},
    }  # fmt: skip
    used: dict[str, dict[str, str]] = {}
    status = 0
    for step in found["runs"]["steps"]:
        if "if" in step and not evaluated(step["if"], contexts):
            continue
        if "uses" in step:
            used[step["uses"].partition("@")[0]] = {
                name: filled(value, contexts) for name, value in step["with"].items()
            }
        elif step.get("id") == "install":
            contexts["steps"]["install"] = {"outputs": {"python": sys.executable}}
        else:
            environment = {name: filled(value, contexts) for name, value in step["env"].items()}
            run = runner.run(["-c", step["run"]], {**environment, "GITHUB_ACTION_PATH": str(ROOT)})
            contexts["steps"][step.get("id", "")] = {"outputs": run.outputs}
            status = run.status
    outputs = {name: filled(each["value"], contexts) for name, each in found["outputs"].items()}
    return Job(used, outputs, status)


def test_a_job_ends_with_the_status_of_the_scan(runner: Runner) -> None:
    (runner.checkout / "web.yaml").write_text(UNLIMITED)

    done = job(runner, select="memory-limit")

    assert (done.status, done.outputs["exit-code"], done.outputs["warnings"]) == (1, "1", "1")
    assert list(done.used) == ["actions/cache"]
    assert re.fullmatch(r"infracheck-Linux-X64-cpython-3\d+-[0-9a-f]{16}", done.used["actions/cache"]["key"])


def test_a_clean_job_passes_and_a_wrong_one_fails(runner: Runner) -> None:
    (runner.checkout / "web.yaml").write_text(SAFE)

    assert job(runner).status == 0
    assert job(runner, fail_on="sometimes").status == 2


def test_an_upload_has_its_category_and_no_fork_uploads(runner: Runner) -> None:
    (runner.checkout / "web.yaml").write_text(UNLIMITED)
    event = {"pull_request": {"head": {"repo": {"fork": True}}}}

    own = job(runner, cache="false", upload_sarif="true", category="k8s")
    fork = job(runner, event, cache="false", upload_sarif="true")
    wrong = job(runner, cache="false", upload_sarif="true", config="missing.yaml")

    uploaded = {"sarif_file": own.outputs["sarif-file"], "category": "k8s"}
    assert own.used == {"github/codeql-action/upload-sarif": uploaded}
    assert fork.used == wrong.used == {}


def test_hostile_inputs_of_a_job_are_never_run(runner: Runner) -> None:
    (runner.checkout / "web.yaml").write_text(SAFE)
    hostile = "\"; touch ran; '$(touch ran)`touch ran`"

    for name in map(str, action()["inputs"]):
        job(runner, None, **{name: hostile})

    assert not (runner.checkout / "ran").exists()
