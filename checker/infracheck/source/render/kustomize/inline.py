"""Documents that are written out in a word of a kustomization, with their places there."""

from __future__ import annotations

from infracheck.source.text.limits import ReadingBudget
from infracheck.source.text.problem import Problem
from infracheck.source.text.span import Source, Span
from infracheck.source.yaml.reader import read_documents
from infracheck.source.yaml.tree import Document, Mapping, Node, Scalar, Sequence


class Stretch(Source):
    """A stretch of a file that is read by itself, and whose places are those of the file."""

    __slots__ = ("_base", "_whole")

    def __init__(self, whole: Source, start: int, end: int) -> None:
        super().__init__(whole.path, whole.text[start:end])
        self._whole = whole
        self._base = start

    def span(self, start: int, end: int) -> Span:
        """The place in the file."""
        return self._whole.span(start + self._base, end + self._base)


def is_inline(node: Node) -> bool:
    """Whether what may be a path is a document that is written out."""
    return type(node) is Scalar and ("\n" in node.text or ": " in node.text or node.text.lstrip()[:1] in ("{", "["))


def roots_of(source: Source, budget: ReadingBudget) -> list[Node]:
    """The roots of the documents of a text, as far as they can be read."""
    return [each.root for each in read_documents(source, budget) if isinstance(each, Document)]


def inline_roots(scalar: Scalar, budget: ReadingBudget) -> list[Node]:
    """The roots of what is written out in a word."""
    if scalar.style == "|":
        whole = scalar.source
        # with its first line's indent: what stands a little to the right stands in the same columns as in the file
        start = whole.line_starts[whole.line_of(scalar.body_at) - 1]
        read = read_documents(Stretch(whole, start, scalar.end), budget)
        if read and not any(isinstance(each, Problem) for each in read):
            return [each.root for each in read if isinstance(each, Document)]
    # of a quoted one, the lines are not those of the file
    return [_standing_at(root, scalar) for root in roots_of(Source(scalar.source.path, scalar.text), budget)]


def _standing_at(node: Node, scalar: Scalar) -> Node:
    """A tree like this one whose every place is that of a word."""
    source, start, end = scalar.source, scalar.start, scalar.end
    made: Node
    if type(node) is Mapping:
        made = Mapping(source, start, end, {key: _standing_at(value, scalar) for key, value in node.values.items()})
    elif type(node) is Sequence:
        made = Sequence(source, start, end, [_standing_at(item, scalar) for item in node.items])
    else:
        assert type(node) is Scalar
        made = Scalar(source, start, end, node.text, node.style, node.tag)
    made.key_at = start
    return made
