"""A chart of which parts are missing, rendered without them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from infracheck.record import Record
from infracheck.source.render.helm.chart import HelmRun, render_chart
from infracheck.source.render.helm.files import ChartFiles
from infracheck.source.render.helm.staged import DEPENDENCY_LISTS
from infracheck.source.render.helm.values import found_at, root_of
from infracheck.source.text.problem import NOT_RENDERED, Problem
from infracheck.source.text.rendered import RenderedSource, Rendering
from infracheck.source.text.span import Span
from infracheck.source.yaml.tree import Mapping, Scalar
from infracheck.source.yaml.tree import Sequence as Items

BUILD_DEPENDENCIES = "Run `helm dependency build` before the scan: nothing is downloaded here."
# helm.sh/helm/v3/pkg/action: CheckDependencies
_SAID = re.compile(r"missing in charts/ directory: (?P<names>.+)")
_NAME = re.compile(r"(?!\.)[A-Za-z0-9._-]{1,100}")
_VERSION = re.compile(r"(?P<major>\d{1,9})(?:\.(?P<minor>\d{1,9}))?(?:\.(?P<patch>\d{1,9}(?:-[0-9A-Za-z.-]{1,60})?))?")


class _Listed(Record):
    """A chart that another one depends on, as the list of dependencies has it, and whether it would be installed."""

    name: str
    version: str
    place: Span
    is_installed: bool


class RenderedInPart(Record):
    """What a chart makes without charts that it depends on, and what is said of these."""

    sources: list[RenderedSource]
    problems: tuple[Problem, ...]


def without_dependencies(said: str, shown: ChartFiles, asked: HelmRun, rendering: Rendering) -> RenderedInPart | None:
    """What a chart makes of itself where all that Helm lacks are charts that it depends on, which `said` is about.

    None where that is not all: a template may need a helper, or a value, of such a chart.
    """
    names = _missing_names(said)
    listed = [each for each in _dependencies(shown) if each.name in names]
    if not listed:
        return None
    made = render_chart(shown.beside(_stand_ins(names, listed)), asked, rendering)
    if isinstance(made, str):
        return None
    lacking = [each for each in listed if each.is_installed]
    return RenderedInPart(made, (_problem(lacking),) if lacking else ())


def _problem(lacking: list[_Listed]) -> Problem:
    *first, last = dict.fromkeys(each.name for each in lacking)
    what = f"dependencies {', '.join(first)} and {last}, which are" if first else f"dependency {last}, which is"
    message = f"this chart is rendered without its {what} not in charts/"
    return Problem(NOT_RENDERED, message, lacking[0].place, BUILD_DEPENDENCIES)


def _missing_names(said: str) -> list[str]:
    """The dependencies that Helm says are not there, where it says no more than that."""
    match = _SAID.search(said)
    names = [] if match is None else [each.strip() for each in match["names"].split(",")]
    # a name is one part of a path, whatever somebody writes
    return list(dict.fromkeys(names)) if all(map(_NAME.fullmatch, names)) else []


def _dependencies(shown: ChartFiles) -> Iterator[_Listed]:
    """The charts that a chart depends on."""
    values = shown.charts[0].values
    for root in (root_of(shown.source(each)) for each in DEPENDENCY_LISTS if each in shown):
        listed = None if root is None else root.values.get("dependencies")
        for each in listed.items if type(listed) is Items else ():
            if type(each) is Mapping and (name := each.text("name")):
                place = each.source.line_span(each.source.line_of(each.start))
                yield _Listed(name, each.text("version"), place, _is_installed(each, values))


def _stand_ins(names: Sequence[str], listed: Sequence[_Listed]) -> dict[str, bytes]:
    """An empty chart for each name, of a version that is asked for: Helm renders what stands around it."""
    versions = {each.name: each.version for each in listed}
    return {
        f"charts/{name}/Chart.yaml": (
            f'apiVersion: v2\nname: "{name}"\nversion: "{_version(versions.get(name, ""))}"\n'.encode()
        )
        for name in names
    }


def _version(asked: str) -> str:
    """A version that a range such as `^1.2` or `16.x` takes."""
    match = _VERSION.search(asked)
    return "0.0.0" if match is None else ".".join(part or "0" for part in match.groups())


def _is_installed(dependency: Mapping, values: Mapping | None) -> bool:
    """Whether its `condition`, else its `tags`, leave it in: helm.sh/helm/v3/pkg/chartutil, dependencies.go."""
    for path in dependency.text("condition").split(","):
        switch = _switch(values, path.strip().split("."))
        if switch is not None:
            return switch
    tags = dependency.values.get("tags")
    named = [each.text for each in tags.items if type(each) is Scalar] if type(tags) is Items else []
    switches = [switch for each in named if (switch := _switch(values, ("tags", each))) is not None]
    return not switches or any(switches)


def _switch(values: Mapping | None, keys: Sequence[str]) -> bool | None:
    found = [each.node for each in found_at(values, keys)]
    if len(found) != 1 or type(found[0]) is not Scalar or found[0].text not in ("true", "false"):
        return None
    return found[0].text == "true"
