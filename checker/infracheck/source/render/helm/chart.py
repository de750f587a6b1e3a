"""A chart to the documents that Helm makes of it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from os.path import join
from tempfile import TemporaryDirectory

from infracheck.record import Record
from infracheck.source.render.child import Bounds, Ran, run
from infracheck.source.render.helm.marks import Marked, marked, unmarked
from infracheck.source.render.helm.origins import ChartFiles, LineOrigins
from infracheck.source.render.helm.output import by_template
from infracheck.source.render.stage import write
from infracheck.source.text.rendered import RenderedSource, Rendering

CHART = "Chart.yaml"


class HelmRun(Record):
    """How a chart is rendered: by which program, under which name, for which version of Kubernetes."""

    program: str
    release: str
    namespace: str
    kubernetes_version: str
    values: tuple[tuple[str, bytes], ...] = ()
    settings: tuple[str, ...] = ()
    bounds: Bounds = Bounds()


def render_chart(
    folder: str, files: dict[str, bytes], asked: HelmRun, rendering: Rendering
) -> list[RenderedSource] | str:
    """The texts that a chart's templates make, one for each template; or why there are none, in Helm's words."""
    with TemporaryDirectory(prefix="infracheck-") as home:
        write(files, join(home, "chart"))
        plain = _template(home, asked)
        if plain.failure:
            return plain.failure
        marks = marked(files)
        write(marks.files, join(home, "chart"))
        lines = _marks_of(plain, _template(home, asked), marks.lines)
    text = plain.output.decode("utf-8", "replace")
    shown = ChartFiles(folder, files)
    found = []
    for part in by_template(text):
        template = part.template if part.template in shown else CHART
        origins = LineOrigins(template, part.text, [lines[number] for number in part.lines], shown)
        path = join(folder, f"@{asked.release}", *part.template.split("/"))
        found.append(RenderedSource(path, part.text, rendering, origins.find))
    return found


def _template(home: str, asked: HelmRun) -> Ran:
    command = [
        asked.program, "template", asked.release, "chart", "--namespace", asked.namespace, "--include-crds",
        "--skip-tests", "--kube-version", asked.kubernetes_version,
    ]  # fmt: skip
    for number, (_, content) in enumerate(asked.values):
        path = join(home, f"values-{number}.yaml")
        with open(path, "wb") as file:
            file.write(content)
        command += ["--values", os.path.basename(path)]
    for setting in asked.settings:
        command += ["--set", setting]
    return run(command, home, asked.bounds)


def _marks_of(plain: Ran, with_marks: Ran, lines: Sequence[Marked]) -> list[Marked | None]:
    """What each line of the plain rendering was made by, where the marked one has the same lines."""
    text, marks = unmarked(with_marks.output)
    count = plain.output.count(b"\n") + 1
    if with_marks.failure or text.count(b"\n") + 1 != count:
        return [None] * count
    return [None if mark is None or mark >= len(lines) else lines[mark] for mark in marks]
