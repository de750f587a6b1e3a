"""The Action runs in a checkout that a change has written: nothing of it is run, and nothing outside is written."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".github" / "action"

pytestmark = pytest.mark.skipif(
    sys.platform == "win32" or shutil.which("bash") is None, reason="needs bash, and paths as it knows them"
)

POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: web, image: 'nginx:1'}]}\n"
MODULES = ("sitecustomize", "usercustomize", "yaml", "click", "json", "secrets", "encodings", "infracheck", "re")
PROGRAMS = ("python3", "python", "python3.13", "mktemp", "cat", "dirname", "git", "bash", "env", "rm", "printf")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout in which each module and each program that might be looked for says that it was run."""
    folder = tmp_path / "checkout"
    (folder / "bin").mkdir(parents=True)
    (folder / "web.yaml").write_text(POD)
    for name in MODULES:
        (folder / f"{name}.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'a').write({name!r})\n")
    for place in (folder, folder / "bin"):
        for name in PROGRAMS:
            (place / name).write_text(f"#!/bin/sh\necho {name} >>{tmp_path}/ran\n")
            (place / name).chmod(0o755)
    (folder / "env.sh").write_text(f"echo env.sh >>{tmp_path}/ran\n")
    (tmp_path / "temp").mkdir()
    (tmp_path / "link").symlink_to("checkout/bin")
    return folder


def step(checkout: Path, script: str, **variables: str) -> dict[str, str]:
    """Run a script as a step of the Action does, and return its outputs."""
    temporary = checkout.parent / "temp"
    for name in ("output", "summary"):
        (temporary / name).write_text("")
    environment = {
        "PATH": os.environ["PATH"],
        "GITHUB_ACTION_PATH": str(ROOT),
        "GITHUB_OUTPUT": str(temporary / "output"),
        "GITHUB_STEP_SUMMARY": str(temporary / "summary"),
        "RUNNER_TEMP": str(temporary),
        "INFRACHECK_PYTHON": sys.executable,
        "BASH_ENV": "",
        **variables,
    }
    bash = shutil.which("bash")
    assert bash is not None
    done = subprocess.run(
        [bash, "--noprofile", "--norc", "-e", "-o", "pipefail", str(FOLDER / script)],
        cwd=checkout, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    lines = (temporary / "output").read_text().splitlines()
    pairs = zip(lines, [*lines[1:], ""], strict=True)
    return {line.partition("<<")[0]: value for line, value in pairs if "<<" in line} | {
        name: value for name, equals, value in (line.partition("=") for line in lines) if equals and "<<" not in name
    }


def ran(checkout: Path) -> str:
    place = checkout.parent / "ran"
    return place.read_text() if place.exists() else ""


HOSTILE = [
    {"PYTHONPATH": "."},
    {"PYTHONPATH": ""},
    {"PYTHONPATH": "/nowhere:"},
    {"PYTHONPATH": "{checkout}"},
    {"PYTHONSTARTUP": "sitecustomize.py", "PYTHONINSPECT": ""},
    {"PYTHONUSERBASE": ".", "PYTHONPLATLIBDIR": "."},
    {"PYTHONHOME": "."},
    {"PATH": ".:{path}"},
    {"PATH": ":{path}"},
    {"PATH": "bin:{path}"},
    {"PATH": "./bin:{path}"},
    {"PATH": "{checkout}:{path}"},
    {"PATH": "{checkout}/bin/:{path}"},
    {"PATH": "/..{checkout}/../checkout/bin:{path}"},
    {"PATH": "{link}:{path}"},
    {"PATH": "{path}:"},
    {"PATH": ".:{path}", "PYTHONPATH": ".", "PYTHONSAFEPATH": ""},
]


def filled(variables: dict[str, str], checkout: Path) -> dict[str, str]:
    values = {"checkout": checkout, "path": os.environ["PATH"], "link": checkout.parent / "link"}
    return {name: text.format(**values) for name, text in variables.items()}


IN_A_SCAN = [
    {"PYTHONPATH": ".", "PYTHONSTARTUP": "sitecustomize.py", "PYTHONUSERBASE": ".", "PYTHONHOME": "."},
    {"PYTHONPATH": "/nowhere:", "PATH": ".:bin:./bin::{path}:"},
    {"PYTHONPATH": "{checkout}", "PATH": "{checkout}:{checkout}/bin/:{link}:{path}"},
]


@pytest.mark.parametrize("variables", IN_A_SCAN, ids=str)
def test_nothing_of_the_checkout_runs_in_a_scan(variables: dict[str, str], checkout: Path) -> None:
    outputs = step(checkout, "run.sh", **filled(variables, checkout), INPUT_SELECT="memory-limit")

    assert ran(checkout) == ""
    assert (outputs["exit-code"], outputs["findings"]) == ("1", "1")


@pytest.mark.parametrize("variables", HOSTILE, ids=str)
def test_nothing_of_the_checkout_runs_in_an_installation(variables: dict[str, str], checkout: Path) -> None:
    """The Python of the runner is a stand-in here: what it is asked for, and where, is what counts."""
    place = checkout.parent / "runner"
    place.mkdir()
    (place / "python3").write_text(
        f'#!/bin/sh\necho "$PWD ${{PYTHONPATH-unset}} ${{PYTHONHOME-unset}} $*" >>"{place}/asked"\n'
        f'if [ "$3" = venv ]; then mkdir -p "$4/bin" && cp "{place}/python3" "$4/bin/python"; fi\n'
    )
    (place / "python3").chmod(0o755)
    given = filled({"PATH": "{path}", **variables}, checkout)
    # as Actions puts it: what a job adds comes before the runner's own
    given["PATH"] = given["PATH"].replace(os.environ["PATH"], f"{place}:{os.environ['PATH']}")

    prepared = step(checkout, "prepare.sh", **given)
    found = {"INFRACHECK_PYTHON": prepared["python"], "INFRACHECK_CACHE": prepared["cache"]}
    outputs = step(checkout, "install.sh", **given, **found)

    *_, last = (place / "asked").read_text().splitlines()
    folder = Path(outputs["python"]).parents[2]
    assert ran(checkout) == ""
    assert last.startswith(f"{folder} unset unset -I -m pip install ")
    assert folder.parent == checkout.parent / "temp"


def test_bash_reads_no_file_of_the_checkout_first() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))

    assert {each["env"]["BASH_ENV"] for each in action["runs"]["steps"] if "run" in each} == {""}


def test_an_empty_name_of_such_a_file_is_none(checkout: Path) -> None:
    step(checkout, "run.sh", INPUT_PATH="-")
    assert ran(checkout) == ""

    step(checkout, "run.sh", INPUT_PATH="-", BASH_ENV="env.sh")
    assert ran(checkout).startswith("env.sh")


def test_the_templates_run_python_isolated() -> None:
    """Wherever a file of ours tells somebody to run the module, it says `-I`."""
    places = [
        *FOLDER.iterdir(),
        ROOT / "action.yml",
        ROOT / "README.md",
        ROOT / "SECURITY.md",
        *ROOT.glob("docs/*.md"),
        *ROOT.glob("docs/ci/*"),
    ]
    texts = {each: each.read_text(encoding="utf-8") for each in places if each.is_file()}

    assert [each for each, text in texts.items() if "-m infracheck" in text.replace("-I -m infracheck", "")] == []


@pytest.mark.parametrize("target", ["reports/x.sarif", "inside/up/x.sarif"])
def test_sarif_is_not_written_out_of_the_checkout(target: str, checkout: Path, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (checkout / "a").mkdir()
    (checkout / "reports").symlink_to("../outside")
    (checkout / "a" / "b").symlink_to(tmp_path / "outside")
    (checkout / "inside").symlink_to("a")
    (checkout / "a" / "up").symlink_to("../reports")

    outputs = step(checkout, "run.sh", INPUT_SARIF_FILE=target)

    assert outputs == {"exit-code": "2"}
    assert os.listdir(tmp_path / "outside") == []


@pytest.mark.parametrize("target", ["linked/x.sarif", "{temp}/x.sarif"])
def test_sarif_is_written_elsewhere(target: str, checkout: Path, tmp_path: Path) -> None:
    (checkout / "reports").mkdir()
    (checkout / "linked").symlink_to("reports")
    place = target.format(temp=tmp_path / "temp")

    outputs = step(checkout, "run.sh", INPUT_SARIF_FILE=place)

    assert outputs["sarif-file"] == place
    assert (checkout / place).is_file()


def run_module(folder: Path, *options: str) -> Any:
    words = [sys.executable, *options, "-m", "infracheck", "scan", "--select", "memory-limit", "-q"]
    return subprocess.run(words, cwd=folder, capture_output=True, timeout=60, check=False)


def test_the_module_takes_nothing_that_it_imports_from_the_current_folder(tmp_path: Path) -> None:
    (tmp_path / "web.yaml").write_text(POD)
    for name in ("yaml", "click", "rich", "jsonschema", "sarif_om", "infracheck_policies", "json", "gc", "subprocess"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("open('ran', 'w')\n")

    assert run_module(tmp_path).returncode == 1
    assert not (tmp_path / "ran").exists()


def test_isolated_it_takes_nothing_at_all(tmp_path: Path) -> None:
    (tmp_path / "web.yaml").write_text(POD)
    for name in ("infracheck", "typing", "runpy", "__future__", "yaml", "sitecustomize"):
        (tmp_path / f"{name}.py").write_text("open('ran', 'w')\n")

    assert run_module(tmp_path, "-I").returncode == 1
    assert not (tmp_path / "ran").exists()
