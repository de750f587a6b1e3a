"""The text that a template made, each place in it led back by what is said of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from infracheck.source.text.rendered import Origin, RenderedSource, Rendering
from infracheck.source.text.span import Span

FindSaid: TypeAlias = Callable[[Span, str, str], Origin]
"""The origin of a stretch of which something is said, with the remedy that goes with it."""


class TemplateSource(RenderedSource):
    """What a template of a chart made; where a text holds several values, what is said tells which is meant."""

    __slots__ = ("_find_said",)

    def __init__(
        self,
        path: str,
        text: str,
        rendering: Rendering,
        find: FindSaid,
        random_lines: frozenset[int] = frozenset(),
        existing: frozenset[str] = frozenset(),
    ) -> None:
        super().__init__(path, text, rendering, lambda span: find(span, "", ""), random_lines, existing)
        self._find_said = find

    def origin(self, span: Span, said: str = "", remedy: str = "") -> Origin:
        """Where a stretch of this text was written."""
        return self._find_said(span, said, remedy)
