"""All that is rendered of a scan, side by side on the cores there are."""

from __future__ import annotations

from collections.abc import Iterable
from os.path import basename, dirname, join

from infracheck.reading import Read
from infracheck.rendering.charts import charts_in
from infracheck.rendering.job import Rendered
from infracheck.rendering.overlays import overlays_in
from infracheck.rendering.settings import RenderSettings
from infracheck.rendering.side_by_side import side_by_side
from infracheck.source.files.file_tree import FileTree
from infracheck.source.files.read import Item
from infracheck.source.text.fault import Fault
from infracheck.source.text.limits import ReadingBudget
from infracheck.source.text.problem import NOT_RENDERED, Problem
from infracheck.source.text.rendered import RenderedSource
from infracheck.source.yaml.reader import read_documents
from infracheck.source.yaml.tree import Document


def rendered(read: Read, files: FileTree, settings: RenderSettings) -> Read:
    """What was read, with the documents of charts and overlays in the place of what they are rendered from."""
    if not settings.is_on:
        return read
    jobs = [*charts_in(read, files, settings), *overlays_in(read, files, settings)]
    budget = ReadingBudget()
    roots = {job.root for job in jobs}
    # what its own tool says of a chart takes the place of what is said of it when nobody renders it
    read = read._replace(items=[each for each in read.items if not _is_not_rendered(each, roots)])
    taken: set[str] = set()
    for made in side_by_side(jobs):
        if isinstance(made, Rendered):
            _tell_apart(made.sources or (), taken)
        read = _with(read, made, budget)
    return read


def _tell_apart(sources: Iterable[RenderedSource], taken: set[str]) -> None:
    """Give each rendered text a path of its own: one chart may be rendered twice under one release's name."""
    for each in sources:
        path, number = each.path, 1
        while each.path in taken:
            number += 1
            each.path = join(dirname(path), f"@{number}", basename(path))
        taken.add(each.path)


def _with(read: Read, made: Rendered | Fault, budget: ReadingBudget) -> Read:
    """What was read, with what one job made."""
    if isinstance(made, Fault):
        return read._replace(items=[*read.items, made])
    if made.sources is None:
        return read._replace(items=[*read.items, *made.problems])
    kept = [each for each in read.items if not made.stands_for(_path_of(each))]
    documents = [document for source in made.sources for document in read_documents(source, budget)]
    known = set(read.files)
    count = sum(1 for each in documents if isinstance(each, Document))
    return read._replace(
        items=[*kept, *made.problems, *documents],
        files=[*read.files, *(path for path in made.written if path not in known)],
        skipped=[each for each in read.skipped if each[0] not in made.written and not made.stands_for(each[0])],
        written={**read.written, **made.written},
        renderings=[*read.renderings, (made.rendering, count)],
    )


def _is_not_rendered(item: Item | Fault, roots: set[str]) -> bool:
    return isinstance(item, Problem) and item.id == NOT_RENDERED and item.span.path in roots


def _path_of(item: Item | Fault) -> str:
    return item.span.path if isinstance(item, Fault | Problem) else item.source.path
