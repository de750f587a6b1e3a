"""A file to documents: what is ours is read, the rest is left out, and what cannot be read is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from infracheck.source.files.collect import collect
from infracheck.source.files.input_file import InputFile, Skipped, kind_of
from infracheck.source.files.read import read
from infracheck.source.text.limits import DEFAULT_LIMITS, ReadingBudget
from infracheck.source.text.problem import Problem
from infracheck.source.yaml.tree import Document

MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {name}\n"


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def what(text: str | bytes, name: str = "web.yaml", **limits: int) -> list[str]:
    """What a file holds, a word each: `document`, `skipped`, or a problem with its line."""
    Path(name).write_bytes(text if isinstance(text, bytes) else text.encode())
    found = []
    for each in read(InputFile(name, kind_of(name) or "yaml"), ReadingBudget(DEFAULT_LIMITS._replace(**limits))):
        if isinstance(each, Problem):
            found.append(f"{each.id}:{each.span.line}")
        elif isinstance(each, Skipped):
            found.append(f"skipped: {each.reason}")
        else:
            found.append("document" if isinstance(each, Document) else "dockerfile")
    return found


def test_every_document_of_a_file_is_read() -> None:
    assert what("---\n".join(MAP.format(name=name) for name in "abc")) == ["document"] * 3


@pytest.mark.parametrize(
    ("broken", "line"), [("a: [\n", 6), ("a: b: c\n", 6), ("\ta: 1\n", 6), ("a: 'x\n", 6), ("a: *nowhere\n", 6)]
)
def test_a_broken_document_hides_no_other(broken: str, line: int) -> None:
    text = f"{MAP.format(name='a')}---\n{broken}---\n{MAP.format(name='b')}"

    found = what(text)

    assert (found[0], found[2]) == ("document", "document")
    assert found[1].startswith("input-syntax:")
    assert line <= int(found[1].partition(":")[2]) <= line + 1


@pytest.mark.parametrize("text", ["replicas: 2\n", "", "# nothing\n", "- a\n- b\n", "text of some kind\n"])
def test_yaml_without_kubernetes_objects_is_left_out(text: str) -> None:
    assert what(text) == ["skipped: no Kubernetes objects"]


def test_broken_yaml_that_is_not_meant_for_kubernetes_is_left_out() -> None:
    assert what("about: apiVersion\na: [\n") == ["skipped: no Kubernetes objects, and not well-formed"]


@pytest.mark.parametrize(
    ("text", "name", "found"),
    [
        ("a: [1\n", "web.yaml", ["input-syntax"]),
        ("about: apiVersion\na: [\n", "web.yaml", ["input-syntax"]),
        ('{"a": ', "web.json", ["input-syntax"]),
        ("a: [\n", "compose.yaml", ["input-syntax"]),
        ("{{ .Values.name }}: a\n{{ if b }}\n", "web.yaml", ["input-not-rendered"]),
        ("a: 1\n", "web.yaml", ["no Kubernetes objects"]),
        ("all:\n\ttrue: x: y\n", "Makefile", ["no Kubernetes objects"]),
    ],
)
def test_a_broken_file_that_is_named_is_said(text: str, name: str, found: list[str]) -> None:
    Path(name).write_text(text)

    items = [each for file in collect([name]) if isinstance(file, InputFile) for each in read(file)]

    assert [each.id if isinstance(each, Problem) else getattr(each, "reason", each) for each in items] == found


@pytest.mark.parametrize("name", ["web.yaml", "Dockerfile", "web.json", "docker-bake.hcl", "kustomization.yaml"])
def test_a_pointer_of_git_lfs_is_left_out_and_one_that_is_named_is_said(name: str) -> None:
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"

    assert what(pointer, name) == ["skipped: a Git LFS pointer"]
    (said,) = read(InputFile(name, kind_of(name) or "", is_named=True))
    assert isinstance(said, Problem)
    assert (said.id, said.message, said.remedy) == (
        "input-unreadable",
        "not read: a Git LFS pointer, whose content was not fetched",
        "Fetch the content: `git lfs pull`.",
    )


def test_a_text_that_only_looks_like_a_pointer_is_read() -> None:
    first = "version https://git-lfs.github.com/spec/v1\n"

    assert what(f"# {first}{MAP.format(name='a')}") == ["document"]
    assert what(first + "size 12345\n" * 100) == ["skipped: no Kubernetes objects"]


def test_a_byte_order_mark_and_windows_line_ends_are_no_problem() -> None:
    assert what(b"\xef\xbb\xbf" + MAP.format(name="a").replace("\n", "\r\n").encode()) == ["document"]


def test_a_byte_that_is_no_text_is_a_problem_at_its_line() -> None:
    assert what(MAP.format(name="a").encode() + b"data: {a: \xff}\n") == ["input-encoding:5"]


def test_utf_16_is_a_problem() -> None:
    assert what(MAP.format(name="a").encode("utf-16-le")) == ["input-encoding:1"]


def test_a_file_beyond_the_limit_is_a_problem() -> None:
    assert what(MAP.format(name="a" * 100), file_bytes=100) == ["input-limit:1"]


@pytest.mark.parametrize(
    "text",
    [
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ .Values.name }}\n",
        "apiVersion: v1\nkind: Pod\n{{- if .Values.x }}\nmetadata: {}\n{{- end }}\n",
        "{% if x %}\napiVersion: v1\nkind: Pod\n{% endif %}\n",
    ],
)
def test_a_template_is_one_problem(text: str) -> None:
    (found,) = what(text)

    assert found.startswith("input-not-rendered:")


def test_braces_in_a_value_make_no_template() -> None:
    assert what(MAP.format(name="a") + 'data:\n  alert: "{{ $labels.pod }} is down"\n') == ["document"]


def test_json_is_read_as_json_whatever_the_name() -> None:
    text = '{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "a"}}'

    assert what(text, "web.json") == ["document"]
    assert what(text, "web.yaml") == ["document"]


def test_a_flow_mapping_in_a_yaml_file_is_yaml() -> None:
    assert what("{apiVersion: v1, kind: Namespace, metadata: {name: a}}\n") == ["document"]


def test_a_flow_mapping_in_a_json_file_is_a_problem_and_is_read_all_the_same() -> None:
    assert what('{apiVersion: "v1", kind: Namespace}\n', "web.json") == ["input-syntax:1", "document"]


def test_json_of_other_tools_is_left_out() -> None:
    assert what('{"name": "web", "kind": "library"}', "package.json") != ["input-syntax:1"]
    assert what("// comment\n{}", "tsconfig.json") == ["skipped: no Kubernetes objects"]


def test_a_dockerfile_is_read_by_its_name() -> None:
    assert what("FROM debian:13\n", "Dockerfile") == ["dockerfile"]
