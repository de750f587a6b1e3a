"""The marks of waivers in the comments of a file."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from infracheck.engine.waivers.reach import Reach, Tree
from infracheck.record import Record
from infracheck.source.text.span import Span
from infracheck.source.yaml.tree import Document, Mapping, Node, Scalar

if TYPE_CHECKING:
    from infracheck.engine.waivers.in_dockerfile import DockerfileMarks

# each of YAML's ends of a line ends a comment
_MARK = re.compile(
    r"#[ \t]*infracheck:[ \t]*ignore(?:\[(?P<ids>[^\]\n\r\x85\u2028\u2029]*)\])?(?P<reason>[^\n\r\x85\u2028\u2029]*)"
)


class Waiver(Record):
    """One mark: the selectors it names, its reason, its place, and the line that it speaks of, 0 where it cannot.

    One `is_above` that stands on a line of its own, in front of what it speaks of.
    """

    selectors: tuple[str, ...]
    reason: str
    span: Span
    line: int
    is_above: bool


def waivers_of(trees: Sequence[Tree], file: Reach) -> Iterator[Waiver]:
    """The marks in the comments of one file; a mark inside a string is text."""
    source = file.source
    texts = _marks_of(trees)
    targets = _targets(file)
    for match in _MARK.finditer(source.text):
        is_comment = texts.is_comment(match.start())
        if not is_comment and not texts.is_idle(match.start()):
            continue
        line = file.line_of(match.start())
        ids = match["ids"]
        selectors = tuple(filter(None, (each.strip() for each in ids.split(",")))) if ids else ()
        yield Waiver(
            selectors,
            match["reason"].strip(" \t-:"),
            source.span(match.start(), match.end()),
            targets.get(line, line) if is_comment else 0,
            line in targets,
        )


def _marks_of(trees: Sequence[Tree]) -> _Texts | DockerfileMarks:
    tree = trees[0]
    if isinstance(tree, Document):
        return _Texts(trees)
    # late: most files with a waiver are YAML
    from infracheck.engine.waivers.in_dockerfile import DockerfileMarks

    return DockerfileMarks(tree)


def _targets(file: Reach) -> dict[int, int]:
    """For each line that is a comment alone, the line that its marks speak of: the next one with content."""
    text = file.source.text
    targets: dict[int, int] = {}
    below = len(file.starts)
    for number in range(len(file.starts), 0, -1):
        line = text[file.starts[number - 1] : file.end_of(number)].lstrip()
        if line.startswith("#"):
            targets[number] = below
        elif line.rstrip():
            below = number
    return targets


class _Texts:
    """Where the scalars of a file stand: a number sign in one of them starts no comment."""

    __slots__ = ("_source", "_spans")

    def __init__(self, trees: Sequence[Tree]) -> None:
        self._source = trees[0].source
        self._spans: list[tuple[int, int]] = []
        for tree in trees:
            if isinstance(tree, Document):
                self._spans.extend(_scalar_spans(tree.root))
        self._spans.sort()

    def is_idle(self, _: int) -> bool:
        # in YAML what is no comment is text
        return False

    def is_comment(self, offset: int) -> bool:
        if offset > 0 and self._source.text[offset - 1] not in " \t\n\r\x85\u2028\u2029\ufeff":
            return False
        index = bisect_right(self._spans, (offset, offset)) - 1
        # scalars do not overlap, but an empty one may share its start with the next
        return not any(start <= offset < end for start, end in self._spans[max(0, index - 1) : index + 1])


def _scalar_spans(root: Node) -> Iterator[tuple[int, int]]:
    pending: list[Node] = [root]
    seen: set[int] = set()
    while pending:
        node = pending.pop()
        if isinstance(node, Scalar):
            # behind the header of a block a comment may stand
            yield (node.body_at if node.is_block else node.start), node.end
        elif id(node) not in seen:
            seen.add(id(node))
            if isinstance(node, Mapping):
                for key, value in node.entries():
                    pending += (key, value)
            else:
                pending.extend(node.items)
