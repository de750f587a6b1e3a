"""Values that somebody gives a chart, as Helm reads them and as places lead back to them."""

from __future__ import annotations

import json
import re

from infracheck.record import Record
from infracheck.source.render.helm.values import root_of
from infracheck.source.text.span import Source
from infracheck.source.yaml.tree import Mapping, Node, Scalar
from infracheck.source.yaml.tree import Sequence as Items

_MOST_NODES = 100_000


class GivenValues(Record):
    """A values file: what it holds, and its tree; none where it holds no mapping."""

    content: bytes
    root: Mapping | None


def of_text(path: str, content: bytes) -> GivenValues:
    """The values in a file."""
    return GivenValues(content, root_of(Source(path, content.decode("utf-8", "replace").removeprefix("\ufeff"))))


def of_mapping(root: Mapping) -> GivenValues:
    """The values that stand in a part of a file."""
    return GivenValues(_flow(root, [_MOST_NODES]).encode("utf-8", "replace"), root)


def of_block(scalar: Scalar) -> GivenValues:
    """The values that stand in a text of a file, each in its place in that file."""
    content = scalar.text.encode("utf-8", "replace")
    if not scalar.is_block:
        root = root_of(Source(scalar.source.path, scalar.text))
        placed = None if root is None else _placed(root, scalar)
        return GivenValues(content, placed if type(placed) is Mapping else None)
    text = scalar.source.text
    # what stands above is blank, so that lines and columns are those of the file
    above = re.sub(r"[^\n]", " ", text[: scalar.body_at])
    root = root_of(Source(scalar.source.path, above + text[scalar.body_at : scalar.end]))
    return GivenValues(content, root)


def _placed(node: Node, scalar: Scalar) -> Node:
    """A tree out of a text within quotes, all of it where the text stands."""
    source, start, end = scalar.source, scalar.start, scalar.end
    if type(node) is Mapping:
        return Mapping(source, start, end, {key: _placed(value, scalar) for key, value in node.values.items()})
    if type(node) is Items:
        return Items(source, start, end, [_placed(each, scalar) for each in node.items])
    assert type(node) is Scalar
    return Scalar(source, start, end, node.text, node.style, node.tag)


def _flow(node: Node, left: list[int]) -> str:
    """A tree as YAML of one line: words that are no strings as they are written, as only Helm's reader reads them."""
    left[0] -= 1
    if left[0] < 0:
        return "null"
    if type(node) is Mapping:
        return "{" + ", ".join(f"{json.dumps(key)}: {_flow(value, left)}" for key, value in node.values.items()) + "}"
    if type(node) is Items:
        return "[" + ", ".join(_flow(each, left) for each in node.items) + "]"
    assert type(node) is Scalar
    if node.kind == "null":
        return "null"
    return json.dumps(node.text) if node.kind == "str" or node.tag is not None else node.text
