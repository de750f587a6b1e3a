"""What a file, and a scan, may ask for is bounded, and what lies beyond the bound is told."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import infracheck
from infracheck.model.facts.config_files.settings import settings_of
from infracheck.model.facts.config_files.text import Text
from infracheck.source.files.input_file import InputFile
from infracheck.source.files.read import Reader
from infracheck.source.text.limits import DEFAULT_LIMITS, ReadingBudget
from infracheck.source.text.problem import Problem
from infracheck.source.text.span import Source
from infracheck.source.yaml.opaque import cuts_of
from infracheck.source.yaml.size import has_more_nodes
from infracheck.source.yaml.tree import Document

HEAD = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n"
MEGABYTE = 1_000_000


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def read(text: str, name: str = "pod.yaml", budget: ReadingBudget | None = None, **limits: int) -> list[str]:
    """What a file holds: `document`, or a problem with its message."""
    return list(
        _words((budget and Reader(budget)) or Reader(ReadingBudget(DEFAULT_LIMITS._replace(**limits))), text, name)
    )


def _words(reader: Reader, text: str, name: str) -> Iterator[str]:
    Path(name).write_text(text)
    for each in reader.read(InputFile(name, "json" if name.endswith("json") else "yaml")):
        if isinstance(each, Problem):
            yield f"{each.id}: {each.message}"
        else:
            yield "document" if isinstance(each, Document) else "skipped"


def filled(head: str, unit: str, tail: str = "", size: int = MEGABYTE) -> str:
    return head + unit * ((size - len(head)) // len(unit)) + tail


@pytest.mark.parametrize(
    ("head", "unit", "tail"),
    [
        ("a: [", "1,", "]\n"),
        ("a: {", "b,", "}\n"),
        ("a: {", "? b,", "}\n"),
        ("a:\n", "-\n", ""),
        ("a:\n", "- - - -\n", ""),
        ("a:\n", "  b:\n", ""),
        ("", "---\n[1,2,3]\n", ""),
        ("a: [", "[],", "]\n"),
        ("a: [", "b: c,", "]\n"),
        ("a: [", "*x,", "]\n"),
    ],
)
def test_nodes_of_yaml_are_counted_before_they_are_made(head: str, unit: str, tail: str) -> None:
    text = HEAD + filled(head, unit, tail, size=20_000)

    assert read(text, nodes=2_000) == ["input-limit: more than 2,000 keys and values; not read"]


def test_nodes_behind_a_broken_document_are_counted_too() -> None:
    text = f"{HEAD}---\n[\n---\n" + filled("a: [", "1,", "]\n", size=20_000)

    assert read(text, nodes=2_000)[-1] == "input-limit: more than 2,000 keys and values; not read"


def test_nodes_of_many_documents_behind_a_broken_one_add_up() -> None:
    found = read(f"{HEAD}---\n[\n" + "---\n[1,2,3,4,5,6,7,8,9]\n" * 1000, nodes=1_000)

    assert found[-1] == "input-limit: more than 1,000 keys and values; not read"
    assert len(found) < 200


@pytest.mark.parametrize(
    "text", ["a: 'x-y:z, [w]'\n" * 500, "# a: [b, c]\n" * 2_000, "a: |\n" + "  - b: [c]\n" * 2_000]
)
def test_signs_that_make_no_nodes_do_not_count(text: str) -> None:
    assert not has_more_nodes(text, 2_000)


def test_values_of_json_are_counted() -> None:
    text = '{"apiVersion": "v1", "kind": "Pod", "a": [' + "1," * 3_000 + "1]}"

    assert read(text, "pod.json", nodes=2_000) == ["input-limit: more than 2,000 values: the rest is not read"]


def test_documents_of_json_are_bounded() -> None:
    found = read('{"apiVersion": "v1", "kind": "Pod"}\n' * 5, "pod.json", documents=3)

    assert found == [*["document"] * 3, "input-limit: more than 3 documents in one file"]


def test_broken_documents_are_bounded() -> None:
    found = read(HEAD + "---\n[\n" * 50, documents=20)

    assert found[-1] == "input-limit: more than 20 documents in one file"


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        (HEAD + "a: {" + "b: 1," * 50 + "}\n", "pod.yaml", "input-duplicate-key"),
        (HEAD + "---\n[\n" * 50, "pod.yaml", "input-syntax"),
        (HEAD + "? [a]\n: b\n" * 50, "pod.yaml", "input-syntax"),
        (HEAD + "a: {" + "~: b," * 50 + "}\n", "pod.yaml", "input-syntax"),
        ('{"apiVersion": "v1", "kind": "Pod"' + ', "a": 1' * 50 + "}", "pod.json", "input-duplicate-key"),
    ],
)
def test_problems_of_a_kind_are_listed_up_to_a_number(text: str, name: str, kind: str) -> None:
    found = [each for each in read(text, name, problems=10) if each != "document"]

    assert len(found) == 11
    assert found[-1] == f"input-limit: more than 10 {kind} problems in this file: the rest is not listed"


def test_items_that_are_no_objects_are_told_up_to_a_number() -> None:
    Path("list.yaml").write_text("apiVersion: v1\nkind: List\nitems: [" + "1," * 500 + "]\n")

    messages = [each.message for each in infracheck.scan(["."], render=False).findings]

    assert messages.count("an item of a list must be an object") == 20
    assert sorted(set(messages))[0] == "480 more items of this list are not objects"


def test_objects_of_a_file_are_bounded_in_lists_too() -> None:
    Path("list.yaml").write_text(filled("kind: List\nitems:\n", "- {apiVersion: a/v1, kind: A}\n", size=610_000))

    report = infracheck.scan(["."], select=("host-pid",))

    (message,) = (each.message for each in report.findings)
    assert message == "more than 20,000 objects in one file: the rest is not checked"
    assert report.inputs.objects == 20_000


def fan(width: int) -> str:
    return f"{HEAD}spec:\n- &a [{'1,' * width}]\n" + "- *a\n" * width


def test_aliases_of_all_files_together_are_bounded() -> None:
    budget = ReadingBudget(DEFAULT_LIMITS._replace(weight=3_000))

    found = [read(fan(50), f"{number}.yaml", budget) for number in range(3)]

    refused = ["input-limit: aliases that expand beyond the size limit, together with those of earlier documents"]
    assert found == [["document"], refused, refused]


def test_aliases_of_all_documents_of_a_file_together_are_bounded() -> None:
    found = read("---\n".join([fan(20)] * 20), weight=3_000)

    assert found.count("document") == 7
    assert len(found) == 20


def test_aliases_of_a_broken_file_count_once() -> None:
    assert read(f"{fan(50)}---\n[\n", weight=3_000)[0] == "document"


def test_files_of_a_scan_are_bounded_together() -> None:
    budget = ReadingBudget(DEFAULT_LIMITS._replace(scan_bytes=150))

    found = [read(HEAD + "# a comment of some length\n" * 2, f"{number}.yaml", budget) for number in range(3)]

    assert found == [
        ["document"], ["document"], ["input-limit: the scan reached its total size limit; this file was not read"],
    ]  # fmt: skip


def test_nodes_of_a_scan_are_bounded_together() -> None:
    budget = ReadingBudget(DEFAULT_LIMITS._replace(scan_nodes=20))

    first = read(HEAD, "a.yaml", budget), read(f"{HEAD}a: [{'1,' * 20}]\n", "b.yaml", budget)
    last = read('{"apiVersion": "v1", "kind": "Pod"}', "c.json", budget)

    assert first == (["document"], ["document"])
    assert last == ["input-limit: the scan reached its total size limit; this file was not read"]


def test_a_limit_fails_the_gate() -> None:
    Path("a.yaml").write_text(f"{HEAD}---\n" + "- &a [*a]\n")
    Path("b.yaml").write_text(f"{HEAD}a: " + "[" * 400 + "]" * 400 + "\n")

    assert [str(each.severity) for each in infracheck.scan(["."], select=("host-pid",)).findings] == ["high", "high"]


def test_a_limit_in_a_file_that_is_called_a_patch_is_told() -> None:
    Path("kustomization.yaml").write_text("patches: [{path: list.yaml}]\n")
    Path("list.yaml").write_text("kind: List\nitems: [" + "{kind: List, items: [" * 70 + "]}" * 70 + "]\n")

    assert {each.policy_id for each in infracheck.scan(["."], select=("host-pid",), render=False).findings} == {
        "input-limit"
    }


def test_aliases_in_a_value_are_followed_in_proportion_to_its_text() -> None:
    text = (
        'u: &u {url: "postgres://u:p@h/d"}\na: &a [' + "*u," * 99 + "]\nb: &b [" + "*a," * 90 + "]\nc: [*b, *b, *b]\n"
    )
    source = Source("map.yaml", text)

    found = list(settings_of("a.yaml", Text(text, source, None, source.span(0, 1))))

    assert found[0].path == "u.url"
    assert len(found) < len(text) / 8


# each of these took minutes, or had no end, before
@pytest.mark.parametrize(
    "text",
    [
        filled("kind\n", " ", "x"),
        filled("kind\n", "\t", "{"),
        filled("kind: a\n", " \n", "\"kind'"),
        filled("apiVersion: v1\n{{ \n", "\n", "x: ["),
        filled("apiVersion: v1\nx: [\n", "{{-", " "),
        filled("apiVersion: v1\nx: [\n", " ", "{%"),
        filled("apiVersion: v1\nx: [\n", ": ", "{"),
        filled("apiVersion: v1\nx: [\n", "{{ \n", "x"),
        filled("kind: %", "!", "%"),
        filled("kind: ", "\\\n ", "x"),
        filled("kind: ", "\\", "x"),
        filled("a: ", "\\u0061", "x"),
        filled("apiVersion: v1\nx: [\n", "#\n", "...\n["),
        filled("apiVersion: v1\nx: ", "openAPIV3Schema ", "x"),
    ],
)
def test_a_megabyte_of_the_worst_is_read_at_once(text: str) -> None:
    assert read(text)


def test_a_line_of_schemas_is_searched_once() -> None:
    assert cuts_of(filled("x: ", "openAPIV3Schema: ", "\n", size=8 * MEGABYTE)) == []


@pytest.mark.parametrize("line", ["\n", " \n", "#\n", " # \n", "\r\n", "\t\n"])
def test_blank_lines_on_standard_input_end_in_time(line: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "infracheck", "scan", "-", "-f", "json"], input=filled("", line, "FRO").encode(),
        capture_output=True, timeout=20, check=False,
    )  # fmt: skip

    # a tab where a token may start is no YAML
    assert (done.returncode, done.stderr) == (1 if "\t" in line else 0, b"")


def test_a_dockerfile_behind_blank_lines_is_known_on_standard_input() -> None:
    text = "\n" * 100 + "  # a comment\n\r\n\t\n  from debian:13\nUSER root\n"
    done = subprocess.run(
        [sys.executable, "-m", "infracheck", "scan", "-", "-f", "json", "--select", "dockerfile-user"],
        input=text.encode(), capture_output=True, timeout=20, check=False,
    )  # fmt: skip

    assert b'"dockerfile-user"' in done.stdout
