"""JSON text to the same trees: strictly JSON, one value after the other."""

from __future__ import annotations

from typing import Any

import pytest

from infracheck.source.text.problem import Problem
from infracheck.source.text.span import Source
from infracheck.source.yaml.json_reader import read_json
from infracheck.source.yaml.tree import Document, Mapping, Node, Scalar, Sequence


def items(text: str) -> list[Document | Problem]:
    return list(read_json(Source("web.json", text)))


def plain(node: Node) -> Any:
    if isinstance(node, Mapping):
        return {key: plain(value) for key, value in node.values.items()}
    return [plain(item) for item in node.items] if isinstance(node, Sequence) else (node.text, node.kind)


def values(text: str) -> list[Any]:
    return [plain(each.root) for each in items(text) if isinstance(each, Document)]


def problems(text: str) -> list[tuple[str, int, int, str]]:
    found = (each for each in items(text) if isinstance(each, Problem))
    return [(each.id, each.span.line, each.span.column, each.message) for each in found]


def test_values_have_their_types() -> None:
    text = '{"a": "yes", "b": [1, -2.5, 1e3], "c": true, "d": null, "e": {}, "f": []}'

    assert values(text) == [
        {
            "a": ("yes", "str"), "b": [("1", "int"), ("-2.5", "float"), ("1e3", "float")], "c": ("true", "bool"),
            "d": ("null", "null"), "e": {}, "f": [],
        }
    ]  # fmt: skip


def test_a_stream_holds_one_value_after_the_other() -> None:
    assert values('{"a": "1"}\n{"a": "2"} {"a": "3"}') == [{"a": (each, "str")} for each in "123"]


def test_escapes_are_read_and_half_a_pair_is_replaced_as_go_does() -> None:
    assert values(r'["\u00fc\n\"", "\ud83d\ude00", "\ud83d"]') == [
        [('ü\n"', "str"), ("\U0001f600", "str"), ("\ufffd", "str")],
    ]


def test_keys_and_values_know_their_places() -> None:
    (document,) = items('{\n  "a": "b"\n}')
    assert isinstance(document, Document)
    assert isinstance(document.root, Mapping)
    key, value = document.root.key("a"), document.root.values["a"]
    assert isinstance(value, Scalar)

    assert (key.span[1:5], value.span[1:5]) == ((2, 3, 2, 6), (2, 8, 2, 11))


@pytest.mark.parametrize(
    ("text", "line", "column", "said"),
    [
        ('{"a": 1,}', 1, 9, "expected a string in double quotes"),
        ("[1,\n]", 2, 1, "expected a value"),
        ("{'a': 1}", 1, 2, "expected a string in double quotes"),
        ('{"a" 1}', 1, 6, "expected ':'"),
        ('{"a": 1 "b": 2}', 1, 9, "expected ','"),
        ('{"a": NaN}', 1, 7, "expected a value"),
        ('{"a": 1} // comment', 1, 10, "expected a value"),
        ('["a\nb"]', 1, 2, "expected a string in double quotes"),
        ('{"a": ', 1, 6, "expected a value"),
        ('{"a": "\\x"}', 1, 7, "expected a string in double quotes"),
    ],
)
def test_what_json_forbids_is_a_problem_at_its_place(text: str, line: int, column: int, said: str) -> None:
    assert problems(text) == [("input-syntax", line, column, f"invalid JSON: {said}")]


def test_what_stands_before_a_broken_value_counts() -> None:
    text = '{"a": "1"}\n{"b": }\n{"c": "3"}'

    assert values(text) == [{"a": ("1", "str")}]
    assert [each[:2] for each in problems(text)] == [("input-syntax", 2)]


def test_of_a_key_that_stands_twice_the_last_counts_and_it_is_said() -> None:
    text = '{"a": "1",\n "a": "2"}'

    assert values(text) == [{"a": ("2", "str")}]
    assert [each[:2] for each in problems(text)] == [("input-duplicate-key", 2)]


@pytest.mark.parametrize("text", ["[" * 1_000 + "]" * 1_000, '{"a":' * 1_000 + "1" + "}" * 1_000, "[" * 100_000])
def test_nesting_has_a_limit(text: str) -> None:
    assert [each[0] for each in problems(text)] == ["input-limit"]
