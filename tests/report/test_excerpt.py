"""The line that a finding is about."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from infracheck.report.shown.excerpt import Excerpt, excerpt
from infracheck.report.shown.reading import is_dockerfile
from infracheck.source.text.span import Source, Span


def show(text: str, marked: str, width: int = 80, *, path: str = "a.yaml") -> Excerpt:
    source = Source(path, text)
    start = text.index(marked)
    found = excerpt(source, source.span(start, start + len(marked)), width)
    assert found is not None
    return found


def picture(found: Excerpt) -> list[str]:
    return [found.text, " " * found.mark + "^" * found.width]


def test_the_place_is_marked() -> None:
    assert picture(show("spec:\n  hostPID: true\n", "hostPID: true")) == [
        "  hostPID: true",
        "  ^^^^^^^^^^^^^",
    ]


def test_marks_stand_under_a_masked_value() -> None:
    assert picture(show("password: abcdefghijkl # x\n", "abcdefghijkl")) == [
        "password: *** #***",
        "          ^^^",
    ]


@pytest.mark.parametrize(
    "line",
    ["cpu: 250m", "- name: web", "image: nginx:1.27", "- op: replace", "path: /spec/replicas", "hostNetwork: true"],
)
def test_a_patch_within_a_kustomization_is_shown_as_a_file_is(line: str) -> None:
    text = f"patches:\n- target: {{kind: Deployment}}\n  patch: |-\n      {line}\n"

    assert show(text, line).text == f"      {line}"
    assert show(f"patchesStrategicMerge:\n- |-\n  {line}\n", line).text == f"  {line}"


def test_tabs_become_blanks() -> None:
    assert picture(show("USER\troot\n", "root", path="Dockerfile")) == [
        "USER    root",
        "        ^^^^",
    ]


def test_wide_characters_take_two_columns() -> None:
    assert picture(show("名前: a\n", "a")) == [
        "名前: ***",
        "      ^^^",
    ]


def test_control_characters_are_escaped_and_counted() -> None:
    found = show('hostPID: "\x1b[31m"\n', "hostPID")

    assert "\x1b" not in found.text


def test_a_long_line_is_cut_round_the_place() -> None:
    line = "{" + ", ".join(f"hostPort{nth}: {nth}" for nth in range(100)) + "}\n"

    assert picture(show(line, "hostPort50: 50", 60)) == [
        "…8, hostPort49: 49, hostPort50: 50, hostPort51: 51, hostPor…",
        "                    ^^^^^^^^^^^^^^",
    ]


def test_of_several_lines_the_first_is_shown() -> None:
    found = show("spec:\n  hostPID: true\n  hostIPC: true\n", "hostPID: true\n  hostIPC: true")

    assert (found.line, found.last_line) == (2, 3)
    assert picture(found) == ["  hostPID: true", "  ^^^^^^^^^^^^^"]


def test_a_line_that_is_not_there_is_no_excerpt() -> None:
    assert excerpt(Source("a.yaml", "a: 1\n"), Span("a.yaml", 9, 1, 9, 2), 80) is None


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("Dockerfile", "", True),
        ("app.Dockerfile", "", True),
        ("Containerfile.dev", "", True),
        ("<stdin>", "# syntax=x\nFROM a\n", True),
        ("<stdin>", "kind: Pod\n", False),
        ("dockerfile.yaml", "FROM a\n", False),
    ],
)
def test_a_dockerfile_is_known_by_name_or_first_word(path: str, text: str, expected: bool) -> None:
    assert is_dockerfile(Source(path, text)) is expected


@settings(max_examples=300, deadline=None)
@given(
    st.text(st.one_of(st.characters(), st.sampled_from(" -:#{}[],\"'\t$=|\\<>&")), max_size=80),
    st.integers(20, 120),
    st.integers(1, 90),
    st.integers(0, 20),
    st.sampled_from(("a.yaml", "Dockerfile")),
)
def test_any_line_fits_and_is_marked(text: str, width: int, column: int, length: int, path: str) -> None:
    found = excerpt(Source(path, text), Span(path, 1, column, 1, column + length), width)

    assert found is not None
    assert cell_len(found.text) <= width
    assert found.mark >= 0
    assert found.width >= 1
    assert found.mark + found.width <= width
    assert found.text.isprintable()
