"""No flood of findings fills a report, and none takes the place of another kind."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import infracheck
from infracheck.engine.budget import MOST_IN_A_FILE, MOST_IN_A_SCAN, FindingBudget
from infracheck.source.text.problem import Problem
from infracheck.source.text.span import Span

CONTAINER = "  - {name: c, image: nginx}\n"
POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n"


def counted(report: infracheck.Report) -> Counter[str]:
    return Counter(each.policy_id for each in report.findings)


def limits(report: infracheck.Report) -> list[tuple[int, str]]:
    return [(each.line, each.message) for each in report.findings if each.policy_id == "input-limit"]


def test_of_one_policy_a_file_has_so_many_findings(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(POD + CONTAINER * 1500)
    report = infracheck.scan([tmp_path], select=["memory-limit", "cpu-limit"])

    assert counted(report)["memory-limit"] == counted(report)["cpu-limit"] == MOST_IN_A_FILE
    said = "the file has more than 1,000 findings of {}: the rest of the file is not checked by it"
    assert sorted(limits(report)) == [(MOST_IN_A_FILE + 6, said.format(each)) for each in ("cpu-limit", "memory-limit")]
    assert all(str(each.severity) == "high" for each in report.findings if each.policy_id == "input-limit")


def test_what_is_just_within_the_budget_is_reported_whole(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(POD + CONTAINER * MOST_IN_A_FILE)
    report = infracheck.scan([tmp_path], select=["memory-limit"])

    assert counted(report) == {"memory-limit": MOST_IN_A_FILE}


def test_other_files_have_budgets_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(POD + CONTAINER * 1500)
    (tmp_path / "b.yaml").write_text(POD.replace("name: p", "name: q") + CONTAINER * 2)
    report = infracheck.scan([tmp_path], select=["memory-limit"])

    assert Counter(Path(each.path).name for each in report.findings) == {"a.yaml": MOST_IN_A_FILE + 1, "b.yaml": 2}


def test_a_flood_of_low_findings_hides_no_high_one(tmp_path: Path) -> None:
    bad = "  - {name: bad, image: nginx, securityContext: {privileged: true}}\n"
    (tmp_path / "a.yaml").write_text(POD + CONTAINER * 1200 + bad)
    report = infracheck.scan([tmp_path], select=["all"])

    assert [each.line for each in report.findings if each.policy_id == "privileged-container"] == [1206]


def test_a_flood_within_one_object_is_cut(tmp_path: Path) -> None:
    ports = "".join(f"    - {{containerPort: {number}, hostPort: {number}}}\n" for number in range(1, 2001))
    (tmp_path / "a.yaml").write_text(f"{POD}{CONTAINER}  - name: d\n    image: nginx\n    ports:\n{ports}")
    report = infracheck.scan([tmp_path], select=["host-port"])

    assert counted(report) == {"host-port": MOST_IN_A_FILE, "input-limit": 1}


def test_a_policy_that_crashes_everywhere_is_told_of_so_often(tmp_path: Path) -> None:
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "own.py").write_text(
        "from infracheck import Container, Severity, policy\n\n\n"
        '@policy("own-crash", category="resources", severity=Severity.LOW)\n'
        'def own_crash(container: Container):\n    """A container is fine.\n\n    It is.\n    """\n'
        '    raise ValueError("no")\n    yield\n'
    )
    (tmp_path / "a.yaml").write_text(POD + CONTAINER * 1500)
    report = infracheck.scan([tmp_path / "a.yaml"], select=["own-crash"], policies=[tmp_path / "policies"])

    assert len(report.faults) == MOST_IN_A_FILE
    assert len(limits(report)) == 1


def test_problems_of_inputs_have_budgets_too(tmp_path: Path) -> None:
    wrong = "".join(f"---\napiVersion: v1\nkind: Pod\nmetadata: {{name: {nth}}}\nspec: 1\n" for nth in range(1_200))
    (tmp_path / "a.yaml").write_text(wrong)
    report = infracheck.scan([tmp_path], select=["host-pid"])

    assert counted(report) == {"input-schema": MOST_IN_A_FILE, "input-limit": 1}


def test_the_answer_is_the_same_for_any_number_of_processes(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(POD + CONTAINER * 1100)
    reports = [infracheck.scan([tmp_path], select=["all"], jobs=jobs) for jobs in (1, 2, 5)]

    first, *others = [
        [(each.policy_id, each.span, each.message, each.fingerprint) for each in report.findings] for report in reports
    ]
    assert others == [first, first]


def problem(path: str, line: int) -> Problem:
    return Problem("input-syntax", "wrong", Span(path, line, 1, line, 2), "")


def test_a_scan_has_a_budget_for_all_files_together() -> None:
    budget: FindingBudget[Problem] = FindingBudget("input-syntax")
    for number in range(MOST_IN_A_SCAN // 500 + 2):
        budget.take(problem(f"f{number}", line) for line in range(500))

    assert len(budget.kept) == MOST_IN_A_SCAN
    assert budget.is_spent_in("a file that nobody has seen")
    said = "the scan has 20,000 findings or more of input-syntax: the rest of the scan is not checked by it"
    assert [(each.message, each.span.path) for each in budget.problems] == [(said, "f40")]


def test_a_budget_that_is_not_spent_says_nothing() -> None:
    budget: FindingBudget[Problem] = FindingBudget("input-syntax")
    budget.take(problem("a", line) for line in range(MOST_IN_A_FILE))

    assert (len(budget.kept), budget.is_spent_in("a"), budget.problems) == (MOST_IN_A_FILE, False, [])
