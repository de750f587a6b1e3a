"""One chart or overlay to render, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
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


class Replaced:
    """The files that are judged by what was rendered from them."""

    def __init__(self, made: Iterable[Rendered]) -> None:
        self._known = {path: True for each in made for path in each.replaces}

    def __contains__(self, path: str) -> bool:
        """Whether a file is one, or stands in a folder that is."""
        passed: list[str] = []
        while (found := self._known.get(path)) is None:
            passed.append(path)
            above = dirname(path)
            if above in (path, ""):
                found = False
                break
            path = above
        # what is known of a folder holds for all that is in it
        self._known.update(dict.fromkeys(passed, found))
        return found


class Job(Record):
    """A chart or an overlay: the path of the file that makes it one, and what renders it."""

    root: str
    work: Callable[[], Rendered]
