"""All that is rendered of a scan, side by side on the cores there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from os.path import basename, dirname, join

from infracheck.reading import Read
from infracheck.rendering.charts import charts_in
from infracheck.rendering.job import Job, Rendered, Replaced
from infracheck.rendering.overlays import overlays_in
from infracheck.rendering.release_objects import may_install, releases_in
from infracheck.rendering.settings import RenderSettings
from infracheck.rendering.side_by_side import side_by_side
from infracheck.source.files.file_tree import FileTree
from infracheck.source.files.input_file import ALLOW_RENDERING, RENDER_CHART
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
        return read._replace(items=[_told_why(each) for each in read.items])
    jobs = [*charts_in(read, files, settings), *overlays_in(read, files, settings)]
    roots = {job.root for job in jobs}
    # what its own tool says of a chart takes the place of what is said of it when nobody renders it
    items = [each for each in read.items if not _is_not_rendered(each, roots)]
    outcomes = _installed(jobs, side_by_side(jobs), read, files, settings)
    made = [each for each in outcomes if isinstance(each, Rendered) and each.sources is not None]
    replaced = Replaced(made)
    items = [each for each in items if _path_of(each) not in replaced]
    read = _without(read, made, replaced)._replace(items=items)
    budget, taken = ReadingBudget(), set[str]()
    for each in outcomes:
        _add(read, each, budget, taken)
    return read


def _installed(
    jobs: Sequence[Job], outcomes: list[Rendered | Fault], read: Read, files: FileTree, settings: RenderSettings
) -> list[Rendered | Fault]:
    """The outcomes, with those charts rendered anew that an object installs which was rendered itself.

    What an overlay makes of a HelmRelease has the values of its environment.
    """
    made = [each for each in outcomes if isinstance(each, Rendered) and each.sources is not None]
    texts = [source for each in made for source in each.sources or () if may_install(source.text)]
    if not texts:
        return outcomes
    documents = [each for source in texts for each in read_documents(source, ReadingBudget())]
    replaced = Replaced(made)
    plain = (each for each in read.items if _path_of(each) not in replaced)
    releases = list(releases_in(each for each in (*plain, *documents) if isinstance(each, Document)))
    anew = list(charts_in(read, files, settings, releases)) if releases else []
    roots = {job.root for job in anew}
    kept = [each for job, each in zip(jobs, outcomes, strict=True) if job.root not in roots]
    return [*kept, *side_by_side(anew)]


def _tell_apart(sources: Iterable[RenderedSource], taken: set[str]) -> None:
    """Give each rendered text a path of its own: one chart may be rendered twice under one release's name."""
    for each in sources:
        path, number = each.path, 1
        while each.path in taken:
            number += 1
            each.path = join(dirname(path), f"@{number}", basename(path))
        taken.add(each.path)


def _without(read: Read, made: list[Rendered], replaced: Replaced) -> Read:
    """What was read, with the files that texts were rendered from among those that are judged."""
    written = {path: source for each in made for path, source in each.written.items()}
    known = set(read.files)
    left_out = [each for each in read.skipped if each[0] not in written and each[0] not in replaced]
    files = [*read.files, *(path for path in written if path not in known)]
    return read._replace(files=files, skipped=left_out, written={**read.written, **written}, renderings=[])


def _add(read: Read, outcome: Rendered | Fault, budget: ReadingBudget, taken: set[str]) -> None:
    """Add what one job made, or why it made nothing."""
    if isinstance(outcome, Fault):
        read.items.append(outcome)
        return
    read.items.extend(outcome.problems)
    if outcome.sources is None:
        return
    _tell_apart(outcome.sources, taken)
    documents = [document for source in outcome.sources for document in read_documents(source, budget)]
    read.items.extend(documents)
    read.renderings.append((outcome.rendering, sum(1 for each in documents if isinstance(each, Document))))


def _told_why(item: Item | Fault) -> Item | Fault:
    """What is said of a chart where nobody may render it: what is missing is no program."""
    if isinstance(item, Problem) and item.remedy == RENDER_CHART:
        return item._replace(remedy=ALLOW_RENDERING)
    return item


def _is_not_rendered(item: Item | Fault, roots: set[str]) -> bool:
    return isinstance(item, Problem) and item.id == NOT_RENDERED and item.span.path in roots


def _path_of(item: Item | Fault) -> str:
    return item.span.path if isinstance(item, Fault | Problem) else item.source.path
