"""A baseline knows findings by what they say and of what; what is broken is told, and never overwritten."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from tests.gate.conftest import WEB, Project, Verdict

from infracheck.cli import run

LIMIT = ("--select", "memory-limit")
FILE = "known.json"


@pytest.fixture
def folder(tmp_path: Path) -> Project:
    """A folder without git, and a baseline of its one finding."""
    project = Project(tmp_path)
    project.put("k8s/web.yaml", WEB)
    assert project.run("baseline", *LIMIT, "-o", FILE).returncode == 0
    return project


def scanned(project: Project) -> Verdict:
    done = project.run("scan", *LIMIT, "--baseline", FILE, "-f", "json")
    return Verdict(done.returncode, json.loads(done.stdout or "{}"), done.stderr)


def test_a_baseline_is_json_with_an_entry_a_line(folder: Project) -> None:
    text = (folder.folder / FILE).read_text()

    assert json.loads(text)["findings"] == [
        {
            "path": "k8s/web.yaml", "policy": "memory-limit", "kind": "Deployment", "namespace": "shop", "name": "web",
            "part": "nginx", "message": "container nginx sets no memory limit",
        },
        None,
    ]  # fmt: skip
    assert len(text.splitlines()) == 3
    assert str(folder.folder) not in text


def test_what_it_knows_does_not_count_wherever_it_stands_in_its_file(folder: Project) -> None:
    folder.put("k8s/web.yaml", "# moved\n\n" + WEB)

    verdict = scanned(folder)

    assert (verdict.status, verdict.counts) == (0, (0, 0, 1))


def another_file(text: str) -> dict[str, str]:
    return {
        "k8s/other.yaml": text,
        "k8s/web.yaml": text.replace("web:1.4\n", "web:1.4\n          resources: {limits: {memory: 1Gi}}\n"),
    }


def another_object(text: str) -> dict[str, str]:
    return {"k8s/web.yaml": text.replace("name: web", "name: site")}


def another_namespace(text: str) -> dict[str, str]:
    return {"k8s/web.yaml": text.replace("namespace: shop", "namespace: other")}


def another_container(text: str) -> dict[str, str]:
    return {
        "k8s/web.yaml": text.replace("64Mi", "0").replace(
            "web:1.4\n", "web:1.4\n          resources: {limits: {memory: 1Gi}}\n"
        )
    }


def a_second_object_of_the_name(text: str) -> dict[str, str]:
    return {"k8s/web.yaml": f"{text}---\n{text}"}


@pytest.mark.parametrize(
    "change", [another_file, another_object, another_namespace, another_container, a_second_object_of_the_name]
)
def test_it_absorbs_nothing_of_another_thing(folder: Project, change: object) -> None:
    assert callable(change)
    folder.write(**change(WEB))

    verdict = scanned(folder)

    assert (verdict.status, len(verdict.new)) == (1, 1)


def test_what_it_knows_in_vain_is_told_and_removed_by_an_update(folder: Project) -> None:
    folder.put("k8s/web.yaml", WEB.replace("web:1.4\n", "web:1.4\n          resources: {limits: {memory: 1Gi}}\n"))
    folder.put("k8s/new.yaml", WEB)

    before = scanned(folder)
    updated = folder.run("baseline", *LIMIT, "-o", FILE, "--update")
    after = scanned(folder)

    assert [each.report["summary"]["gate"]["stale"] for each in (before, after)] == [1, 0]
    assert updated.stderr == "infracheck: removed 1 finding, kept 0 findings\n"
    # an update takes in nothing
    assert after.new == before.new == [("memory-limit", "k8s/new.yaml", 14)]


def test_what_a_scan_does_not_look_at_is_not_in_vain(folder: Project) -> None:
    folder.put("more/web.yaml", WEB)
    text = (folder.folder / FILE).read_text()

    part = folder.run("baseline", "more", *LIMIT, "-o", FILE, "--update")
    others = folder.run("baseline", "--select", "image-tag", "-o", FILE, "--update")

    assert (part.returncode, others.returncode) == (0, 0)
    assert (folder.folder / FILE).read_text() == text


def test_entries_of_two_branches_put_together_line_by_line(folder: Project) -> None:
    head, entry, end = (folder.folder / FILE).read_text().splitlines()
    more = entry.replace("k8s/web.yaml", "k8s/more.yaml")
    folder.put("k8s/more.yaml", WEB)
    folder.put(FILE, "\n".join((head, more, entry, entry, end, "")))

    verdict = scanned(folder)

    assert (verdict.status, verdict.counts) == (0, (0, 0, 2))


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("", ":1", "is not JSON"),
        ('{"version": 1,\n"findings": [\n{"path": }\nnull]}', ":3", "is not JSON"),
        ("kind: Deployment\n", ":1", "is not JSON"),
        ("[" * 100_000, ":1", "is"),
        ('{"version": 2, "findings": []}', ":1", "was written by a newer infracheck: version 2, known is 1"),
        ('{"version": 1}', ":1", "is not a baseline of infracheck"),
        ('{"name": "web", "dependencies": {}}', ":1", "is not a baseline of infracheck"),
        ('{"version": 1, "findings": [\n<<<<<<< HEAD\n=======\n>>>>>>> b\nnull]}', ":2", "contains a merge conflict"),
        ('{"version": 1, "findings": [\nnull,\n{"path": "a"}]}', ":3", "is not an entry of a baseline"),
        ('{"version": 1, "findings": [\n{"path": "a", "policy": "b", "message": "c", "count": -1},\nnull]}', ":2",
         "is not an entry of a baseline"),
        ('{"version": 1, "findings": [\n{"path": "a", "policy": "b", "message": ["c"]},\nnull]}', ":2",
         "is not an entry of a baseline"),
    ],
)  # fmt: skip
def test_a_broken_one_is_told_with_its_line_and_kept(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    text: str,
    place: str,
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("web.yaml").write_text(WEB, encoding="utf-8")
    Path(FILE).write_text(text, encoding="utf-8", newline="\n")

    for words in (("scan", "--baseline", FILE), ("baseline", "-o", FILE), ("baseline", "-o", FILE, "--update")):
        monkeypatch.setattr(sys, "argv", ["infracheck", *words])
        assert run() == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert err.startswith(f"infracheck: {FILE}{place}: {said}")
    assert Path(FILE).read_text(encoding="utf-8") == text


def test_one_that_is_missing(folder: Project) -> None:
    done = folder.run("scan", "--baseline", "nowhere.json")

    assert (done.returncode, done.stderr) == (
        2, "infracheck: nowhere.json: no such file or directory. Check the path given with --baseline.\n",
    )  # fmt: skip


def test_nothing_is_recorded_of_a_scan_that_is_incomplete(folder: Project) -> None:
    folder.put(
        "own/crash.py",
        "from infracheck import *\nfrom infracheck import Container, Severity, policy\n\n\n"
        '@policy("own-crash", category="configuration", severity=Severity.LOW)\n'
        'def own_crash(container: Container):\n    """A container is.\n\n    Fix: None.\n    """\n    yield 1 / 0\n',
    )
    text = (folder.folder / FILE).read_text()

    done = folder.run("baseline", "-s", "own-crash", "--policies", "own", "-o", FILE)

    assert (done.returncode, (folder.folder / FILE).read_text()) == (3, text)


def test_secret_values_are_not_in_it(folder: Project) -> None:
    folder.put(
        "k8s/secret.yaml", "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {password: hunter2hunter2}\n"
    )

    done = folder.run("baseline", "--select", "all")

    assert done.returncode == 0
    assert "hunter2" not in done.stdout
