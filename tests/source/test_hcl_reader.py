"""HCL of Bake files to positioned trees."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Any

import pytest

from infracheck.source.text.limits import ReadingBudget
from infracheck.source.text.span import Source
from infracheck.source.yaml.hcl_reader import BrokenHclError, read_hcl
from infracheck.source.yaml.tree import Mapping, Node, Scalar, Sequence


def plain(node: Node) -> Any:
    if isinstance(node, Mapping):
        return {key: plain(value) for key, value in node.values.items()}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    assert isinstance(node, Scalar)
    return node.text


def read(text: str) -> Any:
    return plain(read_hcl(Source("docker-bake.hcl", text)).root)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", {}),
        ("# a\n// b\n/* c\n d */\n", {}),
        ('a = "b"', {"a": "b"}),
        ('a = "b" # c\nd = 1', {"a": "b", "d": "1"}),
        ("a = true\nb = null\nc = -1.5", {"a": "true", "b": "null", "c": "-1.5"}),
        (r'a = "x\"y\\z\n"', {"a": 'x"y\\z\n'}),
        ('a = "${TAG}-${ TAG }"', {"a": "${TAG}-${TAG}"}),
        ('a = "$5 100%"', {"a": "$5 100%"}),
        ("a = TAG", {"a": "${TAG}"}),
        ('a = "x${lower("}")}y"', {"a": "x${}y"}),
        ('a = "x${b ? "c" : "d"}"', {"a": "x${}"}),
        ('a = TAG == "" ? "b" : "c"\nd = "e"', {"a": "${}", "d": "e"}),
        ('a = concat(["b"], [\n"c",\n])\nd = "e"', {"a": "${}", "d": "e"}),
        ('a = [for each in ["b"] : "x-${each}"]\nd = "e"', {"a": "${}", "d": "e"}),
        ("a = {for k, v in b : k => v}\nd = 1", {"a": "${}", "d": "1"}),
        ('a = ["b", TAG, ["c"]]', {"a": ["b", "${TAG}", ["c"]]}),
        ('a = [\n  "b", # c\n  "d",\n]', {"a": ["b", "d"]}),
        ('a = { b = 1, "c-d" : "e"\n f = null }', {"a": {"b": "1", "c-d": "e", "f": "null"}}),
        ("a = <<EOF\nb\nEOF\nc = 1", {"a": "b\n", "c": "1"}),
        ('target "a" {}\ntarget "b" { c = 1 }', {"target": {"a": {}, "b": {"c": "1"}}}),
        ('target a {\n  b { c = 1 }\n}', {"target": {"a": {"b": {"c": "1"}}}}),
    ],
)  # fmt: skip
def test_text_to_tree(text: str, expected: Any) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "a", "a =\n=", 'a = "b', 'a = "b\n"', "a = [1", "a = {", 'target "a" {', "}", "/* a", "a = <<EOF\nb",
        'a = "${b"', "a = [1, ", "a = [}", "a = [)", "a = [,", "a = {b = ", "a = {b = }", "a = {b = [", "a =",
        "a = \nb = 1",
        "a = " + "[" * 1000, 'a = "' + '${"' * 1000, "a " + "{ a " * 1000, "a = " + "f(" * 1000,
    ],
)  # fmt: skip
def test_what_breaks_off_or_nests_too_deeply_is_refused(text: str) -> None:
    with pytest.raises(BrokenHclError):
        read(text)


SAMPLE = """\
variable "TAG" { default = "1" } /* a */
target "app" {
  tags = ["a:${TAG}", TAG == "" ? "b" : f(1, [2])]
  args = { A = 1, "B" : [for x in y : x] }
  note = <<EOF
text
EOF
}
"""


@pytest.mark.parametrize("rest", ["", "]", "}", ")", ",", "[", "{", "=", '"', "${"])
def test_a_text_takes_no_more_nodes_than_it_has_letters(rest: str) -> None:
    for length in range(len(SAMPLE)):
        text, budget = SAMPLE[:length] + rest, ReadingBudget()
        with suppress(BrokenHclError):
            read_hcl(Source("docker-bake.hcl", text), budget)

        assert budget.nodes <= len(text) + 1


def test_nodes_know_their_places() -> None:
    root = read_hcl(Source("docker-bake.hcl", 'target "a" {\n  tags = [\n    "b",\n  ]\n}\n')).root

    assert isinstance(root, Mapping)
    target = root.values["target"]
    assert isinstance(target, Mapping)
    body = target.values["a"]
    assert isinstance(body, Mapping)
    tags = body.values["tags"]
    assert isinstance(tags, Sequence)
    assert (body.key("tags").span.line, tags.items[0].span.line, tags.items[0].span.column) == (2, 3, 5)


@pytest.mark.parametrize(
    "text", ['a = "b"\n' * 40_000, "a = [" + '"b",' * 80_000 + "]", "/**/" * 80_000, "a = " + "(b) " * 80_000]
)
def test_long_files_take_linear_time(text: str) -> None:
    start = time.process_time()

    read(text)

    assert time.process_time() - start < 4
