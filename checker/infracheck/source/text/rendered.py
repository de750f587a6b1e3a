"""Text that a renderer made: each place in it leads to the place where it was written."""

from __future__ import annotations

from collections.abc import Callable

from infracheck.record import Record
from infracheck.source.text.span import Source, Span


class Rendering(Record):
    """What was rendered, and with what.

    `root` is the chart's `Chart.yaml` or the kustomization's file; `values` are the paths of the values files that were
    given, and `sets` what was set besides, each without its value. `release` and `namespace` are empty where the
    renderer knows none. `installer` is the object that a chart is installed by, where one of the scan says so. `only`
    are the files of which something is to be said, where not all are.
    """

    tool: str
    root: str
    release: str = ""
    namespace: str = ""
    values: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    installer: str = ""

    @property
    def leaves_namespace_open(self) -> bool:
        """Whether nobody told in which namespace a chart is installed: Helm then writes `default`."""
        return self.tool == "helm" and not self.namespace


class Waypoint(Record):
    """A place on the way from where a value is written to where it is used, and what it contributes."""

    message: str
    span: Span


class Origin(Record):
    """Where rendered text was written: the place to mend, then the other places on the way to it.

    It is exact where the renderer's own output says so, else the nearest place that is known. `line` is the line of the
    rendered text, from 1.
    """

    span: Span
    is_exact: bool
    line: int
    way: tuple[Waypoint, ...] = ()


FindOrigin = Callable[[Span], Origin]


class RenderedSource(Source):
    """The text that a renderer made of one template or one overlay; its `path` is no file's.

    Inside a run it is a text as any other. What is reported of it stands where `origin` leads. `random_lines` are
    those, from 1, that the renderer makes otherwise each time: what they hold is written nowhere. `existing` are the
    names of objects that its values say to be there already.
    """

    __slots__ = ("_find", "existing", "random_lines", "rendering")

    def __init__(
        self,
        path: str,
        text: str,
        rendering: Rendering,
        find: FindOrigin,
        random_lines: frozenset[int] = frozenset(),
        existing: frozenset[str] = frozenset(),
    ) -> None:
        super().__init__(path, text)
        self.rendering = rendering
        self.existing = existing
        self.random_lines = random_lines
        self._find = find

    def origin(self, span: Span, said: str = "", remedy: str = "") -> Origin:
        """Where a stretch of this text was written.

        What is `said` of it tells which of several values is meant; the remedy, which one is missing.
        """
        return self._find(span)
