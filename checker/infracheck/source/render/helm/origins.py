"""Where each line that Helm printed was written."""

from __future__ import annotations

from collections.abc import Sequence
from os.path import join

from infracheck.source.render.helm.marks import Marked
from infracheck.source.text.rendered import Origin
from infracheck.source.text.span import Source, Span


class ChartFiles:
    """The files of a chart as they are shown, read into texts when they are asked for."""

    def __init__(self, folder: str, files: dict[str, bytes]) -> None:
        self.folder = folder
        self._files = files
        self._sources: dict[str, Source] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._files

    def path(self, name: str) -> str:
        """The path of a file, as reports show it."""
        return join(self.folder, *name.split("/")) if self.folder != "." else join(*name.split("/"))

    def source(self, name: str) -> Source:
        """A file with its text."""
        found = self._sources.get(name)
        if found is None:
            text = self._files[name].decode("utf-8", "replace").removeprefix("\ufeff")
            found = self._sources[name] = Source(self.path(name), text)
        return found


class LineOrigins:
    """The origins of the documents that one template made: of each line, the line of a template that it came from."""

    def __init__(self, template: str, text: str, marks: Sequence[Marked | None], files: ChartFiles) -> None:
        self._template = template
        self._lines = text.split("\n")
        self._marks = marks
        self._files = files

    def find(self, span: Span) -> Origin:
        """Where a stretch of the text was written."""
        mark = self._marks[span.line - 1] if span.line <= len(self._marks) else None
        if mark is not None:
            return Origin(self._line(mark), True, span.line)
        near = self._nearest(span.line)
        if near is not None:
            return Origin(self._line(near), False, span.line)
        return Origin(self._files.source(self._template).line_span(1), False, span.line)

    def _line(self, mark: Marked) -> Span:
        return self._files.source(mark.file).line_span(mark.line)

    def _nearest(self, line: int) -> Marked | None:
        """The mark of the nearest line above that a line stands below."""
        depth = _depth(self._lines[line - 1])
        for number in range(line - 2, -1, -1):
            text = self._lines[number]
            if not text.strip() or text.lstrip().startswith("#"):
                continue
            mark = self._marks[number]
            if mark is not None and _depth(text) < depth:
                return mark
            depth = min(depth, _depth(text))
        return None


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
