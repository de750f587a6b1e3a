"""Templates of a packed subchart, which Helm alone reads: they stand where the chart names it."""

from __future__ import annotations

from infracheck.source.render.helm.files import ChartFiles
from infracheck.source.render.helm.rendered import FindSaid
from infracheck.source.render.helm.staged import CHART
from infracheck.source.text.rendered import Origin, Waypoint
from infracheck.source.text.span import Span
from infracheck.source.yaml.tree import Mapping, Scalar, Sequence

_PACKED = ".tgz"


def packed_origin(printed: str, files: ChartFiles) -> FindSaid:
    """The way from what a template printed that stands in no folder of the chart."""
    chart = files.chart_of(printed)
    called = printed.removeprefix(f"{chart.printed}charts/").partition("/")[0]
    root = f"{chart.folder}{CHART}"
    source = files.source(root)
    place = _dependency(chart.meta, called) or source.line_span(1)
    packages = [each for each in files if each.startswith(f"{chart.folder}charts/{called}-") and each.endswith(_PACKED)]
    inside = printed.removeprefix(chart.printed)
    shown = f"{files.path(packages[0])}: {inside}" if packages else inside

    def find(span: Span, said: str, remedy: str) -> Origin:
        way = (Waypoint(f"line {span.line} of what {shown} makes", place),)
        return Origin(place, False, span.line, way)

    return find


def _dependency(meta: Mapping | None, called: str) -> Span | None:
    """The entry of a chart's dependencies that goes by a name."""
    listed = None if meta is None else meta.values.get("dependencies")
    for each in listed.items if type(listed) is Sequence else ():
        if type(each) is not Mapping:
            continue
        names = (each.values.get("alias"), each.values.get("name"))
        if any(type(name) is Scalar and name.text == called for name in names):
            return each.span
    return None
