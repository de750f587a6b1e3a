"""The Helm charts of a scan, as jobs for Helm."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from os.path import basename, dirname, join, normpath

from infracheck.reading import Read
from infracheck.rendering.job import Job, Rendered
from infracheck.rendering.settings import ChartSettings, RenderSettings
from infracheck.source.files.charts import Charts
from infracheck.source.files.file_tree import FileTree
from infracheck.source.files.input_file import CHART
from infracheck.source.host.programs import find_program, program_folders
from infracheck.source.render.helm.chart import HelmRun, render_chart
from infracheck.source.render.helm.files import ChartFiles
from infracheck.source.render.stage import RefusedError, stage
from infracheck.source.text.problem import NOT_RENDERED, Problem
from infracheck.source.text.rendered import Rendering
from infracheck.source.text.span import Span

# what Helm makes manifests of; the rest of a chart's folder stands for itself
_RENDERED = ("templates", "charts")


def charts_in(read: Read, files: FileTree, settings: RenderSettings) -> Iterator[Job]:
    """One job for each way in which a chart is rendered; a chart of another chart comes with that one."""
    charts = Charts(files)
    for path in dict.fromkeys((*read.files, *(each for each, _ in read.skipped))):
        folder = dirname(path) or "."
        if basename(path) != CHART or not charts.is_chart(folder) or charts.of(path) is not None:
            continue
        top = files.top_around(files.real(folder)) or files.real(folder)
        program = find_program("helm", program_folders(top))
        if program is not None:
            yield Job(path, partial(_render, folder, files, program, ChartSettings(folder), settings))


def _render(folder: str, files: FileTree, program: str, chart: ChartSettings, settings: RenderSettings) -> Rendered:
    asked = HelmRun(program, chart.release, chart.namespace or "default", f"{settings.version}.0")
    root = normpath(join(folder, CHART))
    rendering = Rendering("helm", root, chart.release, chart.namespace, chart.values, chart.names_set)
    try:
        shown = ChartFiles(folder, stage(folder, files).files)
        made = render_chart(shown, asked, rendering)
    except RefusedError as error:
        made = error.message
    if isinstance(made, str):
        message = f"Helm does not render this chart: {made}"
        return Rendered(
            rendering, problems=(Problem(NOT_RENDERED, message, Span(root, 1, 1, 1, 1), "Mend the chart."),)
        )
    written = {shown.path(name): shown.source(name) for name in shown}
    return Rendered(rendering, tuple(made), (), written, tuple(normpath(join(folder, each)) for each in _RENDERED))
