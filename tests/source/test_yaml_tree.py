"""YAML text to trees: places, types as Kubernetes reads them, merge keys, aliases, and what is refused."""

from __future__ import annotations

import time
from typing import Any

import pytest

from infracheck.source.text.limits import DEFAULT_LIMITS, ReadingBudget
from infracheck.source.text.problem import Problem
from infracheck.source.text.span import Source
from infracheck.source.yaml.reader import read_documents
from infracheck.source.yaml.tree import Document, Mapping, Node, Scalar, Sequence


def items(text: str, **limits: int) -> list[Document | Problem]:
    return list(read_documents(Source("web.yaml", text), ReadingBudget(DEFAULT_LIMITS._replace(**limits))))


def plain(node: Node) -> Any:
    if isinstance(node, Mapping):
        return {key: plain(value) for key, value in node.values.items()}
    return [plain(item) for item in node.items] if isinstance(node, Sequence) else node.text


def documents(text: str) -> list[Any]:
    return [plain(each.root) for each in items(text) if isinstance(each, Document)]


def problems(text: str, **limits: int) -> list[tuple[str, int, str]]:
    return [(each.id, each.span.line, each.message) for each in items(text, **limits) if isinstance(each, Problem)]


def scalar(text: str) -> Scalar:
    (document,) = items(f"a: {text}\n")
    assert isinstance(document, Document)
    assert isinstance(document.root, Mapping)
    value = document.root.values["a"]
    assert isinstance(value, Scalar)
    return value


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("yes", "bool"), ("No", "bool"), ("on", "bool"), ("y", "bool"), ("true", "bool"), ("tRue", "str"),
        ("'yes'", "str"), ("!!str yes", "str"), ("!!int '3'", "int"),
        ("", "null"), ("~", "null"), ("null", "null"), ("Null", "null"), ("nULL", "str"),
        ("3", "int"), ("-3", "int"), ("0o17", "int"), ("017", "int"), ("0x1F", "int"), ("1_000", "int"),
        ("08", "float"),
        ("1.5", "float"), ("1e3", "float"), (".5", "float"), (".inf", "float"), ("1.2.3", "str"), ("500m", "str"),
        ("2024-01-01", "str"), ("12:30:45", "str"), ("=", "str"),
    ],
)  # fmt: skip
def test_a_scalar_has_the_type_that_kubernetes_reads(written: str, kind: str) -> None:
    assert scalar(written).kind == kind


def test_every_key_and_value_knows_its_place() -> None:
    (document,) = items("a:\n  - b: 'ü c'\n    d: x\n")
    assert isinstance(document, Document)
    assert isinstance(document.root, Mapping)
    outer = document.root.values["a"]
    assert isinstance(outer, Sequence)
    inner = outer.items[0]
    assert isinstance(inner, Mapping)
    key, value = inner.key("b"), inner.values["b"]
    assert isinstance(value, Scalar)

    assert key.span[1:5] == (2, 5, 2, 6)
    assert value.span[1:5] == (2, 8, 2, 13)
    assert key.joined(value)[1:5] == (2, 5, 2, 13)


@pytest.mark.parametrize(
    ("text", "name", "written"),
    [
        ("a: 1\n", "a", "a"),
        ("'it''s': 1\n", "it's", "'it''s'"),
        ('"\\x41": 1\n', "A", '"\\x41"'),
        ("!!str a: 1\n", "a", "!!str a"),
        ("&x a: 1\nb: *x\n", "a", "&x a"),
        ("? a\n  b\n: 1\n", "a b", "a\n  b"),
        ("a: 1\na: 2\n'a': 3\n", "a", "'a'"),
        ("o: {openAPIV3Schema: {x: 1}, b: 2}\n", "o", "o"),
    ],
)
def test_a_key_is_where_it_is_written(text: str, name: str, written: str) -> None:
    (root,) = [each.root for each in items(text) if isinstance(each, Document)]
    assert isinstance(root, Mapping)

    key = root.key(name)

    assert (key.text, text[key.start : key.end]) == (name, written)
    assert [found.text for found, _ in root.entries()] == list(root.values)


def test_a_key_by_alias_stands_where_the_star_is() -> None:
    (document,) = items("a: &x b\n*x : 1\n")
    assert isinstance(document, Document)
    assert isinstance(document.root, Mapping)

    assert document.root.key("b").span[1:5] == (2, 1, 2, 2)


def test_a_merged_key_stands_where_it_came_from() -> None:
    (document,) = items("a: &x {b: 1}\nc:\n  <<: *x\n")
    assert isinstance(document, Document)
    assert isinstance(document.root, Mapping)
    merged = document.root.values["c"]
    assert isinstance(merged, Mapping)

    assert merged.key("b").span[1:5] == (1, 8, 1, 9)
    with pytest.raises(KeyError):
        merged.key("d")


def test_places_of_a_later_document_count_from_the_top_of_the_file() -> None:
    found = items("a: 1\n---\n\nb: [\n---\nc: 3\n")

    roots = [each.root.span.line for each in found if isinstance(each, Document)]
    assert roots == [1, 6]


def test_an_own_key_beats_a_merged_one_and_an_earlier_mapping_a_later_one() -> None:
    text = (
        "base: &base {a: 1, b: 1}\nother: &other {b: 2, c: 2}\n"
        "one:\n  <<: *base\n  a: 9\ntwo:\n  a: 9\n  <<: [*base, *other]\n"
    )

    (found,) = documents(text)

    assert (found["one"], found["two"]) == ({"a": "9", "b": "1"}, {"a": "9", "b": "1", "c": "2"})


def test_a_merge_key_in_quotes_is_a_key() -> None:
    assert documents("'<<': {a: 1}\n") == [{"<<": {"a": "1"}}]


def test_a_merge_of_something_else_than_mappings_is_a_problem() -> None:
    assert problems("a: 1\n<<: [x]\n") == [
        ("input-syntax", 2, "a merge key requires a mapping or a sequence of mappings"),
    ]


def test_of_a_key_that_stands_twice_the_last_counts_and_it_is_said() -> None:
    text = "a: 1\nb: 2\na: 3\n"

    assert documents(text) == [{"a": "3", "b": "2"}]
    assert problems(text) == [
        ("input-duplicate-key", 3, "duplicate key in one mapping: only the last one takes effect"),
    ]


def test_an_alias_stands_for_what_it_names() -> None:
    assert documents("a: &x {b: 1}\nc: *x\nd: [*x]\n") == [{"a": {"b": "1"}, "c": {"b": "1"}, "d": [{"b": "1"}]}]


def test_an_alias_to_nothing_is_a_problem_that_does_not_quote_it() -> None:
    assert problems("password: *hunter2\n") == [
        ("input-syntax", 1, "invalid YAML: an alias to an anchor that is not defined in this document"),
    ]


def test_an_anchor_holds_for_its_own_document() -> None:
    assert [each[0] for each in problems("a: &x 1\n---\nb: *x\n")] == ["input-syntax"]


def test_a_bomb_of_aliases_is_refused_at_once() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    started = time.perf_counter()

    found = problems("\n".join(lines) + "\n")

    assert found == [("input-limit", 1, "aliases that expand beyond the size limit")]
    assert time.perf_counter() - started < 2


def test_a_value_that_contains_itself_is_refused() -> None:
    assert problems("a: &x\n  b: *x\n") == [("input-syntax", 1, "a value that contains itself through an alias")]


@pytest.mark.parametrize("text", ["[" * 300 + "]" * 300, "a: " + "{a: " * 300 + "}" * 300])
def test_nesting_has_a_limit(text: str) -> None:
    assert [each[0] for each in problems(text + "\n")] == ["input-limit"]


def test_nesting_beyond_what_the_parser_bears_ends_in_no_crash() -> None:
    assert [each[0] for each in problems("[" * 100_000)] in (["input-limit"], ["input-syntax"])


def test_documents_have_a_limit_and_those_before_it_count() -> None:
    found = items("a: 1\n---\n" * 5, documents=3)

    assert [type(each).__name__ for each in found] == ["Document"] * 3 + ["Problem"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a:\n\tb: 1\n", "invalid YAML: tabs cannot be used for indentation"),
        ("? [a]\n: 1\n", "a key must be a string, not a mapping or a sequence"),
        ("~: 1\n", "a key must be a string, not null"),
    ],
)
def test_what_is_wrong_is_said_in_words(text: str, said: str) -> None:
    assert [message for _, _, message in problems(text)] == [said]


@pytest.mark.parametrize("tag", ["!!python/object/apply:os.system ['touch ran']", "!include other.yaml", "!vault x"])
def test_a_tag_makes_no_object(tag: str) -> None:
    assert len(items(f"a: {tag}\n")) == 1


@pytest.mark.parametrize("text", ["--- a\n...\n--- b\n", "--- a\n--- b", "%YAML 1.1\n--- a\n--- b\n...\n"])
def test_markers_part_documents(text: str) -> None:
    assert documents(text) == ["a", "b"]


def test_a_node_does_not_show_its_text() -> None:
    assert "hunter2" not in repr(scalar("hunter2"))
