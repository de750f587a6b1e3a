"""A chart to the documents that Helm makes of it."""

from __future__ import annotations

import os
from os.path import join
from tempfile import TemporaryDirectory

from infracheck.record import Record
from infracheck.source.render.child import Bounds, Ran, run
from infracheck.source.render.helm.files import ChartFiles
from infracheck.source.render.helm.marks import Marked, marked, unmarked
from infracheck.source.render.helm.origins import LineOrigins
from infracheck.source.render.helm.output import by_template
from infracheck.source.render.helm.packed import packed_origin
from infracheck.source.render.helm.printed_lines import Aligned, aligned
from infracheck.source.render.helm.rendered import FindSaid, TemplateSource
from infracheck.source.render.helm.steady import Steady, random_lines
from infracheck.source.render.stage import write
from infracheck.source.text.rendered import RenderedSource, Rendering


class HelmRun(Record):
    """How a chart is rendered: by which command, under which name, for which version of Kubernetes."""

    command: tuple[str, ...]
    release: str
    namespace: str
    kubernetes_version: str
    values: tuple[bytes, ...] = ()
    settings: tuple[str, ...] = ()
    bounds: Bounds = Bounds()


class _MarkedPart(Record):
    """What a template made of a marked copy: its lines without the marks, and what the marks of each stand for."""

    lines: list[str]
    marks: list[list[Marked]]


def render_chart(files: ChartFiles, asked: HelmRun, rendering: Rendering) -> list[RenderedSource] | str:
    """The texts that a chart's templates make, one for each template; or why there are none, in Helm's words."""
    with TemporaryDirectory(prefix="infracheck-") as home:
        write(files.contents, join(home, "chart"))
        plain = _template(home, asked)
        if plain.failure:
            return plain.failure
        marked_parts = _marked_parts(files, home, asked)
        parts = by_template(plain.output.decode("utf-8", "replace"))
        lines = {name: _aligned(text, marked_parts.get(name)) for name, text in parts.items()}
        random: dict[str, frozenset[int]] = {}
        if any(each.differs for each in lines.values()):
            parts, random = _steady(parts, files, home, asked)
    return [
        TemplateSource(
            join(files.folder, f"@{asked.release}", *name.split("/")), text, rendering,
            _origins(name, text, lines[name], files), random.get(name, frozenset()), files.existing_names,
        )
        for name, text in parts.items()
    ]  # fmt: skip


def _steady(
    parts: dict[str, str], files: ChartFiles, home: str, asked: HelmRun
) -> tuple[dict[str, str], dict[str, frozenset[int]]]:
    """What the templates made, with the same words each time, and which lines they make otherwise each time.

    Marks may be all that made the difference.
    """
    write(files.contents, join(home, "chart"))
    again = by_template(_template(home, asked).output.decode("utf-8", "replace"))
    steady = Steady()
    made = {name: steady.text(name, text, again.get(name, text)) for name, text in parts.items()}
    return made, {name: random_lines(text, again.get(name, text)) for name, text in parts.items()}


def _origins(printed: str, text: str, lines: Aligned, files: ChartFiles) -> FindSaid:
    template = files.template_of(printed)
    if template is None:
        return packed_origin(printed, files)
    return LineOrigins(printed, template, text, lines.marks, files).find


def _marked_parts(files: ChartFiles, home: str, asked: HelmRun) -> dict[str, _MarkedPart]:
    """What each template makes of a marked copy of the chart, with as many marks as its templates bear."""
    for actions in (True, False):
        chart = marked(files.contents, actions=actions)
        write(chart.files, join(home, "chart"))
        ran = _template(home, asked)
        if ran.failure:
            continue
        found = {}
        for name, text in by_template(ran.output.decode("utf-8", "replace")).items():
            lines, numbers = unmarked(text, chart.mark)
            found[name] = _MarkedPart(lines, [[chart.lines[one] for one in each] for each in numbers])
        return found
    return {}


def _aligned(text: str, part: _MarkedPart | None) -> Aligned:
    lines = text.split("\n")
    return Aligned([[] for _ in lines], differs=False) if part is None else aligned(lines, part.lines, part.marks)


def _template(home: str, asked: HelmRun) -> Ran:
    command = [
        *asked.command, "template", asked.release, "chart", "--namespace", asked.namespace, "--skip-tests",
        "--kube-version", asked.kubernetes_version,
    ]  # fmt: skip
    for number, content in enumerate(asked.values):
        path = join(home, f"values-{number}.yaml")
        with open(path, "wb") as file:
            file.write(content)
        command += ["--values", os.path.basename(path)]
    for setting in asked.settings:
        command += ["--set", setting]
    return run(command, home, asked.bounds)
