"""What was found in rendered text, led back to where it was written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from infracheck.engine.finding import Finding
from infracheck.model.base.fact import Note
from infracheck.source.text.rendered import RenderedSource, Rendering
from infracheck.source.text.span import Source, Span

if TYPE_CHECKING:
    from infracheck.source.docker.tree import DockerfileTree
    from infracheck.source.yaml.tree import Document


_OF_WAIVERS = "waiver-"
_MOST_RENDERED = 3


def located_in(trees: Mapping[str, Sequence[Document | DockerfileTree]], written: Mapping[str, Source]) -> Located:
    """The way back from the rendered texts among the trees of a scan; `written` are the files that these come from."""
    if not written:
        return Located({}, written)
    sources = ((path, found[0].source) for path, found in trees.items())
    return Located({path: source for path, source in sources if isinstance(source, RenderedSource)}, written)


class Located:
    """The way from places in the rendered texts of a scan to places in its files."""

    __slots__ = ("_sources", "written")

    def __init__(self, sources: Mapping[str, RenderedSource], written: Mapping[str, Source]) -> None:
        self._sources = sources
        self.written = written

    def __bool__(self) -> bool:
        return bool(self._sources)

    def place(self, span: Span, said: str = "", remedy: str = "") -> Span:
        """Where a stretch of a text was written; as it is, where it stands in a file."""
        source = self._sources.get(span.path)
        return span if source is None else self._settled(source.origin(span, said, remedy).span)

    def _settled(self, span: Span) -> Span:
        """A place in a file: the values of a chart may be those of an object that was rendered, too."""
        for _ in range(_MOST_RENDERED):
            source = self._sources.get(span.path)
            if source is None:
                break
            span = source.origin(span).span
        return span

    def mark(self, span: Span) -> Span:
        """Where a comment of a rendered text was written: near the place that its line leads to, as it reads there."""
        source = self._sources.get(span.path)
        if source is None:
            return span
        origin = source.origin(span)
        text = source.text[span.start : span.end]
        # the line of a comment may lead to a value that it uses, and to itself on the way
        for near in map(self._settled, (origin.span, *(step.span for step in origin.way))):
            file = self.written.get(near.path)
            found = [] if file is None else list(_occurrences(text, file.text))
            if file is not None and found:
                start = min(found, key=lambda each: abs(each - near.start))
                return file.span(start, start + len(text))
        return self._settled(origin.span)

    @property
    def paths(self) -> Iterable[str]:
        """The paths of the rendered texts."""
        return self._sources

    def line(self, path: str, line: int) -> Span:
        """Where a line of a rendered text was written."""
        source = self._sources[path]
        return self._settled(source.origin(source.line_span(min(line, len(source.line_starts)))).span)

    def rendering(self, path: str) -> Rendering:
        """What a rendered text comes from."""
        return self._sources[path].rendering

    def path_of(self, finding: Finding) -> str:
        """The file that a finding is to stand in."""
        return self.place(finding.span, finding.message, finding.remedy).path

    def locate(self, findings: Iterable[Finding]) -> None:
        """Put findings where one would mend them; the way to there follows what is related."""
        for each in findings:
            source = self._sources.get(each.span.path)
            notes = [note._replace(span=self.place(note.span, note.message)) for note in each.related]
            if source is not None:
                origin = source.origin(each.span, each.message, each.remedy)
                origin = each.origin = origin._replace(span=self._settled(origin.span))
                each.renderings = (source.rendering,)
                each.rendered = each.span
                # what is wrong with a waiver stands at the waiver
                each.span = self.mark(each.span) if each.policy_id.startswith(_OF_WAIVERS) else origin.span
                notes += [Note(step.message, self._settled(step.span)) for step in origin.way]
            each.related = tuple(notes)
            if each.suppression is not None:
                each.suppression = each.suppression._replace(span=self.mark(each.suppression.span))
            each.sort_key = (*each.span[:3], each.policy_id, each.message)


def _occurrences(text: str, within: str) -> Iterator[int]:
    place = within.find(text) if text else -1
    while place >= 0:
        yield place
        place = within.find(text, place + len(text))
