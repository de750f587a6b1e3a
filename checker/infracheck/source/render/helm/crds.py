"""CRDs of a chart's subcharts, which Helm installs as they stand."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from infracheck.source.render.helm.files import ChartFiles
from infracheck.source.text.rendered import Origin, RenderedSource, Rendering
from infracheck.source.text.span import Span

_CRDS = (".yaml", ".yml", ".json")


def crd_sources(files: ChartFiles, rendering: Rendering) -> Iterator[RenderedSource]:
    """The files in `crds` of subcharts; those of the chart itself are read like any other."""
    for name in files:
        folders = name.split("/")[:-1]
        if "crds" in folders and "charts" in folders and "templates" not in folders and name.endswith(_CRDS):
            source = files.source(name)
            yield RenderedSource(source.path, source.text, rendering, partial(_itself, source.path))


def _itself(path: str, span: Span) -> Origin:
    # a text that is rendered in several ways goes by several paths
    return Origin(span._replace(path=path), is_exact=True, line=span.line)
