"""The Helm charts of a scan, as jobs for Helm."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Sequence
from functools import partial
from os.path import basename, dirname, join, normpath

from infracheck.reading import Read
from infracheck.record import Record
from infracheck.rendering.clock import Clock
from infracheck.rendering.incomplete import BUILD_DEPENDENCIES, without_dependencies
from infracheck.rendering.job import Job, Rendered
from infracheck.rendering.quoted import without_values
from infracheck.rendering.release_objects import ReleaseObject, installs_anew, releases_in
from infracheck.rendering.settings import RenderSettings
from infracheck.rendering.ways import ChartWay, ways_of
from infracheck.source.files.charts import Charts
from infracheck.source.files.file_tree import FileTree
from infracheck.source.files.input_file import CHART
from infracheck.source.render.child import Bounds
from infracheck.source.render.helm.chart import HelmRun, render_chart
from infracheck.source.render.helm.crds import crd_sources
from infracheck.source.render.helm.engines import Engine, find_engine
from infracheck.source.render.helm.files import ChartFiles
from infracheck.source.render.helm.given import of_text
from infracheck.source.render.helm.staged import stage_chart
from infracheck.source.render.stage import RefusedError
from infracheck.source.text.problem import NOT_RENDERED, Problem
from infracheck.source.text.rendered import Rendering
from infracheck.source.text.span import Span
from infracheck.source.yaml.tree import Document, Mapping, Scalar

# what Helm makes manifests of; the rest of a chart's folder stands for itself
_RENDERED = ("templates", "charts")
_PLACE = re.compile(r"[^\s/:(]+/((?:charts/[^\s:/]+/)*templates/[^\s:]+?):([0-9]+)")
_FAILED = re.compile(r"parse error on [^\s/]+/((?:charts/[^\s/]+/)*templates/\S+?):")
_LONGEST = 500
# helm.sh/helm/v3/pkg/chartutil: what a release may be called
_RELEASE = r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*"
_LONGEST_RELEASE = 53
_MOST_META = 1_000_000
_MOST_KEPT = 100
_SECONDS = 300.0
_SECONDS_A_RUN = 30.0


class _Chart(Record):
    """A chart to render, and the files of it of which alone something is to be said, where some are named."""

    folder: str
    only: tuple[str, ...] = ()


class _Scan(Record):
    """What holds for all charts of a scan."""

    files: FileTree
    settings: RenderSettings
    clock: Clock


def charts_in(
    read: Read, files: FileTree, settings: RenderSettings, again: Sequence[ReleaseObject] = ()
) -> Iterator[Job]:
    """One job for each way in which a chart is rendered; a chart of another chart comes with that one.

    With `again`, all releases that there are once something was rendered, those charts alone that such a one installs.
    """
    scan = _Scan(files, settings, Clock(_SECONDS))
    releases: Sequence[ReleaseObject] | None = again or None
    for chart in _charts(read, files):
        if again and not installs_anew(again, files.real(chart.folder), files):
            continue
        engine = find_engine(files.top_around(files.real(chart.folder)) or files.real(chart.folder))
        root = normpath(join(chart.folder, CHART))
        meta = _meta(chart.folder, files)
        if _text(meta, "type") == "library":
            yield Job(root, partial(Rendered, Rendering("helm", root)))
        elif engine is not None:
            if releases is None:
                releases = list(releases_in(each for each in read.items if isinstance(each, Document)))
            for way in ways_of(chart.folder, files, settings, releases):
                named = way._replace(release=way.release or _release_of(meta))
                yield Job(root, partial(_render, chart, named, engine, scan))


def _charts(read: Read, files: FileTree) -> Iterator[_Chart]:
    """The charts among what was read, and those of which templates were named."""
    charts = Charts(files)
    found: dict[str, None] = {}
    left_out = [path for path, _ in read.skipped]
    for path in dict.fromkeys((*read.files, *left_out)):
        folder = dirname(path) or "."
        if basename(path) == CHART and charts.is_chart(folder) and charts.of(path) is None:
            found[folder] = None
    named: dict[str, list[str]] = {}
    for each in read.items:
        if isinstance(each, Problem) and each.id == NOT_RENDERED and (chart := charts.of(each.span.path)) is not None:
            named.setdefault(chart or ".", []).append(each.span.path)
    yield from map(_Chart, found)
    yield from (
        _Chart(folder, (*paths, *read.files, *left_out)) for folder, paths in named.items() if folder not in found
    )


def _meta(folder: str, files: FileTree) -> Mapping | None:
    """What a chart says of itself."""
    path = join(folder, CHART)
    return of_text(path, files.load(path, _MOST_META)).root


def _release_of(meta: Mapping | None) -> str:
    """The name of a release that nobody named: the chart's, as most are installed, where a release may be called so."""
    name = _text(meta, "name")
    return name if len(name) <= _LONGEST_RELEASE and re.fullmatch(_RELEASE, name) else "release"


def _text(meta: Mapping | None, key: str) -> str:
    value = None if meta is None else meta.get(key)
    return value.text if type(value) is Scalar else ""


def _render(chart: _Chart, way: ChartWay, engine: Engine, scan: _Scan) -> Rendered:
    root = normpath(join(chart.folder, CHART))
    rendering = Rendering("helm", root, way.release, way.namespace, way.values, way.sets, chart.only, way.installer)
    if not scan.clock.left:
        message = f"not rendered: the charts of this scan took longer than {_SECONDS:g} s together"
        return Rendered(rendering, problems=(Problem(NOT_RENDERED, message, _start(root), "Scan fewer charts."),))
    asked = HelmRun(
        engine.command, way.release, way.namespace or "default", f"{scan.settings.version}.0",
        tuple(each.content for each in way.given), way.settings, Bounds(min(_SECONDS_A_RUN, scan.clock.left)),
    )  # fmt: skip
    try:
        staged = stage_chart(chart.folder, scan.files)
        key = (rendering, asked._replace(bounds=Bounds()), way.texts, *staged.files.items(), *staged.paths.items())
        return _once(key, partial(_made, ChartFiles(chart.folder, staged, way.trees), asked, rendering), scan)
    except RefusedError as error:
        return _refused(rendering, f"a Helm chart is not rendered: {error.message}", error.path)
    except OSError as error:
        return _refused(rendering, f"a Helm chart is not rendered: {error.strerror}", str(error.filename or root))


def _once(key: Hashable, make: Callable[[], Rendered], scan: _Scan) -> Rendered:
    """What was rendered of the same files before; else what is rendered now."""
    kept = scan.settings.kept
    if kept is None:
        return make()
    found = kept.get(key)
    if found is None:
        found = make()
        if len(kept) >= _MOST_KEPT:
            kept.clear()
        kept[key] = found
    return found


def _made(shown: ChartFiles, asked: HelmRun, rendering: Rendering) -> Rendered:
    made = render_chart(shown, asked, rendering)
    problems: tuple[Problem, ...] = ()
    if isinstance(made, str):
        part = without_dependencies(made, shown, asked, rendering)
        if part is None:
            given = [*shown.given, *(each.values for each in shown.charts if each.values is not None)]
            return Rendered(rendering, problems=(_problem(without_values(made, given), shown),))
        made, problems = part.sources, part.problems
    written = {shown.path(name): shown.source(name) for name in shown if not name.endswith(".tgz")}
    sources = (*made, *crd_sources(shown, rendering))
    replaces = tuple(normpath(join(shown.folder, each)) for each in _RENDERED)
    return Rendered(rendering, sources, problems, written, replaces)


def _refused(rendering: Rendering, message: str, path: str) -> Rendered:
    remedy = "Keep in the chart's folder what belongs to the chart."
    return Rendered(rendering, problems=(Problem(NOT_RENDERED, f"{message}: {path}", _start(rendering.root), remedy),))


def _problem(said: str, files: ChartFiles) -> Problem:
    """What Helm says of a chart, at the line that it names."""
    # why it failed stands at the end, behind all the templates that lead there
    told = said if len(said) <= _LONGEST else f"{said[: _LONGEST // 2]} … {said[-_LONGEST // 2 :]}"
    message = f"Helm does not render this chart: {told}"
    place = _start(files.path(CHART))
    for pattern in (_PLACE, _FAILED):
        match = pattern.search(said)
        name = None if match is None else files.template_of(match[1])
        if match is not None and name is not None:
            source = files.source(name)
            line = int(match[2]) if pattern is _PLACE else 1
            place = source.line_span(min(line, len(source.line_starts)))
            break
    return Problem(NOT_RENDERED, message, place, _remedy(said))


def _remedy(said: str) -> str:
    if "dependencies" in said:
        return BUILD_DEPENDENCIES
    return "Mend the chart, or give it the values that it needs: `--helm-values FILE`."


def _start(path: str) -> Span:
    return Span(path, 1, 1, 1, 1)
