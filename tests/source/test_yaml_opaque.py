"""The schemas in CustomResourceDefinitions are left out of the trees; no fault of theirs and no place is lost."""

from __future__ import annotations

import pytest

from infracheck.source.text.problem import Problem
from infracheck.source.text.span import Source
from infracheck.source.yaml.opaque import cuts_of, without
from infracheck.source.yaml.reader import read_documents
from infracheck.source.yaml.tree import Document, Mapping, Node, Scalar

CRD = """\
kind: CustomResourceDefinition
spec:
  versions:
    - name: v1
      schema:
        openAPIV3Schema:
          type: object
          description: >-
            what *.example.com is
          properties:
            spec: {type: object}
      served: true
    - schema:
        openAPIV3Schema:
          type: object
      name: v2
  last: it
---
kind: Next
"""


def scalars(text: str) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []

    def walk(node: Node) -> None:
        if isinstance(node, Scalar):
            found.append((node.start, node.text))
        elif isinstance(node, Mapping):
            for key, value in node.entries():
                walk(key)
                walk(value)
        else:
            for item in node.items:
                walk(item)

    for each in read_documents(Source("crd.yaml", text)):
        assert isinstance(each, Document)
        walk(each.root)
    return found


def test_what_follows_a_block_that_is_left_out_keeps_its_place() -> None:
    assert len(cuts_of(CRD)) == 2

    for start, text in scalars(CRD):
        assert CRD.startswith(text, start)
    texts = [text for _, text in scalars(CRD)]
    assert texts[-4:] == ["last", "it", "kind", "Next"]
    assert "properties" not in texts


def test_a_block_is_left_out_from_its_first_key_to_its_last_line() -> None:
    assert without(CRD, cuts_of(CRD)).split("\n")[4:8] == [
        "      schema:", "        openAPIV3Schema:", "          {}", "      served: true"
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        # one in a string is the string's
        "data:\n  crd.yaml: |\n    openAPIV3Schema:\n      type: object\n    more: x\n",
        "a: 'x\n  openAPIV3Schema:\n    type: object\n  y'\n",
        # a quote that is closed further down, beyond where the block seems to end
        'a:\n  openAPIV3Schema:\n    type: "object\n  b: c"\n  d: e\n',
        "a:\n  openAPIV3Schema:\n    type: object\n  # a remark that is not indented\n    more: x\n  b: c\n",
        "a:\n  openAPIV3Schema:\n    x-y: *name\n  b: c\n",
    ],
)
def test_a_block_that_is_not_what_it_seems_is_read_like_everything_else(text: str) -> None:
    spared, told = read_documents(Source("a.yaml", text)), read_documents(Source("a.yaml", text.replace("V3", "V9")))

    assert [type(each) for each in spared] == [type(each) for each in told]
    if isinstance(told[0], Problem):
        assert isinstance(spared[0], Problem)
        assert spared[0].span == told[0].span
        assert spared[0].message == told[0].message
    elif "'" in text or "|" in text:
        assert scalars(text) == [(start, each.replace("V9", "V3")) for start, each in scalars(text.replace("V3", "V9"))]


def test_what_is_broken_in_a_block_is_told_with_its_place() -> None:
    text = CRD.replace("            spec: {type: object}", "            spec: {type: object")
    (problem, _) = read_documents(Source("crd.yaml", text))

    assert isinstance(problem, Problem)
    assert problem.id == "input-syntax"
    assert problem.span.line == 12
