"""The templates of docs/ci: their scripts run as far as a shell can, and leave what the template publishes."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

import pytest
import yaml

ROOT = Path(__file__).parents[1]
TEMPLATES = ROOT / "docs" / "ci"
WORKFLOW = TEMPLATES / "github-workflow.yml"
SHELL = shutil.which("bash") or "bash"

pytestmark = pytest.mark.skipif(sys.platform == "win32" or shutil.which("git") is None, reason="needs a shell and git")

POD = (
    "apiVersion: v1\nkind: Pod\nmetadata: {name: NAME}\nspec: {hostPID: true, containers: [{name: a, image: 'a:1'}]}\n"
)
SAFE = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\n"
# stands for Python: an installation is none, an environment has the programs that one would find in it
PYTHON = """\
#!/bin/sh
case "$*" in
*"pip install"*) exit 0 ;;
*"-m venv "*) for folder; do :; done; mkdir -p "$folder/bin"; cp BIN/* "$folder/bin/" ;;
*) exec REAL "$@" ;;
esac
"""


class Template(NamedTuple):
    """What is known of one CI: its file, how it runs scripts, its variables on a change, and what it publishes."""

    file: str
    scripts: Callable[[str], list[str]]
    change: Mapping[str, str]
    published: Callable[[str], list[str]]
    main: Mapping[str, str]


def read(text: str) -> Any:
    return yaml.safe_load(text)


def of_gitlab(text: str) -> list[str]:
    job = read(text)["infracheck"]
    return ["\n".join((*job["before_script"], *job["script"]))]


def published_by_gitlab(text: str) -> list[str]:
    return list(read(text)["infracheck"]["artifacts"]["reports"].values())


def of_azure(text: str) -> list[str]:
    return [step["bash"] for step in read(text)["steps"] if "bash" in step]


def published_by_azure(text: str) -> list[str]:
    inputs = [step["inputs"] for step in read(text)["steps"] if str(step.get("task")).startswith("Publish")]
    named = [each.get("testResultsFiles") or each["targetPath"] for each in inputs]
    return [each.replace("$(Agent.TempDirectory)", "{temp}") for each in named]


def of_jenkins(text: str) -> list[str]:
    # in such a string of Groovy's, a backslash at the end of a line joins it with the next
    return [script.replace("\\\n", "") for script in re.findall(r"sh '''(.*?)'''", text, re.S)]


def published_by_jenkins(text: str) -> list[str]:
    return re.findall(r"(?:testResults|pattern): '([^']+)'", text)


def of_circle(text: str) -> list[str]:
    steps = read(text)["jobs"]["infracheck"]["steps"]
    return [step["run"]["command"] for step in steps if isinstance(step, dict) and "run" in step]


def published_by_circle(text: str) -> list[str]:
    steps = read(text)["jobs"]["infracheck"]["steps"]
    (folder,) = (step["store_test_results"]["path"] for step in steps if "store_test_results" in step)
    return [f"{folder}/infracheck/results.xml"]


def of_bitbucket(text: str) -> list[str]:
    step = read(text)["definitions"]["steps"][0]["step"]
    return ["\n".join(step["script"])]


ALL = [
    Template("gitlab-ci.yml", of_gitlab, {"CI_MERGE_REQUEST_DIFF_BASE_SHA": "{base}"}, published_by_gitlab, {}),
    Template(
        "azure-pipelines.yml", of_azure, {"SYSTEM_PULLREQUEST_TARGETBRANCH": "refs/heads/main"}, published_by_azure, {},
    ),
    Template("Jenkinsfile", of_jenkins, {"CHANGE_TARGET": "main"}, published_by_jenkins, {}),
    Template(
        "circleci.yml", of_circle, {"CIRCLE_BRANCH": "topic", "MAIN": "main"}, published_by_circle,
        {"CIRCLE_BRANCH": "main", "MAIN": "main"},
    ),
    Template(
        "bitbucket-pipelines.yml", of_bitbucket, {"BITBUCKET_PR_DESTINATION_BRANCH": "main"},
        lambda _: ["test-results/infracheck.xml"], {},
    ),
]  # fmt: skip
EACH = pytest.mark.parametrize("template", ALL, ids=lambda each: each.file)


class Machine:
    """A clone with a branch of its own, and the programs that a template calls."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.checkout = folder / "a checkout"
        for name in ("origin", "temp", "bin", "venv", "home"):
            (folder / name).mkdir()
        self.git("init", "-q", ".", at=folder / "origin")
        (folder / "origin" / "old.yaml").write_text(POD.replace("NAME", "old"))
        self.commit(folder / "origin")
        self.git("clone", "-q", "origin", str(self.checkout), at=folder)
        self.git("checkout", "-qb", "topic", at=self.checkout)
        self.base = self.git("rev-parse", "HEAD", at=self.checkout)
        real = f'exec "{sys.executable}" -I -m infracheck "$@"'
        self._program("venv", "infracheck", f"#!/bin/sh\n{real}\n")
        self._program("venv", "pip", "#!/bin/sh\nexit 0\n")
        self._program("bin", "infracheck", f"#!/bin/sh\n{real}\n")
        text = PYTHON.replace("BIN", f'"{folder}/venv"').replace("REAL", f'"{sys.executable}"')
        for name in ("python", "python3"):
            self._program("bin", name, text)

    def git(self, *arguments: str, at: Path) -> str:
        settings = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "init.defaultBranch=main")
        done = subprocess.run(["git", *settings, *arguments], cwd=at, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def commit(self, at: Path) -> None:
        self.git("add", "-A", at=at)
        self.git("commit", "-qm", "x", at=at)

    def run(self, template: Template, variables: Mapping[str, str]) -> tuple[int, str]:
        """Run a template's scripts, one after the other, up to the first that fails."""
        temporary = self.folder / "temp"
        environment = {
            "PATH": f"{self.folder / 'bin'}:/usr/local/bin:/usr/bin:/bin",
            "HOME": str(self.folder / "home"),
            "CI_PROJECT_DIR": str(self.checkout),
            "AGENT_TEMPDIRECTORY": str(temporary),
            "PIPELINE_WORKSPACE": str(temporary),
            "WORKSPACE_TMP": str(temporary),
            **{name: value.format(base=self.base) for name, value in variables.items()},
        }
        told = ""
        for script in template.scripts((TEMPLATES / template.file).read_text(encoding="utf-8")):
            done = subprocess.run(
                [SHELL, "-eo", "pipefail", "-c", script], cwd=self.checkout, env=environment, stdin=subprocess.DEVNULL,
                capture_output=True, text=True, timeout=60, check=False,
            )  # fmt: skip
            told += done.stdout + done.stderr
            if done.returncode:
                return done.returncode, told
        return 0, told

    def published(self, template: Template) -> Iterator[Path]:
        for name in template.published((TEMPLATES / template.file).read_text(encoding="utf-8")):
            yield self.checkout / name.format(temp=self.folder / "temp")

    def _program(self, folder: str, name: str, text: str) -> None:
        place = self.folder / folder / name
        place.write_text(text)
        place.chmod(0o755)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_every_template_is_run_and_listed() -> None:
    files = {path.name for path in TEMPLATES.iterdir()} - {"README.md"}
    listed = re.findall(r"\]\(([\w.-]+)\)", (TEMPLATES / "README.md").read_text(encoding="utf-8"))

    assert files == {each.file for each in ALL} | {WORKFLOW.name} == set(listed)


def test_the_workflow_asks_the_action_for_what_it_has() -> None:
    action = read((ROOT / "action.yml").read_text(encoding="utf-8"))
    text = WORKFLOW.read_text(encoding="utf-8")
    steps = read(text)["jobs"]["infracheck"]["steps"]
    (ours,) = (step for step in steps if str(step.get("uses")).startswith("infracheck/infracheck@"))

    assert set(ours["with"]) <= set(action["inputs"])
    assert set(re.findall(r"steps\.infracheck\.outputs\.([\w-]+)", text)) <= set(action["outputs"])
    others = [step["uses"] for step in steps if "uses" in step and step is not ours]
    assert [each for each in others if not re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", each)] == []
    assert steps[0]["with"]["fetch-depth"] == 0


def test_the_workflow_comments_with_the_report_whatever_it_holds(tmp_path: Path) -> None:
    (step,) = (
        step for step in read(WORKFLOW.read_text(encoding="utf-8"))["jobs"]["infracheck"]["steps"] if "run" in step
    )
    place = tmp_path / "gh"
    place.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >"{tmp_path}/asked"\n')
    place.chmod(0o755)
    comment = tmp_path / "a $(touch ran).md"

    subprocess.run(
        [SHELL, "-eo", "pipefail", "-c", step["run"]], cwd=tmp_path, check=True, timeout=60,
        env={"PATH": f"{tmp_path}:/usr/bin:/bin", "NUMBER": "7", "REPOSITORY": "a/b", "COMMENT": str(comment)},
    )  # fmt: skip

    asked = (tmp_path / "asked").read_text().splitlines()
    assert asked == [
        "pr",
        "comment",
        "7",
        "--repo",
        "a/b",
        "--edit-last",
        "--create-if-none",
        "--body-file",
        str(comment),
    ]
    assert "${{" not in step["run"]
    assert not (tmp_path / "ran").exists()


@EACH
def test_of_a_change_only_what_it_brings_fails(template: Template, machine: Machine) -> None:
    (machine.checkout / "fresh.yaml").write_text(POD.replace("NAME", "fresh").replace("hostPID", "hostIPC"))
    machine.commit(machine.checkout)

    status, told = machine.run(template, template.change)

    assert (status, "fresh.yaml" in told, "old.yaml" in told) == (1, True, False)
    for path in machine.published(template):
        assert path.stat().st_size > 100
        if path.suffix == ".xml":
            ElementTree.parse(path)


@EACH
def test_a_change_that_brings_nothing_passes(template: Template, machine: Machine) -> None:
    (machine.checkout / "fresh.yaml").write_text(SAFE)
    machine.commit(machine.checkout)

    status, _ = machine.run(template, template.change)

    assert status == 0
    assert all(path.is_file() for path in machine.published(template))


@EACH
def test_elsewhere_everything_counts(template: Template, machine: Machine) -> None:
    status, told = machine.run(template, template.main)

    assert (status, "old.yaml" in told) == (1, True)


@EACH
def test_a_branch_name_is_never_run(template: Template, machine: Machine) -> None:
    hostile = "$(touch ran)`touch ran`;touch ran"

    status, _ = machine.run(template, {name: f"{hostile} {name}" for name in template.change})

    assert status == 2
    assert not (machine.checkout / "ran").exists()


@EACH
def test_a_checkout_without_anything_to_check_fails(template: Template, machine: Machine) -> None:
    (machine.checkout / "old.yaml").unlink()
    machine.commit(machine.checkout)

    assert machine.run(template, template.main)[0] == 2
