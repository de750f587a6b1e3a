"""What to write instead: said with a violation, or by its policy of all of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from infracheck import Report, scan
from infracheck.engine.declarations.load import load_folder
from infracheck.report.explain import markdown

Written = Callable[..., str]

POLICY = '''\
from collections.abc import Iterator
from infracheck import Container, Severity, Violation, policy


@policy("ready", category="own", severity=Severity.LOW)
def ready(container: Container) -> Iterator[Violation]:
    """A container has a readiness probe.

    Without one, traffic arrives too early.

    KEP-1.

    Fix: write `readinessProbe:` with
    a path.
    """
    remedy = "Write `readinessProbe:` for port 80." if container.ports else ""
    yield container.violation(f"container {container.name} has no readiness probe", remedy=remedy)
'''
POD = """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - name: web
      ports: [{containerPort: 80}]
    - name: log
    - name: metrics
"""
OWN, OF_POLICY = "Write `readinessProbe:` for port 80.", "write `readinessProbe:` with a path."


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "ready.py").write_text(POLICY)
    (tmp_path / "pod.yaml").write_text(POD)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def report(folder: Path) -> Report:
    return scan(["pod.yaml"], policies=["own"], select=["ready"])


def test_a_finding_has_its_own_remedy_or_that_of_its_policy(report: Report) -> None:
    assert [each.remedy for each in report.findings] == [OWN, OF_POLICY, OF_POLICY]


def test_the_last_paragraph_is_no_part_of_the_rationale(folder: Path) -> None:
    (policy,) = load_folder("own")

    assert policy.title == "A container has a readiness probe."
    assert policy.rationale == "Without one, traffic arrives too early.\n\nKEP-1."
    assert policy.remedy == OF_POLICY


@pytest.mark.parametrize(
    ("docstring", "rationale", "remedy"),
    [
        ("A rule.", "", ""),
        ("A rule.\n\nFix: this.", "", "this."),
        ("A rule.\n\n    Why.\n\n    Fix: this\n    and that.\n    ", "Why.", "this and that."),
        ("A rule.\n\nFix: not the last.\n\nWhy.", "Fix: not the last.\n\nWhy.", ""),
        ("A rule.\n\nWhy.\nFix: no paragraph.", "Why.\nFix: no paragraph.", ""),
    ],
)
def test_only_a_last_paragraph_is_a_remedy(docstring: str, rationale: str, remedy: str, folder: Path) -> None:
    (policy,) = load_folder("own")
    policy.versions[0].check.__doc__ = docstring

    assert (policy.rationale, policy.remedy) == (rationale, remedy)


def test_the_table_says_what_a_policy_advises_once_a_file(report: Report, written: Written) -> None:
    text = written("table", report)

    assert text.count(f"╰ remedy {OWN}") == text.count(f"╰ remedy {OF_POLICY}") == 1


def test_json_has_the_remedy_of_each_finding(report: Report, written: Written) -> None:
    document = json.loads(written("json", report))

    assert [each["remedy"] for each in document["findings"]] == [OWN, OF_POLICY, OF_POLICY]


def test_github_annotations_end_with_the_remedy(report: Report, written: Written) -> None:
    lines = written("github", report).splitlines()

    assert [line.partition("::container ")[2] for line in lines[:2]] == [
        f"web has no readiness probe. {OWN}",
        "log has no readiness probe. Write `readinessProbe:` with a path.",
    ]


def test_sarif_says_of_the_rule_what_holds_of_all_its_results(report: Report, written: Written) -> None:
    (run,) = json.loads(written("sarif", report))["runs"]

    (rule,) = run["tool"]["driver"]["rules"]
    assert "\n\n**How to fix:** Write `readinessProbe:` with a path.\n\n" in rule["help"]["markdown"]
    assert "Fix" not in rule["fullDescription"]["text"]
    assert [each["message"]["text"] for each in run["results"][:2]] == [
        f"Container web has no readiness probe. {OWN}",
        "Container log has no readiness probe.",
    ]
    assert [each["properties"]["remedy"] for each in run["results"]] == [OWN, OF_POLICY, OF_POLICY]


def test_explain_says_how_to_fix(folder: Path) -> None:
    (policy,) = load_folder("own")

    assert "\nKEP-1.\n\n## How to fix\n\nWrite `readinessProbe:` with a path.\n\n" in markdown(policy.rule)


def test_a_remedy_holds_no_secret(folder: Path) -> None:
    own = POLICY.replace("for port 80", "behind {container.env[0].value}").replace('"Write', 'f"Write')
    (folder / "own" / "ready.py").write_text(own.replace("container.ports", "container.env"))
    (folder / "pod.yaml").write_text(
        POD.replace("ports: [{containerPort: 80}]", "env: [{name: DB_PASSWORD, value: x8Kq2LmZw4}]")
    )

    report = scan(["pod.yaml"], policies=["own"], select=["ready"])

    assert "x8Kq2LmZw4" not in " ".join(each.remedy for each in report.findings)
    assert report.findings[0].remedy.startswith("Write `readinessProbe:` behind ")
