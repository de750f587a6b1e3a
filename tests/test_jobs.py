"""The same bytes in every format for any number of processes, and whatever order a set of strings has."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from infracheck.report.formats import catalogue

SHOP = Path(__file__).parents[1] / "fixtures" / "shop"
FORMATS = tuple(catalogue.SCAN)
_SCRIPT = """
import os, sys
sys.argv = ["infracheck", *sys.argv[1:]]
from infracheck.cli import run
status = run()
print(status, os.times().children_user)
"""
_POD = """\
apiVersion: v1
kind: Pod
metadata:
  name: web-{number}
spec:
  hostPID: true{mark}
  containers:
    - name: {name}
      image: nginx
      securityContext: {{privileged: true}}
      env: [{{name: DB_PASSWORD, value: "correct-horse"}}]
"""
_MARK = "  # infracheck: ignore[host-pid] the node agent needs it"
_CRASHES = '''\
from collections.abc import Iterator

from infracheck import Container, Severity, Violation, policy


@policy("crashes", category="own", severity=Severity.LOW)
def crashes(container: Container) -> Iterator[Violation]:
    """A container divides nothing by zero."""
    yield container.violation(str(1 / (len(container.name) - 3)))
'''


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """So many objects that judging them is worth three processes; waivers, faults, chains and a broken file."""
    folder = tmp_path_factory.mktemp("jobs")
    (folder / "own").mkdir()
    (folder / "own" / "crashes.py").write_text(_CRASHES)
    (folder / "broken.yaml").write_text("apiVersion: v1\nkind: Pod\n  x: [\n")
    (folder / "pods.yaml").write_text("---\n".join(map(pod, range(1_000))))
    return folder


def pod(number: int) -> str:
    """One of twenty is waived, and has a name that a policy crashes on."""
    is_odd_one = number % 20 == 0
    return _POD.format(number=number, mark=_MARK if is_odd_one else "", name="web" if is_odd_one else "server")


@pytest.fixture(scope="module")
def one_process(folder: Path) -> dict[str, bytes]:
    return written(folder, jobs=1, seed=1)[0]


@pytest.mark.parametrize(("jobs", "seed"), [(2, 2), (3, 3)])
def test_every_format_is_the_same(folder: Path, one_process: dict[str, bytes], jobs: int, seed: int) -> None:
    outputs, seconds_of_others = written(folder, jobs=jobs, seed=seed)

    assert [form for form in FORMATS if outputs[form] != one_process[form]] == []
    if jobs > 1 and sys.platform == "linux" and (os.cpu_count() or 1) > 1:
        assert seconds_of_others > 0, "no second process took part"


def test_the_reports_hold_what_could_come_in_another_order(one_process: dict[str, bytes]) -> None:
    text = one_process["sarif"].decode()

    assert text.count('"suppressions":') >= 50
    assert text.count('"codeFlows":') >= 3
    assert text.count("crashed") >= 50
    assert '"ruleId":"input-syntax"' in text


def written(folder: Path, *, jobs: int, seed: int) -> tuple[dict[str, bytes], float]:
    """What each format holds, and the seconds that processes of the scan took beside the first."""
    names = {form: f"{form}-{jobs}-{seed}" for form in FORMATS}
    done = subprocess.run(
        [
            sys.executable, "-c", _SCRIPT, "scan", "pods.yaml", "broken.yaml", str(SHOP), "--select", "all",
            "--severity", "high", "--policies", "own", "--include-waived", "--jobs", str(jobs),
            *(f"--format={form}={name}" for form, name in names.items()),
        ],
        cwd=folder, env={**os.environ, "PYTHONHASHSEED": str(seed)}, capture_output=True, text=True, timeout=120,
        check=True,
    )  # fmt: skip
    status, seconds = done.stdout.split()
    assert (status, done.stderr) == ("3", "")
    return {form: (folder / name).read_bytes() for form, name in names.items()}, float(seconds)
