"""Where a finding about a whole object stands, and which waivers reach it."""

from __future__ import annotations

from pathlib import Path

import pytest

import infracheck

POLICY = '''\
from collections.abc import Iterator
from infracheck import KubernetesObject, Severity, Violation, policy


@policy("known-owner", category="own", severity=Severity.LOW)
def known_owner(found: KubernetesObject) -> Iterator[Violation]:
    """An object has a known owner."""
    yield found.violation(f"{found.kind} {found.name} has no owner")
'''
POD = "{above}apiVersion: v1{first}\nkind: Pod{second}\nmetadata:\n{over}  name: web{name}\n"
MARK = "# infracheck: ignore[known-owner] the platform's own"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "rules.py").write_text(POLICY)
    monkeypatch.chdir(tmp_path)


def report(text: str) -> infracheck.Report:
    Path("web.yaml").write_text(text, encoding="utf-8")
    return infracheck.scan(["web.yaml"], policies=["own"], select=["known-owner"])


def places(text: str) -> list[tuple[int, int]]:
    return [(each.line, each.column) for each in report(text).findings]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("apiVersion: v1\nkind: Pod\nmetadata:\n  labels: {}\n  name: web\n", (5, 3)),
        ("apiVersion: v1\nkind: Pod\nmetadata:\n  generateName: web-\n", (4, 3)),
        ("apiVersion: v1\nkind: Pod\nmetadata: {generateName: web-, name: web}\n", (3, 32)),
        ('{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web"}}\n', (1, 50)),
        ("apiVersion: v1\nkind: Pod\nmetadata:\n  labels: {}\n", (1, 1)),
        ("apiVersion: v1\nkind: Pod\nmetadata:\n", (1, 1)),
        ("kind: Pod\napiVersion: v1\n", (1, 1)),
    ],
)
def test_an_object_stands_at_its_name(text: str, place: tuple[int, int]) -> None:
    assert places(text) == [place]


def test_items_of_a_list_stand_at_their_own_names() -> None:
    item = "  - apiVersion: v1\n    kind: Pod\n    metadata:\n      name: web-{}\n"

    text = "apiVersion: v1\nkind: List\nitems:\n" + item.format(1) + item.format(2)

    assert places(text) == [(7, 7), (11, 7)]


def test_an_object_whose_name_stands_in_another_one_stands_at_its_own_first_key() -> None:
    first = "  - apiVersion: v1\n    kind: Pod\n    metadata: &about\n      name: web\n"

    text = f"apiVersion: v1\nkind: List\nitems:\n{first}  - apiVersion: v1\n    kind: Service\n    metadata: *about\n"

    assert places(text) == [(7, 7), (8, 5)]


@pytest.mark.parametrize(
    "marks",
    [
        {"name": f" {MARK}"},
        {"over": f"  {MARK}\n"},
        {"first": f" {MARK}"},
        {"above": f"{MARK}\n"},
        {"above": f"---\n{MARK}\n\n"},
    ],
)
def test_a_waiver_holds_at_the_name_and_at_the_first_line(marks: dict[str, str]) -> None:
    scanned = report(pod(**marks))

    assert scanned.findings == ()
    assert [each.policy_id for each in scanned.waived] == ["known-owner"]


def test_of_two_waivers_the_one_at_the_name_counts() -> None:
    scanned = report(pod(name=f" {MARK}", first=f" {MARK}"))

    assert [(each.policy_id, each.line) for each in scanned.findings] == [("waiver-unused", 1)]
    assert len(scanned.waived) == 1


def test_a_waiver_between_the_two_holds_nothing() -> None:
    scanned = report(pod(second=f" {MARK}"))

    assert [(each.policy_id, each.line) for each in scanned.findings] == [("waiver-unused", 2), ("known-owner", 4)]


def test_a_waiver_reaches_its_own_object_alone() -> None:
    scanned = report(f"{pod(first=f' {MARK}')}---\n{pod()}")

    assert [(each.policy_id, each.line) for each in scanned.findings] == [("known-owner", 9)]
    assert len(scanned.waived) == 1


def pod(**marks: str) -> str:
    return POD.format(**{"above": "", "first": "", "second": "", "over": "", "name": "", **marks})
