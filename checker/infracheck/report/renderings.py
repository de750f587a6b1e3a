"""What was rendered, in words and as the data that JSON formats write."""

from __future__ import annotations

from collections.abc import Iterator
from os.path import dirname
from typing import Any

from infracheck.engine.finding import Finding
from infracheck.report.escape import plain
from infracheck.report.places import relative
from infracheck.report.report import Inputs, counted
from infracheck.source.text.rendered import Rendering

_TOOLS = {"helm": "Helm", "kustomize": "Kustomize"}
_NOUNS = {"helm": "chart", "kustomize": "overlay"}


def folder_of(rendering: Rendering) -> str:
    """The folder of the chart or the overlay."""
    return dirname(rendering.root) or "."


def rendered_by(finding: Finding) -> str:
    """How what a finding is about came to be, as one line of plain text; empty for what stands in its file as it is."""
    if not finding.renderings:
        return ""
    first = finding.renderings[0]
    tool = _TOOLS.get(first.tool, plain(first.tool))
    return f"rendered by {tool} from " + "; and from ".join(map(_in_words, finding.renderings))


def _in_words(rendering: Rendering) -> str:
    folder = folder_of(rendering)
    files = [_near(each, folder) for each in rendering.values]
    given = [*files, *(f"--set {plain(each)}" for each in rendering.sets)]
    installer = f", as {plain(rendering.installer)} installs it" if rendering.installer else ""
    return plain(relative(folder)) + (f" with {', '.join(given)}" if given else "") + installer


def made_with(rendering: Rendering) -> Iterator[str]:
    """With what something was rendered, part by part, in plain text."""
    if rendering.tool == "kustomize":
        yield f"overlay {plain(folder_of(rendering))}"
    if rendering.release:
        yield f"release {plain(rendering.release)}"
    if rendering.installer:
        yield f"installed by {plain(rendering.installer)}"
    folder = folder_of(rendering)
    if rendering.values:
        yield f"values {' '.join(_near(each, folder) for each in rendering.values)}"
    if rendering.sets:
        yield f"set {' '.join(map(plain, rendering.sets))}"


def _near(path: str, folder: str) -> str:
    """A values file as whoever stands in the chart would name it; by its whole path, where it stands elsewhere."""
    found, above = relative(path), relative(folder) + "/"
    return plain(found.removeprefix(above))


def origin_of(finding: Finding) -> dict[str, Any] | None:
    """The rendering that a finding is of, and the line of its text; None for what stands in its file as it is."""
    if finding.origin is None or not finding.renderings:
        return None
    first, *others = finding.renderings
    exactness = "exact" if finding.origin.is_exact else "aligned"
    also = {"also": [rendering_entry(each) for each in others]} if others else {}
    return {**rendering_entry(first), "exactness": exactness, "line": finding.origin.line, **also}


def rendering_entry(rendering: Rendering) -> dict[str, Any]:
    """What was rendered, and with what; a value that was set is not told, only what was set."""
    return {
        "tool": rendering.tool,
        _NOUNS.get(rendering.tool, "chart"): plain(folder_of(rendering)),
        "release": plain(rendering.release) or None,
        "namespace": plain(rendering.namespace) or None,
        "values": [*map(plain, rendering.values)],
        "set": [*map(plain, rendering.sets)],
        **({"installer": plain(rendering.installer)} if rendering.installer else {}),
    }


def renderings_counted(inputs: Inputs) -> str:
    """How many charts and overlays were rendered; empty where there are none."""
    roots = dict.fromkeys((each.tool, each.root) for each, _ in inputs.renderings)
    parts = []
    for tool, noun in _NOUNS.items():
        number = sum(1 for known, _ in roots if known == tool)
        if number:
            ways = sum(1 for each, _ in inputs.renderings if each.tool == tool)
            how = f" in {ways} variants" if ways > number else ""
            parts.append(f"{counted(number, noun)} rendered{how}")
    return ", ".join(parts)
