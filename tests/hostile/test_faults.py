"""A crash, wherever it happens: the rest is reported, the exit code is 3, and nothing says what the value was."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from infracheck.engine.finding import Finding
from infracheck.engine.waivers.by_file import waive
from infracheck.engine.waivers.terms import terms_of
from infracheck.model.base.values import NEWEST_KUBERNETES
from infracheck.model.entities.config_map import ConfigMap
from infracheck.model.entities.workload import Workload
from infracheck.model.graph.build import build
from infracheck.pipeline import scan
from infracheck.reading import read_all
from infracheck.report.inventory.gather import inventory_of
from infracheck.session import load_catalogue
from infracheck.source.files.input_file import InputFile
from infracheck.source.files.read import Item, read
from infracheck.source.text.fault import Fault
from infracheck.source.yaml.tree import Document, Mapping, Node

SECRET = "zQ7xW9kLmPtR"
POD = """\
apiVersion: v1
kind: Pod
metadata:
  name: {name}
spec:
  containers:
    - name: web
      image: nginx:1.27
"""
CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {name}\ndata:\n  LEVEL: info\n"
HEAD = """\
import sys
from infracheck import Container, Severity, policy

class Torn(Exception):
    def __str__(self):
        raise TypeError

class Holder:
    @property
    def value(self):
        raise KeyError('zQ7xW9kLmPtR')

def caused():
    try:
        int('zQ7xW9kLmPtR')
    except ValueError as error:
        raise RuntimeError('zQ7xW9kLmPtR') from error

"""
CRASHES = {
    "an exception": "raise ValueError('zQ7xW9kLmPtR')",
    "an exception that cannot be shown": "raise Torn('zQ7xW9kLmPtR')",
    "a property that raises": "return Holder().value",
    "a chain of causes": "return caused()",
    "endless recursion": "return broken(container)",
    "no memory": "raise MemoryError",
    "an exit that claims success": "sys.exit(0)",
    "an exit in the middle of what it yields": "yield container.violation('seen'); raise SystemExit(1)",
    "an answer that is no list": "return 3",
}


class Done(NamedTuple):
    """What a run wrote, and how it ended."""

    status: int
    out: str
    err: str


def infracheck(folder: Path, *words: str, stdout: int = subprocess.PIPE) -> Done:
    done = subprocess.run(
        [sys.executable, "-m", "infracheck", *words],
        cwd=folder, stdout=stdout, stderr=subprocess.PIPE, timeout=60, check=False, encoding="utf-8",
    )  # fmt: skip
    return Done(done.returncode, done.stdout or "", done.stderr)


def with_policy(folder: Path, body: str, *, first: str = "") -> None:
    (folder / "own").mkdir()
    declared = "@policy('broken', category='own', severity=Severity.LOW)\ndef broken(container: Container):\n"
    (folder / "own" / "broken.py").write_text(f"{HEAD}{first}{declared}    'A container is seen.'\n    {body}\n")
    (folder / "web.yaml").write_text(POD.format(name="web"))


@pytest.mark.parametrize("crash", CRASHES)
def test_a_policy_that_crashes_is_a_fault_whatever_it_raises(tmp_path: Path, crash: str) -> None:
    with_policy(tmp_path, CRASHES[crash])

    report = scan([tmp_path / "web.yaml"], policies=[tmp_path / "own"], select=["broken", "memory-limit"])

    (fault,) = report.faults
    assert (fault.policy_id, fault.span.line, fault.stage) == ("broken", 7, "judging")
    assert "memory-limit" in {each.policy_id for each in report.findings}
    assert SECRET not in repr(report.faults)
    assert len(fault.trace.splitlines()) <= 20


@pytest.mark.parametrize(
    "options", [(), ("-v",), ("-q",), ("-f", "json"), ("-f", "sarif"), ("-f", "github")], ids=" ".join
)
def test_every_format_shows_the_fault_and_never_the_value(tmp_path: Path, options: tuple[str, ...]) -> None:
    with_policy(tmp_path, CRASHES["an exception"])

    done = infracheck(tmp_path, "scan", "web.yaml", "--policies", "own", "--select", "broken,memory-limit", *options)

    assert done.status == 3
    assert "ValueError" in done.out
    assert "web.yaml" in done.out
    assert SECRET not in done.out + done.err


def test_the_other_formats_are_written_where_one_crashes(tmp_path: Path) -> None:
    torn = f"class Torn(str):\n    def isprintable(self): raise ValueError('{SECRET}')\n"
    with_policy(tmp_path, "yield container.violation(Torn('x'))", first=torn)

    done = infracheck(
        tmp_path, "scan", "web.yaml", "--policies", "own", "--select", "broken,memory-limit", "-f", "json=a.json",
        "-f", "github=b.txt", "-f", "table=c.txt",
    )  # fmt: skip

    assert done.status == 3
    assert done.err.startswith("infracheck: internal error, the scan was aborted: ValueError.")
    assert "Traceback" not in done.err
    assert "as_json.py:" in done.err or "escape.py:" in done.err
    assert SECRET not in done.out + done.err
    assert (tmp_path / "b.txt").exists()
    assert (tmp_path / "c.txt").exists()


@pytest.mark.parametrize("ending", ["raise SystemExit(0)", "sys.exit()", "raise KeyError('x')", "1 / 0"])
def test_a_policy_file_that_crashes_when_it_is_loaded_is_no_success(tmp_path: Path, ending: str) -> None:
    with_policy(tmp_path, "return ()", first=ending + "\n")

    done = infracheck(tmp_path, "scan", "web.yaml", "--policies", "own", "--fail-on", "never")

    assert done.status in (2, 3)
    assert "Traceback" not in done.err


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="only Linux has a device that is always full")
@pytest.mark.parametrize(
    "words", [("scan", "web.yaml"), ("inventory", "web.yaml"), ("policies",), ("explain", "memory-limit")]
)
def test_a_full_disk_is_said_and_no_success(tmp_path: Path, words: tuple[str, ...]) -> None:
    (tmp_path / "web.yaml").write_text(POD.format(name="web"))

    with open("/dev/full", "wb") as full:
        done = infracheck(tmp_path, *words, stdout=full.fileno())

    assert done.status == 3
    assert done.err == "infracheck: incomplete: no space left on device\n"


@pytest.mark.skipif(os.name != "posix", reason="closing a stream is a matter of the shell")
@pytest.mark.parametrize(
    ("words", "streams", "status"),
    [
        ("scan web.yaml", ">&-", 1),
        ("scan web.yaml", "2>&-", 1),
        ("scan web.yaml", "<&- >&- 2>&-", 1),
        ("scan web.yaml --fail-on never -f json=out.json", ">&- 2>&-", 0),
        ("scan - --fail-on never", "<&-", 0),
        ("scan --nope", "2>&-", 2),
        ("scan --nope", "2>/dev/full", 3),
        ("scan web.yaml", ">/dev/full 2>/dev/full", 3),
        ("inventory web.yaml", ">&-", 0),
    ],
)
def test_a_closed_or_full_stream_changes_no_status_into_another_meaning(
    tmp_path: Path, words: str, streams: str, status: int
) -> None:
    if "/dev/full" in streams and not os.path.exists("/dev/full"):
        pytest.skip("only Linux has a device that is always full")
    (tmp_path / "web.yaml").write_text(POD.format(name="web"))

    command = f'exec "$0" -m infracheck {words} {streams}'
    done = subprocess.run(
        ["sh", "-c", command, sys.executable], cwd=tmp_path, capture_output=True, timeout=60, check=False
    )

    assert done.returncode == status
    assert b"Traceback" not in done.stdout + done.stderr


def test_a_file_whose_reading_crashes_is_a_fault_and_the_others_are_read(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.yaml").write_text(POD.format(name=name))

    def reader(file: InputFile) -> Iterator[Item | Any]:
        yield from read(file)
        if file.path.endswith("b.yaml"):
            raise ValueError(SECRET)

    items, files, *_ = read_all([str(tmp_path)], read=reader)
    built = build(items, NEWEST_KUBERNETES)

    # what was read of it before it crashed is judged too
    assert [each.name for each in built.model.all(Workload)] == ["a", "b", "c"]
    assert len(files) == 3
    assert [(each.stage, each.span.path, each.span.line, each.error) for each in built.model.faults] == [
        ("reading", str(tmp_path / "b.yaml"), 1, "ValueError")
    ]
    assert SECRET not in repr(built.model.faults)


class Torn(dict[str, Node]):
    """The entries of a mapping of which one cannot be had."""

    torn: str

    def get(self, key: str, default: Any = None) -> Any:
        if key == self.torn:
            raise ValueError(SECRET)
        return super().get(key, default)


def documents(tmp_path: Path, text: str, *, torn: str, at: str = "") -> list[Item | Fault]:
    """Three documents, of which the second is torn: below `at`, or at its root, one entry cannot be had."""
    path = tmp_path / "all.yaml"
    path.write_text("---\n".join(text.format(name=name) for name in ("a", "b", "c")))
    items = read_all([str(path)]).items
    broken = items[1]
    assert isinstance(broken, Document)
    node = broken.root
    for key in filter(None, at.split("/")):
        assert isinstance(node, Mapping)
        node = node.values[key]
    assert isinstance(node, Mapping)
    node.values = Torn(node.values)
    node.values.torn = torn
    return items


@pytest.mark.parametrize(
    ("torn", "at", "line"),
    # at the name, as far as the object is one by then
    [("kind", "", 10), ("apiVersion", "", 10), ("name", "metadata", 13), ("spec", "", 10), ("containers", "spec", 13)],
)
def test_a_document_that_crashes_is_a_fault_and_its_neighbours_are_judged(
    tmp_path: Path, torn: str, at: str, line: int
) -> None:
    built = build(documents(tmp_path, POD, torn=torn, at=at), NEWEST_KUBERNETES)

    assert [each.name for each in built.model.all(Workload) if each.name != "b"] == ["a", "c"]
    assert {
        (each.policy_id, each.stage, each.span.path, each.span.line, each.error) for each in built.model.faults
    } == {("", "modelling", str(tmp_path / "all.yaml"), line, "ValueError")}
    assert SECRET not in repr(built.model.faults)


def test_an_entity_is_in_the_model_whole_or_not_at_all(tmp_path: Path) -> None:
    built = build(documents(tmp_path, POD, torn="containers", at="spec"), NEWEST_KUBERNETES)

    assert [each.name for each in built.model.all(Workload)] == ["a", "c"]
    assert built.model.find("Pod", None, "b") is None


def test_an_inventory_leaves_out_what_crashes_and_says_so(tmp_path: Path) -> None:
    items = documents(tmp_path, CONFIG, torn="data")
    built = build(items, NEWEST_KUBERNETES)

    inventory = inventory_of(built, 1)

    assert len(built.model.all(ConfigMap)) == 3
    assert [each.name for each in inventory.configurations] == ["a", "c"]
    assert [(each.message, each.line) for each in inventory.inputs.faults] == [
        ("infracheck, modelling, crashed: ValueError", 11),
        ("infracheck, taking the inventory, crashed: ValueError", 11),
    ]


def test_a_file_whose_waivers_crash_keeps_its_findings(tmp_path: Path) -> None:
    for name in ("a", "b"):
        marked = POD.format(name=name).replace("name: web", "name: web # infracheck: ignore[memory-limit] reason")
        (tmp_path / f"{name}.yaml").write_text(marked)
    items = read_all([str(tmp_path)]).items
    built = build(items, NEWEST_KUBERNETES)
    catalogue = load_catalogue()
    policy = catalogue.policies["memory-limit"]
    findings = [
        Finding(policy.id, policy.severity, "x", tree.root.span.__class__(path, 7, 7, 7, 16))
        for path, (tree,) in built.trees.items()
        if isinstance(tree, Document)
    ]
    (broken,) = built.trees[str(tmp_path / "a.yaml")]
    assert isinstance(broken, Document)
    object.__setattr__(broken, "root", None)  # what no reader hands out

    kept, waived, faults, _ = waive(findings, built.trees, terms_of(catalogue, [policy], "2026-01-01"))

    assert [os.path.basename(each.path) for each in kept] == ["a.yaml"]
    assert [os.path.basename(each.path) for each in waived] == ["b.yaml"]
    assert [each.suppression for each in kept] == [None]
    assert [(each.stage, os.path.basename(each.span.path)) for each in faults] == [("waivers", "a.yaml")]


def test_a_crash_of_infracheck_itself_names_no_policy(tmp_path: Path) -> None:
    """A policy that is asked of a subject whose entities cannot be found crashes nothing but itself."""
    first = (
        "from infracheck import View\n"
        "class Thing(View):\n"
        "    @classmethod\n"
        "    def all_of(cls, model): raise ValueError('zQ7xW9kLmPtR')\n"
        "@policy('things', category='own', severity=Severity.LOW)\n"
        "def things(thing: Thing):\n    'A thing is seen.'\n    return ()\n"
    )
    with_policy(tmp_path, "return ()", first=first)

    done = infracheck(
        tmp_path, "scan", "web.yaml", "--policies", "own", "--select", "things,memory-limit", "-f", "json"
    )

    report = json.loads(done.out)
    assert done.status == 3
    assert [each["policy"] for each in report["findings"]] == ["memory-limit"]
    assert report["faults"] == [{"policy": None, "stage": "modelling", "path": "", "line": 1, "error": "ValueError"}]
    assert SECRET not in done.out + done.err
