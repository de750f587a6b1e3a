"""One chart or overlay to render, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from os.path import dirname

from infracheck.record import Record
from infracheck.source.text.problem import Problem
from infracheck.source.text.rendered import RenderedSource, Rendering
from infracheck.source.text.span import Source


class Rendered(Record):
    """What a renderer made: texts with origins, and the problems that it had.

    `written` are the files that it was made from, by path; `replaces` are paths of files and folders of which nothing
    is judged as it stands, as the rendered text stands for them. Where rendering failed, `sources` is None, and the
    files stay what they are.
    """

    rendering: Rendering
    sources: tuple[RenderedSource, ...] | None = None
    problems: tuple[Problem, ...] = ()
    written: dict[str, Source] = {}  # noqa: RUF012  a default that is only read
    replaces: Collection[str] = ()

    def stands_for(self, path: str) -> bool:
        """Whether a file is judged by what was rendered from it."""
        # from the path upwards: an overlay stands for as many files as it is built from
        while path not in self.replaces:
            above = dirname(path)
            if above in (path, ""):
                return False
            path = above
        return True


class Job(Record):
    """A chart or an overlay: the path of the file that makes it one, and what renders it."""

    root: str
    work: Callable[[], Rendered]
