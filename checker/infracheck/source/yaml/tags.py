"""Values that are not what their explicit tag says, such as `!!int abc`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from infracheck.source.text.problem import SCHEMA, Problem
from infracheck.source.yaml.tree import Document, Mapping, Node, Scalar, Sequence, is_mistagged

# a tag stands where a node may start; in the midst of a text the sign is one like any other
_TAG = re.compile(r"!(?<=[\s\[{,:?-]!)")
_MOST = 20


def has_tags(text: str) -> bool:
    """Whether a text may hold an explicit tag."""
    return "!" in text and _TAG.search(text) is not None


def mistagged(document: Document) -> Iterator[Problem]:
    """What Kubernetes refuses a document for, in order of place; of more than twenty, the first ones."""
    tagged = (each for each in _scalars(document.root) if each.tag is not None)
    wrong = sorted(filter(is_mistagged, tagged), key=lambda each: each.start)
    for scalar in wrong[:_MOST]:
        name = (scalar.tag or "").rpartition(":")[2]
        message = f"this value does not match its tag !!{name}"
        remedy = "Remove the tag, or write a value of its type: Kubernetes rejects the whole document."
        yield Problem(SCHEMA, message, scalar.span, remedy)


def _scalars(root: Node) -> Iterator[Scalar]:
    pending: list[Node] = [root]
    seen: set[int] = set()
    while pending:
        node = pending.pop()
        if type(node) is Scalar:
            yield node
        elif id(node) not in seen:
            seen.add(id(node))
            if type(node) is Mapping:
                for key, value in node.entries():
                    pending += (key, value)
            elif type(node) is Sequence:
                pending.extend(node.items)
