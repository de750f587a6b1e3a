"""What was found in rendered text, led back to where it was written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from infracheck.engine.finding import Finding
from infracheck.model.base.fact import Note
from infracheck.source.text.rendered import RenderedSource
from infracheck.source.text.span import Span

if TYPE_CHECKING:
    from infracheck.source.docker.tree import DockerfileTree
    from infracheck.source.yaml.tree import Document


def located_in(trees: Mapping[str, Sequence[Document | DockerfileTree]]) -> Located:
    """The way back from the rendered texts among the trees of a scan."""
    sources = ((path, found[0].source) for path, found in trees.items())
    return Located({path: source for path, source in sources if isinstance(source, RenderedSource)})


class Located:
    """The way from places in the rendered texts of a scan to places in its files."""

    __slots__ = ("_sources",)

    def __init__(self, sources: Mapping[str, RenderedSource]) -> None:
        self._sources = sources

    def __bool__(self) -> bool:
        return bool(self._sources)

    def place(self, span: Span) -> Span:
        """Where a stretch of a text was written; as it is, where it stands in a file."""
        source = self._sources.get(span.path)
        return span if source is None else source.origin(span).span

    def locate(self, findings: Iterable[Finding]) -> None:
        """Put findings where one would mend them; the way to there follows what is related."""
        for each in findings:
            source = self._sources.get(each.span.path)
            notes = [note._replace(span=self.place(note.span)) for note in each.related]
            if source is not None:
                origin = each.origin = source.origin(each.span, each.message)
                each.renderings = (source.rendering,)
                each.span = origin.span
                notes += [Note(step.message, step.span) for step in origin.way]
            each.related = tuple(notes)
            each.sort_key = (*each.span[:3], each.policy_id, each.message)
