"""One of the two scans that a gate compares: its findings, and the objects and files that they are about."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import TypeVar

from infracheck.engine.finding import Finding
from infracheck.model.base.view import View
from infracheck.model.base.violation import Resource
from infracheck.model.entities.container import Container
from infracheck.model.entities.kubernetes import KubernetesObject
from infracheck.model.graph.build import Built
from infracheck.model.image.dockerfile import Dockerfile
from infracheck.record import Record
from infracheck.source.text.span import Source

V = TypeVar("V", bound=View)


class Target(Record):
    """What a finding is about: a file, an object in it where it is about one, and a container or stage of that."""

    path: str
    resource: Resource | None = None
    part: str = ""

    @property
    def name(self) -> str:
        """What it is called by itself; a file and a Dockerfile have no other name than their path."""
        if self.part:
            return self.part
        return self.path if self.resource is None else self.resource.name


class Side:
    """The findings that a scan counts and those that it waives, with what they stand in."""

    __slots__ = ("_built", "_name", "_parts", "_sources", "_targets", "findings", "waived")

    def __init__(
        self,
        findings: Sequence[Finding],
        waived: Sequence[Finding],
        built: Built,
        name: Callable[[str], str],
        written: Mapping[str, Source] = MappingProxyType({}),
    ) -> None:
        """`name` says what reports call a file that was read; `written` are those that text was rendered from."""
        self.findings = findings
        self.waived = waived
        self._built = built
        self._sources: dict[str, Source] = {name(path): source for path, source in written.items()}
        self._sources.update((name(path), trees[0].source) for path, trees in built.trees.items())
        self._name = name
        self._parts: dict[str, _Parts] | None = None
        self._targets: dict[Target, tuple[int, int]] | None = None

    def text(self, path: str) -> str | None:
        """What a file holds, None where nothing of it was read."""
        source = self._sources.get(path)
        return None if source is None else source.text

    def lines(self, finding: Finding) -> tuple[str, str, str]:
        """The line that a finding stands on, the one before and the one after, without their indentation."""
        source = self._sources.get(finding.path)
        if source is None:
            return "", "", ""
        last = len(source.line_starts)
        numbers = (finding.line, finding.line - 1, finding.line + 1)
        found = (source.line_text(each).strip() if 0 < each <= last else "" for each in numbers)
        return next(found), next(found), next(found)

    def target_of(self, finding: Finding) -> Target:
        """The innermost thing that a finding stands in."""
        if self._parts is None:
            self._parts = {path: _Parts(spans) for path, spans in _spans_of(self._built, self._name).items()}
        # what was rendered is known by the text that stands in: it keeps its objects, wherever their values are written
        place = finding.judged
        path = finding.path if finding.rendered is None else self._name(place.path)
        parts = self._parts.get(path)
        part = "" if parts is None or finding.resource is None else parts.at(place.start)
        return Target(path, finding.resource, part)

    def targets(self) -> dict[Target, tuple[int, int]]:
        """Every file, object and container, with where its text starts and ends."""
        if self._targets is None:
            self._targets = dict(self._listed())
        return self._targets

    def text_of(self, target: Target) -> str:
        """The text of one of them."""
        start, end = self.targets()[target]
        return self._sources[target.path].text[start:end]

    def _listed(self) -> Iterator[tuple[Target, tuple[int, int]]]:
        for path, source in self._sources.items():
            yield Target(path), (0, len(source.text))
        for image in self._built.model.all(Dockerfile):
            path = self._name(image.path)
            yield Target(path, image.resource._replace(name=path)), (0, len(image.tree.source.text))
        for each in _all(self._built, KubernetesObject):
            if each.node is not None:
                yield Target(self._name(each.span.path), each.resource), (each.node.start, each.node.end)
        for container in _all(self._built, Container):
            if container.node is not None:
                place = Target(self._name(container.span.path), container.resource, container.name)
                yield place, (container.node.start, container.node.end)


class _Parts:
    """The containers of a file, or the stages, by where they stand."""

    __slots__ = ("_ends", "_names", "_starts")

    def __init__(self, spans: list[tuple[int, int, str]]) -> None:
        spans.sort()
        self._starts = [start for start, _, _ in spans]
        self._ends = [end for _, end, _ in spans]
        self._names = [name for _, _, name in spans]

    def at(self, place: int) -> str:
        """The name of the one round a place, blank for none: none stands in another."""
        number = bisect_right(self._starts, place) - 1
        return self._names[number] if number >= 0 and place <= self._ends[number] else ""


def _spans_of(built: Built, name: Callable[[str], str]) -> dict[str, list[tuple[int, int, str]]]:
    found: dict[str, list[tuple[int, int, str]]] = {}
    for container in _all(built, Container):
        node = container.node
        if node is not None:
            found.setdefault(name(container.span.path), []).append((node.start, node.end, container.name))
    for image in built.model.all(Dockerfile):
        stages = found.setdefault(name(image.path), [])
        starts = [stage.span.start for stage in image.stages]
        for stage, (start, end) in zip(image.stages, pairwise([*starts, len(image.tree.source.text) + 1]), strict=True):
            # one without a name is known by its number alone, which moves when a stage is put before it
            stages.append((start, end - 1, stage.name or ""))
    return found


def _all(built: Built, kind: type[V]) -> Iterator[V]:
    """The entities of every model: what stands in several of them comes again, at the same place."""
    return (each for model in built.models for each in model.all(kind))
