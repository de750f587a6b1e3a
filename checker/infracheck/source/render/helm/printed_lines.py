"""The lines that one template printed, each with the lines of templates that it was made by."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from difflib import SequenceMatcher

from infracheck.record import Record
from infracheck.source.render.helm.actions import actions_in
from infracheck.source.render.helm.files import ChartFiles
from infracheck.source.render.helm.marks import Marked

_MOST_ALIGNED = 20_000
_MOST_BELOW = 1_000


class PrintedLines:
    """Which line of a template wrote each line of a text: what marks say, held against what the lines hold.

    The marks of a line come the innermost first: a helper's own line before the line that called the helper.
    """

    def __init__(self, text: str, marks: Sequence[Sequence[Marked]], files: ChartFiles) -> None:
        self.lines = text.split("\n")
        self._marks = marks
        self._files = files
        self._made: dict[Marked, list[int]] | None = None

    def of(self, line: int) -> Sequence[Marked]:
        """The marks of a line, from 1."""
        return self._marks[line - 1] if line <= len(self._marks) else ()

    def writer(self, line: int) -> Marked | None:
        """The line of a template whose own words a line shows."""
        text = self.lines[line - 1].strip()
        own = next((each for each in self.of(line) if self._shows(text, each)), None)
        if own is not None or self.of(line) or not text:
            return own
        # the head of what an action goes on with: the mark stands behind its last line
        marks = next((marks for marks in self._marks[line : line + _MOST_BELOW] if marks), ())
        return next((each for each in marks if self.has_action(each) and self._begins(text, each)), None)

    def makers(self, line: int) -> list[Marked]:
        """The lines of templates whose actions may have made a line: marked on it, or on the next line that is."""
        for number in range(line, len(self.lines) + 1):
            if marks := self.of(number):
                own = self.writer(number) if number > line else None
                return [each for each in marks if each != own and self.has_action(each)]
        return []

    def above(self, line: int) -> Marked | None:
        """The writer of the nearest line above that a line stands below."""
        depth = _depth(self.lines[line - 1])
        for number in range(line - 1, 0, -1):
            text = self.lines[number - 1]
            if not text.strip() or text.lstrip().startswith("#"):
                continue
            mark = self.writer(number)
            if mark is not None and _depth(text) < depth:
                return mark
            depth = min(depth, _depth(text))
        return None

    def beside(self, line: int, template: str) -> Marked | None:
        """The one line between those that wrote its neighbours which reads as a line does."""
        before = next((mark for number in range(line - 1, 0, -1) if (mark := self.writer(number))), None)
        after = next((mark for number in range(line + 1, len(self.lines) + 1) if (mark := self.writer(number))), None)
        file = before.file if before else after.file if after else template
        if file not in self._files or (before and after and before.file != after.file):
            return None
        texts = self._files.source(file).text.split("\n")
        first, last = before.line if before else 0, after.line - 1 if after else len(texts)
        wanted = self.lines[line - 1].strip()
        found = [number + 1 for number in range(first, last) if texts[number].strip() == wanted]
        if not found:
            # brackets alone are in many lines
            found = [
                number + 1 for number in range(first, last) if "{{" in texts[number] and _tells(wanted, texts[number])
            ]
        return Marked(file, found[0]) if len(found) == 1 and wanted else None

    def unprinted(self, writer: Marked, keys: Collection[str]) -> Iterator[Marked]:
        """The lines that ask whether a key of the item that a line begins is to be printed: `{{- with … }}`."""
        texts = self._files.source(writer.file).text.split("\n")
        head = texts[writer.line - 1]
        depth = _depth(head.replace("- ", "  ", 1))
        above = writer.line
        for number, text in enumerate(texts[writer.line : writer.line + _MOST_BELOW], writer.line + 1):
            words = text.strip()
            if not words or words.startswith("#"):
                continue
            if not words.startswith("{{"):
                if _depth(text) < depth:
                    return
                if _depth(text) == depth and words.partition(":")[0] in keys:
                    yield Marked(writer.file, above)
            above = number

    def nth(self, line: int, mark: Marked) -> int:
        """How many lines above were made by the same line of a template."""
        if self._made is None:
            self._made = {}
            for number, marks in enumerate(self._marks, 1):
                for each in marks:
                    self._made.setdefault(each, []).append(number)
        return bisect_left(self._made.get(mark, ()), line)

    def has_action(self, mark: Marked) -> bool:
        """Whether an action prints on a line of a template."""
        return mark.line in self._files.template(mark.file).by_line

    def _begins(self, text: str, mark: Marked) -> bool:
        """Whether a line is all that a line of a template writes before its action."""
        return _literals(self._files.source(mark.file).line_text(mark.line))[0] == text

    def _shows(self, text: str, mark: Marked) -> bool:
        return shows(text, self._files.source(mark.file).line_text(mark.line))


def shows(text: str, line: str) -> bool:
    """Whether a text holds what a line of a template writes itself, round its actions."""
    parts = _literals(line)
    if not any(parts) or not text.startswith(parts[0]):
        return False
    at = 0
    for each in parts:
        at = text.find(each, at)
        if at < 0:
            return False
        at += len(each)
    return True


def _tells(text: str, line: str) -> bool:
    return shows(text, line) and any(letter.isalnum() for each in _literals(line) for letter in each)


def _literals(line: str) -> list[str]:
    """What stands round the actions of a line; behind a condition, whether it is printed is not known."""
    found = []
    at = 0
    for each in actions_in(line):
        found.append(line[at : each.start].strip())
        at = each.end
        if each.keyword:
            return found
    return [*found, line[at:].strip()]


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


class Aligned(Record):
    """The marks of each line of a text, and whether another rendering of it differs in more than marks."""

    marks: list[list[Marked]]
    differs: bool


def aligned(plain: Sequence[str], other: Sequence[str], marks: Sequence[list[Marked]]) -> Aligned:
    """Carry the marks of one rendering over to the lines of another one."""
    found: list[list[Marked]] = [[] for _ in plain]
    for first, second, count in _alike(plain, other):
        if count:
            found[first : first + count] = marks[second : second + count]
        elif first and not other[second].strip():
            # Helm cuts off the blank lines that an action leaves at the end, but not a mark on one of them
            found[first - 1] = [*found[first - 1], *marks[second]]
    return Aligned(found, differs=list(plain) != list(other))


def _alike(plain: Sequence[str], other: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """Where lines of one text stand in another one, and how many; none of one that only the other text has."""
    if len(plain) == len(other):
        yield 0, 0, len(plain)
    elif max(len(plain), len(other)) <= _MOST_ALIGNED:
        for kind, a, b, c, d in SequenceMatcher(None, plain, other, autojunk=False).get_opcodes():
            if kind == "equal" or (kind == "replace" and b - a == d - c):
                yield a, c, b - a
            elif kind == "insert":
                yield from ((a, number, 0) for number in range(c, d))
