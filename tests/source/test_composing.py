"""Anchors that are defined again, and that both ways of composing give the same nodes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml

from infracheck.source.text.span import Source
from infracheck.source.yaml.composing import compose, compose_from_events
from infracheck.source.yaml.reader import read_documents
from infracheck.source.yaml.tree import Document, Mapping, Node, Sequence

FIXTURES = Path(__file__).parents[2] / "fixtures"
PIECES = (
    "a", "b: ", "- ", "? ", ": ", "\n", "\n  ", "\n    ", "---\n", "...\n", "{", "}", "[", "]", ", ", "'x'", '"y"',
    "|\n  t\n", ">-\n  f\n", "# c\n", "!!str ", "!x ", "! ", "<<: ", "~", "%YAML 1.1\n", "*a", "*b", "é", "\t",
    "\r\n", "1",
)  # fmt: skip


def plain(node: Node) -> Any:
    if isinstance(node, Mapping):
        return {key: plain(value) for key, value in node.values.items()}
    return [plain(item) for item in node.items] if isinstance(node, Sequence) else node.text


def read(text: str) -> list[Any]:
    return [plain(each.root) if isinstance(each, Document) else each for each in read_documents(Source("a.yaml", text))]


def flat(root: yaml.Node) -> Iterator[tuple[Any, ...]]:
    """All that a node says, and the nodes in it; of one that was met before, its number."""
    numbers: dict[int, int] = {}
    pending = [root]
    while pending:
        node = pending.pop()
        if id(node) in numbers:
            yield (numbers[id(node)],)
            continue
        numbers[id(node)] = len(numbers)
        style = getattr(node, "style", None) or getattr(node, "flow_style", None)
        yield (
            type(node),
            node.tag,
            style,
            node.start_mark.index,
            node.end_mark.index,
            node.end_mark.line,
            node.end_mark.column,
        )
        if isinstance(node, yaml.ScalarNode):
            yield (node.value,)
        elif isinstance(node, yaml.MappingNode):
            pending.extend(child for entry in node.value for child in entry)
        else:
            pending.extend(node.value)


def composed(how: Callable[[str], Iterator[Any]], text: str) -> tuple[list[list[tuple[Any, ...]]], str]:
    """The documents, and what is wrong behind them."""
    roots: list[list[tuple[Any, ...]]] = []
    try:
        roots.extend(list(flat(root)) for root in how(text))
    except yaml.YAMLError as error:
        return roots, str(error)
    return roots, ""


def test_both_ways_give_the_same_nodes_of_all_fixtures() -> None:
    files = [path for path in sorted(FIXTURES.rglob("*")) if path.suffix in (".yaml", ".yml", ".json")]

    assert len(files) > 300
    for path in files:
        text = path.read_text(encoding="utf-8", errors="replace")
        assert composed(compose_from_events, text) == composed(compose, text), path


@pytest.mark.parametrize("seed", range(20))
def test_both_ways_give_the_same_nodes_of_whatever_is_written(seed: int) -> None:
    random = Random(seed)
    for _ in range(200):
        pieces = random.choices(PIECES, k=random.randrange(1, 14))
        # each anchor once: the C composer refuses a second one
        for name in "ab":
            pieces.insert(random.randrange(len(pieces) + 1), f"&{name} ")
        text = "".join(pieces)
        assert composed(compose_from_events, text) == composed(compose, text), text


@pytest.mark.parametrize("seed", range(20))
def test_an_alias_means_the_last_definition_before_it(seed: int) -> None:
    random = Random(seed)
    lines, defined = ["k: &n0 v0"], 1
    for number in range(30):
        if random.random() < 0.5:
            value = random.choice((f"v{number}", f"{{x: v{number}}}", f"[v{number}, {number}]"))
            lines.append(f"k{number}: &n{defined} {value}")
            defined += 1
        else:
            lines.append(f"k{number}: *n{defined - 1}")
    once = "\n".join(lines) + "\n"
    again = "\n".join(line.partition("n")[0] + "n" + line.partition("n")[2].lstrip("0123456789") for line in lines)

    assert read(again) == read(once)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: &x 1\nb: &x 2\nc: *x\n", {"a": "1", "b": "2", "c": "2"}),
        ("a: &x 1\nb: *x\nc: &x 2\n", {"a": "1", "b": "1", "c": "2"}),
        ("a: &x {k: 1}\nb: &x {k: 2}\nc: {<<: *x}\n", {"a": {"k": "1"}, "b": {"k": "2"}, "c": {"k": "2"}}),
        ("- &x 1\n- [&x 2, *x]\n- *x\n", ["1", ["2", "2"], "2"]),
        ("&x a: &x b\nc: *x\n", {"a": "b", "c": "b"}),
        ('{"a": &x 1, "b": &x "2", "c": *x}', {"a": "1", "b": "2", "c": "2"}),
    ],
)
def test_an_anchor_may_be_defined_again(text: str, expected: Any) -> None:
    assert read(text) == [expected]


def test_an_anchor_that_is_defined_again_may_not_hold_itself() -> None:
    (problem,) = read("a: &x 1\nb: &x [*x]\n")

    # as go-yaml has it, the second definition begins before the alias
    assert problem.message == "a value that contains itself through an alias"


def test_documents_before_and_behind_one_with_an_anchor_defined_again_are_read_once() -> None:
    assert read("a: 1\n---\nb: &x 2\nc: &x 3\n---\nd: 4\n") == [{"a": "1"}, {"b": "2", "c": "3"}, {"d": "4"}]


def test_an_alias_without_a_definition_in_its_document_stays_an_error() -> None:
    found = read("a: &x 1\nb: &x 2\n---\nc: *x\n---\nd: 4\n")

    assert found[0] == {"a": "1", "b": "2"}
    assert (found[1].id, found[1].span.line) == ("input-syntax", 4)
    assert found[2] == {"d": "4"}


def test_a_bomb_that_defines_its_anchors_again_is_refused() -> None:
    doubling = "".join(f"k{number}: &x [*x, *x, *x, *x]\n" for number in range(40))
    text = f"a: &x 1\nb: &x 2\n{doubling}"

    assert [each.id for each in read(text)] == ["input-syntax"]
    growing = "".join(f"k{number}: &n{number} [{', '.join([f'*n{number - 1}'] * 9)}]\n" for number in range(1, 12))
    assert [each.id for each in read(f"a: &n0 1\nb: &n0 2\n{growing}")] == ["input-limit"]
