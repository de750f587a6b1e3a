"""GitHub's line hash, against the vectors of codeql-action's own tests (src/fingerprints.test.ts)."""

from __future__ import annotations

import pytest

from infracheck.report.shown.line_hash import line_hashes

ENDED = (
    "e9496ae3ebfced30:1", "fb7c023a8b9ccb3f:1", "ce8ba1a563dcdaca:1", "e20e36e16fcb0cc8:1", "b3edc88f2938467e:1",
    "c8e28b0b4002a3a0:1", "c129715d7a2bc9a3:1",
)  # fmt: skip
VECTORS = (
    ("", ("c129715d7a2bc9a3:1",)),
    (" a\nb\n  \t\tc\n d", ("271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1")),
    (
        " hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End",
        ("8b7cf3e952e7aeb2:1", "b1ae1287ec4718d9:1", "bff680108adb0fcc:1", "c6805c5e1288b612:1", "b86d3392aea1be30:1",
         "e6ceba753e1a442:1"),
    ),
    (" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n", ENDED),
    (" hello; \t\nworld!!!\r\r\r  \t\tGreetings\r End\r", ENDED),
    (" hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n", ENDED),
    (" hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n", ENDED),
)  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), VECTORS)
def test_hashes_are_githubs(text: str, expected: tuple[str, ...]) -> None:
    assert tuple(line_hashes(text, range(1, 10)).values()) == expected


def test_equal_lines_are_counted() -> None:
    found = line_hashes("x\n" * 300, (1, 2, 3))

    assert [each.partition(":")[2] for each in found.values()] == ["1", "2", "3"]
    assert len({each.partition(":")[0] for each in found.values()}) == 1


def test_only_lines_asked_for_are_told() -> None:
    assert list(line_hashes("a\nb\nc\n", (2, 99))) == [2]


def test_a_character_beyond_the_basic_plane_counts_as_two() -> None:
    assert line_hashes("😀", (1,)) == line_hashes("\ud83d\ude00", (1,))
