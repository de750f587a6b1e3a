"""The search itself: what it must notice, it notices, and the same seed finds it again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from tests.fuzz import trees
from tests.fuzz.batch import SUBJECTS, made, scheduled
from tests.fuzz.case import Case
from tests.fuzz.minimise import minimised
from tests.fuzz.oracles import failures
from tests.fuzz.run import FORMATS, INVENTORIES, Outcome, faults, run
from tests.fuzz.search import Found, kept, tried
from tests.fuzz.secrets import forms

POD = b"apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: nginx\n"
FINDING = {
    "policy": "memory-limit", "path": "0000/web.yaml", "line": 7, "column": 7, "end_line": 8, "end_column": 19,
    "related": [],
}  # fmt: skip
ESCAPED = """\
infracheck: internal error, the scan was aborted: KeyError. Please report it with the lines below:
infracheck:   /x/infracheck/model/y.py:7 in f
"""
SECRET = "zQ7xW9kLmPtRaBcDeF"


def written(status: int = 1, *, stderr: str = "", **report: Any) -> Outcome:
    """A run that wrote a report of its own."""
    text = json.dumps({"findings": [], "faults": [], **report})
    return Outcome(status, 0.1, {"out.json": text.encode(), "stdout": b"", "stderr": stderr.encode()})


def noticed(outcome: Outcome, cases: Sequence[Case] = (Case({"web.yaml": POD}),)) -> list[tuple[str, str, list[int]]]:
    return [(each.kind, each.what, each.cases) for each in failures(cases, [outcome])]


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_batch_is_made_again_from_its_number(subject: str) -> None:
    assert made(3, subject, 5) == made(3, subject, 5)
    assert made(3, subject, 5) != made(3, subject, 6)


def test_a_tree_that_holds_itself_is_repeated_in_a_moment() -> None:
    """Each of thirty copies once held all those before it, and no batch of such a tree ended."""
    for seed in range(200):
        root = trees.parsed("&a {b: &c [*a, *c], d: [*a]}")

        trees.mutate(root, Random(seed), 8)

        assert len(trees.written([root], Random(seed))) < 1_000_000


def test_every_subject_has_its_turn() -> None:
    subject_of = scheduled(0, tuple(SUBJECTS))

    assert {subject_of(number) for number in range(300)} == set(SUBJECTS)


def test_a_sound_input_fails_in_nothing(tmp_path: Path) -> None:
    variable = f"env: [{{name: DB_PASSWORD, value: {SECRET}}}]\n      image".encode()
    case = Case({"web.yaml": POD.replace(b"image", variable)}, (SECRET,))

    outcomes = run([case, case], tmp_path, thorough=True, seconds=20)

    assert failures([case, case], outcomes) == []
    assert [each.status for each in outcomes] == [1, 1, 0]
    assert {f"out.{form}" for form in FORMATS} <= outcomes[0].written.keys()
    assert {f"out.inventory-{form}" for form in INVENTORIES} <= outcomes[2].written.keys()
    assert faults(tmp_path, None) == []


def test_a_stream_is_read_from_standard_input(tmp_path: Path) -> None:
    (outcome,) = run([Case({}, stdin=POD, alone=True)], tmp_path, thorough=False, seconds=20)

    report = json.loads(outcome.written["out.json"])
    assert {each["path"] for each in report["findings"]} == {"-"}


def test_a_config_that_is_refused_is_no_failure(tmp_path: Path) -> None:
    case = Case({".infracheck.yaml": b"fail-on: often\n", "web.yaml": POD}, alone=True)

    outcomes = run([case], tmp_path, thorough=False, seconds=20)

    assert [each.status for each in outcomes] == [2]
    assert failures([case], outcomes) == []


def test_what_takes_too_long_is_ended_and_noticed(tmp_path: Path) -> None:
    case = Case({f"{number}.yaml": POD for number in range(500)})

    outcomes = run([case], tmp_path, thorough=False, seconds=0.02)

    assert [each.kind for each in failures([case], outcomes)] == ["slow"]


@pytest.mark.parametrize("form", forms(SECRET))
@pytest.mark.parametrize("where", ["stdout", "stderr", "out.json"])
def test_a_secret_in_any_form_and_output_is_noticed(form: str, where: str) -> None:
    outcome = written(findings=[])
    outcome.written[where] += form.encode()
    sound, leaking = Case({"web.yaml": POD}), Case({"web.yaml": POD}, (SECRET,))
    if where == "out.json":
        outcome.written["out.json"] = json.dumps({"findings": [], "faults": [], "x": form}).encode()

    assert noticed(outcome, [sound, leaking]) == [("leak", where, [1])]


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({"line": 99, "end_line": 99}, "a line that is not there"),
        ({"line": 0}, "a line that is not there"),
        ({"column": 99, "line": 8}, "ends before it starts"),
        ({"end_column": 20}, "a column that is not there"),
        ({"column": 0}, "a column that is not there"),
        ({"end_line": 6}, "ends before it starts"),
        ({"path": "0000/other.yaml"}, "a file that is no input"),
        ({"path": "0001/web.yaml"}, "a file that is no input"),
        ({"path": "/etc/passwd"}, "a file that is no input"),
    ],
)
def test_a_place_outside_of_the_inputs_is_noticed(changed: dict[str, Any], what: str) -> None:
    (failure,) = noticed(written(findings=[{**FINDING, **changed}]))

    assert failure[:2] == ("place", f"memory-limit: {what}")


def test_a_place_in_the_file_is_sound() -> None:
    assert noticed(written(findings=[FINDING])) == []
    assert noticed(written(findings=[{**FINDING, "related": [FINDING]}])) == []


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_place_counts_what_the_reader_decodes(encoding: str) -> None:
    case = Case({"web.yaml": POD.decode().replace("\n  ", "\u0a0a\n  ").encode(encoding)})
    beyond = {**FINDING, "end_column": 200}

    assert noticed(written(findings=[FINDING]), [case]) == []
    assert [each[0] for each in noticed(written(findings=[beyond]), [case])] == ["place"]


def test_a_place_in_a_dockerfile_counts_bytes_that_are_no_text_one_by_one(tmp_path: Path) -> None:
    cases = [Case({"Dockerfile": b"\xff\xfeFROM a\n"}), Case({"a/Dockerfile": b"\xff\xfe"})]

    assert failures(cases, run(cases, tmp_path, thorough=False, seconds=20)) == []


def test_a_related_place_counts_too() -> None:
    note = {**FINDING, "line": 30}

    assert [each[0] for each in noticed(written(findings=[{**FINDING, "related": [note]}]))] == ["place"]


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (written(3, faults=[{"policy": "x", "stage": "judging", "path": "0000/web.yaml", "line": 1, "error": "E"}]),
         ("fault", "x: E", [0])),
        (written(1, faults=[{"policy": None, "stage": "reading", "path": "", "line": 1, "error": "E"}]),
         ("exit", "1 with faults", [])),
        (written(2), ("exit", "2 without cause", [])),
        (written(120), ("exit", "120", [])),
        (written(-11), ("exit", "-11", [])),
        (written(3, stderr=ESCAPED), ("crash", "KeyError at y.py:7 in f", [])),
        (written(stderr="\x1b[31m"), ("control character", "0x1b in stderr", [])),
        (written(stderr="\u202e"), ("control character", "0x202e in stderr", [])),
    ],
)  # fmt: skip
def test_how_a_run_must_not_end(outcome: Outcome, expected: tuple[str, str, list[int]]) -> None:
    assert expected in noticed(outcome)


def test_bytes_that_are_no_text_are_noticed() -> None:
    outcome = written()
    outcome.written["stdout"] = b"\xff"

    assert ("not UTF-8", "stdout", []) in noticed(outcome)


def test_a_report_that_is_cut_short_is_noticed() -> None:
    outcome = written()
    outcome.written["out.sarif"] = b'{"runs": ['

    assert noticed(outcome) == [("not JSON", "", [])]


def test_two_runs_that_differ_are_noticed() -> None:
    case, one = Case({"web.yaml": POD}), written()
    other = replace(one, written={**one.written, "out.json": one.written["out.json"] + b" "})

    assert [(each.kind, each.what) for each in failures([case], [one, other])] == [("not deterministic", "out.json")]
    assert failures([case], [one, one]) == []


def test_a_failing_batch_becomes_the_one_byte_that_matters() -> None:
    cases = [Case({"a.yaml": POD, "b.yaml": POD + (b"x: !\n" if number == 7 else b"")}) for number in range(20)]

    smallest = minimised(cases, lambda some: any(b"!" in text for case in some for text in case.files.values()))

    assert smallest == [Case({"b.yaml": b"!"})]


def test_two_inputs_that_fail_only_together_are_kept_together() -> None:
    cases = [Case({"a.yaml": f"{number}\n".encode()}) for number in range(9)]

    def fails(some: Sequence[Case]) -> bool:
        return {b"3", b"7"} <= {text.strip() for case in some for text in case.files.values()}

    assert minimised(cases, fails) == [Case({"a.yaml": b"3"}), Case({"a.yaml": b"7"})]


def test_a_failing_input_is_written_with_the_commands_that_show_it(tmp_path: Path) -> None:
    found = Found("slow", "read.py in read", [Case({}, stdin=b"\n\n", alone=True)], "--seed 0 --batch streams:12")

    place = kept(found, tmp_path)

    assert (place / "stdin").read_bytes() == b"\n\n"
    assert (place / "command.txt").read_text().splitlines()[-2:] == [
        "infracheck scan - < stdin --select all",
        "python -m tests.fuzz --seed 0 --batch streams:12",
    ]


@pytest.mark.parametrize("subject", ["dockerfiles", "texts"])
def test_a_batch_of_today_fails_in_nothing(subject: str) -> None:
    tally = tried(0, subject, 1)

    assert tally.cases == SUBJECTS[subject].together
    assert tally.found == []
