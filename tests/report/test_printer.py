"""Lines for a terminal."""

from __future__ import annotations

import io
import textwrap

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from infracheck.report.formats.printer import Printer

WIDTH = 100  # of what is no terminal
WORDS = st.lists(
    st.sampled_from(["", "a", "to", "three", "https://example.com/" + "x" * 40, "-", "y" * 120]), max_size=40
)
WIDE = st.lists(st.sampled_from(["a", "語", "語" * 20, "e\u0301" * 9, "👍" * 30]), min_size=1, max_size=30)


def paragraph(text: str) -> list[str]:
    out = io.StringIO()
    printer = Printer(out, color=False)
    printer.paragraph((("head ", "bold"),), text, indent=2)
    printer.close()
    return out.getvalue().splitlines()


@given(WORDS)
def test_a_paragraph_is_wrapped_as_the_standard_library_wraps_it(words: list[str]) -> None:
    text = " ".join(words).strip()
    hanging = " " * len("  head ")

    expected = textwrap.wrap(
        text, WIDTH, initial_indent="  head ", subsequent_indent=hanging, break_on_hyphens=False, break_long_words=False
    )

    assert paragraph(text) == ([each.rstrip() for each in expected] or ["  head"])


@given(WIDE)
def test_a_paragraph_of_wide_characters_stays_within_its_columns(words: list[str]) -> None:
    lines = paragraph(" ".join(words))

    assert max(map(cell_len, lines)) <= WIDTH
    assert " ".join(line.removeprefix("  head ").strip() for line in lines) == " ".join(words)


def test_a_paragraph_of_one_long_word_is_not_cut() -> None:
    assert paragraph("a " + "x" * 1_000_000) == ["  head a", "       " + "x" * 1_000_000]


def test_lines_reach_the_stream_before_the_end() -> None:
    out = io.StringIO()
    printer = Printer(out, color=False)

    for number in range(3_500):
        printer.line((f"line {number}", ""))
    before = out.getvalue().count("\n")
    printer.close()

    assert 0 < before < 3_500
    assert out.getvalue().splitlines() == [f"line {number}" for number in range(3_500)]
