"""The second stage of every command: charts and overlays give way to what their own tools make of them."""

from __future__ import annotations

from collections.abc import Iterator
from os.path import basename, dirname, join, normpath

from infracheck.model.base.values import KubernetesVersion
from infracheck.reading import Part, Read
from infracheck.source.files.charts import Charts
from infracheck.source.files.collect import CHART, Skipped
from infracheck.source.files.file_tree import FileTree
from infracheck.source.host.confined import is_within
from infracheck.source.host.programs import find_program, program_folders
from infracheck.source.render.helm.chart import HelmRun, render_chart
from infracheck.source.render.helm.origins import ChartFiles
from infracheck.source.render.stage import RefusedError, stage
from infracheck.source.text.fault import Fault
from infracheck.source.text.limits import ReadingBudget
from infracheck.source.text.problem import NOT_RENDERED, Problem
from infracheck.source.text.span import Span
from infracheck.source.yaml.reader import read_documents

_RENDERED = ("templates", "charts", "crds")


def rendered(read: Read, files: FileTree, version: KubernetesVersion) -> Read:
    """What was read, with the documents of charts in the place of their templates."""
    charts = [dirname(path) or "." for path in _charts_in(read)]
    for folder in charts:
        read = _with_chart(read, folder, files, version)
    return read


def _charts_in(read: Read) -> Iterator[str]:
    """The files of a scan that may make their folder a chart."""
    for path in dict.fromkeys((*read.files, *(each for each, _ in read.skipped))):
        if basename(path) == CHART:
            yield path


def _with_chart(read: Read, folder: str, files: FileTree, version: KubernetesVersion) -> Read:
    own = tuple(normpath(join(folder, each)) for each in _RENDERED)
    charts = Charts(files)
    if not charts.is_chart(folder) or charts.of(join(folder, CHART)) is not None:
        return read
    program = find_program("helm", program_folders(files.top_around(files.real(folder)) or files.real(folder)))
    if program is None:
        return read
    asked = HelmRun(program, "release", "default", f"{version}.0")
    try:
        staged = stage(folder, files)
        made = render_chart(folder, staged.files, asked)
    except RefusedError as error:
        made = error.message
    items = [each for each in read.items if not _is_of(each, own, folder)]
    skipped = [each for each in read.skipped if not any(is_within(each[0], above) for above in own)]
    if isinstance(made, str):
        place = Span(join(folder, CHART) if folder != "." else CHART, 1, 1, 1, 1)
        items.append(Problem(NOT_RENDERED, f"Helm does not render this chart: {made}", place, "Mend the chart."))
        return read._replace(items=items)
    budget = ReadingBudget()
    items += [document for source in made for document in read_documents(source, budget)]
    shown = ChartFiles(folder, staged.files)
    written = {shown.path(name): shown.source(name) for name in staged.files}
    return read._replace(items=items, skipped=skipped, written={**read.written, **written})


def _is_of(item: Part, own: tuple[str, ...], folder: str) -> bool:
    """Whether an item is read from a file that the rendering stands for."""
    if isinstance(item, Fault | Problem):
        path = item.span.path
        return path == normpath(join(folder, CHART)) or any(is_within(path, above) for above in own)
    return not isinstance(item, Skipped) and any(is_within(item.source.path, above) for above in own)
