"""Where the comments of a file stand, and what a mark in one of them speaks of."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from infracheck.engine.waivers.in_dockerfile import DockerfileMarks
from infracheck.engine.waivers.reach import Reach, Tree
from infracheck.engine.waivers.waiver import Waiver
from infracheck.source.yaml.tree import Document, Mapping, Node, Scalar

# blank lines and comments, a byte order mark and the start of a document before them
_LEAD = re.compile(r"\ufeff?(?:[ \t]*+(?:#[^\n]*+|---[ \t\r]*+)?(?:\n|\Z)|[ \t]*+\r\n)*+[ \t]*+#?")


class Comments:
    """The comments of one file; what finds its marks is made when a text looks like one."""

    __slots__ = ("_file", "_lead", "_places", "_targets", "tree", "trees")

    def __init__(self, trees: Sequence[Tree], file: Reach) -> None:
        self.trees = trees
        self.tree = trees[0]
        self._file = file
        self._places: _Texts | DockerfileMarks | None = None
        self._targets: dict[int, int] | None = None
        self._lead: int | None = None

    def matches(self, mark: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """The marks of a kind, each of which starts with a number sign; one inside a string is text."""
        for match in mark.finditer(self._file.source.text):
            if self.places.is_comment(match.start()):
                yield match

    @property
    def places(self) -> _Texts | DockerfileMarks:
        """What knows where comments stand, in the file's language."""
        if self._places is None:
            self._places = _places_of(self.trees)
        return self._places

    def waiver(self, match: re.Match[str], selectors: tuple[str, ...], reason: str, *, is_idle: bool = False) -> Waiver:
        """The waiver of a mark, which speaks of its line, or of the next one with content; of none where it is idle."""
        if self._targets is None:
            self._targets = _targets(self._file)
        line = self._file.line_of(match.start())
        return Waiver(
            selectors,
            reason,
            self._file.source.span(match.start(), match.end()),
            0 if is_idle else self._targets.get(line, line),
            line in self._targets,
        )

    def is_leading(self, offset: int) -> bool:
        """Whether a comment stands before everything else in the file."""
        if self._lead is None:
            match = _LEAD.match(self._file.source.text)
            self._lead = 0 if match is None else match.end()
        return offset < self._lead


def _places_of(trees: Sequence[Tree]) -> _Texts | DockerfileMarks:
    tree = trees[0]
    if isinstance(tree, Document):
        return _Texts(trees)
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
