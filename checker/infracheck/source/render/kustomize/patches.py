"""The patches of a kustomization, and what each of them sets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from infracheck.record import Record
from infracheck.source.render.kustomize.bases import name_of, text_at
from infracheck.source.render.kustomize.closure import Closure
from infracheck.source.render.kustomize.kustomization import Kustomization, is_inline, under, word
from infracheck.source.render.kustomize.places import Path, Place, node_at, place_in, says
from infracheck.source.render.kustomize.values import Lists
from infracheck.source.text.span import Source, Span
from infracheck.source.yaml.reader import read_documents
from infracheck.source.yaml.tree import Document, Mapping, Node, Scalar, Sequence

_LISTS = ("patchesStrategicMerge", "patches", "patchesJson6902")
_LITERAL = re.compile(r"\^?([\w.:/-]+)\$?")


class Subject(Record):
    """An object as patches know it: its tree as it was built, its kinds, and the names that it had on the way."""

    made: Mapping
    kinds: frozenset[str]
    names: frozenset[str]


class Patch(Record):
    """One patch: a part of an object, or a list of operations; `listed` is its entry in the kustomization."""

    root: Node
    target: Node | None
    listed: Span

    def is_for(self, subject: Subject) -> bool:
        """Whether it is, or may be, a patch of an object."""
        if self.target is not None:
            return _may_be(word(self.target, "kind"), subject.kinds) and _may_be(
                word(self.target, "name"), subject.names
            )
        root = self.root
        return type(root) is Mapping and text_at(root, "kind") in subject.kinds and name_of(root) in subject.names

    def sets(self, path: Path, subject: Subject, lists: Lists) -> Place | None:
        """Where it says what stands at a path of an object."""
        made = node_at(subject.made, path)
        if made is None:
            return None
        if type(self.root) is Sequence:
            operations = [each for each in self.root.items if type(each) is Mapping]
            # the very place first: items may have moved since
            for leads in (_leads_there, _may_lead):
                for each in reversed(operations):
                    if (place := _set_by(each, path, made, subject.made, leads)) is not None:
                        return place
            return None
        place = place_in(self.root, path, subject.made, lists)
        return place if place is not None and says(place.node, made) else None


class Excerpt(Source):
    """A stretch of a file that is read by itself, and whose places are those of the file."""

    __slots__ = ("_base", "_whole")

    def __init__(self, whole: Source, start: int, end: int) -> None:
        super().__init__(whole.path, whole.text[start:end])
        self._whole = whole
        self._base = start

    def span(self, start: int, end: int) -> Span:
        """The place in the file."""
        return self._whole.span(start + self._base, end + self._base)


def patches_of(kustomization: Kustomization, closure: Closure) -> Iterator[Patch]:
    """The patches of a kustomization, in the order in which they are applied."""
    for key in _LISTS:
        for item in kustomization.items(key):
            inline, path, target = is_inline(item), item, None
            if type(item) is not Scalar:
                inline = next((True for _ in under(item, "patch")), False)
                path = next((each for each in under(item, "patch" if inline else "path")), item)
                target = next((each for each in under(item, "target")), None)
            if type(path) is not Scalar:
                continue
            roots = _inline(path) if inline else _in_file(path, kustomization, closure)
            yield from (Patch(root, target, path.span) for root in roots)


def _in_file(path: Scalar, kustomization: Kustomization, closure: Closure) -> list[Node]:
    name = closure.led_to(kustomization, path)
    source = closure.sources.get(name)
    return [] if source is None else _roots(source)


def _inline(scalar: Scalar) -> list[Node]:
    """The trees of a patch that is written out in the kustomization, with their places there."""
    if scalar.style == "|":
        start = scalar.source.line_starts[scalar.source.line_of(scalar.body_at) - 1]
        roots = _roots(Excerpt(scalar.source, start, scalar.end))
        if roots:
            return roots
    # of a quoted one, the lines are not those of the file
    return [_standing_at(root, scalar) for root in _roots(Source(scalar.source.path, scalar.text))]


def _roots(source: Source) -> list[Node]:
    return [each.root for each in read_documents(source) if isinstance(each, Document)]


def _standing_at(node: Node, scalar: Scalar) -> Node:
    """A tree like this one whose every place is that of a scalar."""
    source, start, end = scalar.source, scalar.start, scalar.end
    made: Node
    if type(node) is Mapping:
        made = Mapping(source, start, end, {key: _standing_at(value, scalar) for key, value in node.values.items()})
    elif type(node) is Sequence:
        made = Sequence(source, start, end, [_standing_at(item, scalar) for item in node.items])
    else:
        assert type(node) is Scalar
        made = Scalar(source, start, end, node.text, node.style, node.tag)
    made.key_at = start
    return made


def _set_by(
    operation: Mapping, path: Path, made: Node, root: Node, leads: Callable[[str, str | int], bool]
) -> Place | None:
    """Where an operation of a JSON patch says what stands at a path, which may be below its own."""
    value = operation.values.get("value")
    if value is None or text_at(operation, "op") not in ("add", "replace"):
        return None
    steps = [each.replace("~1", "/").replace("~0", "~") for each in text_at(operation, "path").split("/")[1:]]
    if len(steps) > len(path) or not all(map(leads, steps, path)):
        return None
    rest = path[len(steps) :]
    place = place_in(value, rest, node_at(root, path[: len(steps)]) or value, Lists())
    if place is None or not says(place.node, made):
        return None
    return place if rest else Place(value, operation.entry_span("value"))


def _leads_there(pointer: str, step: str | int) -> bool:
    return pointer == str(step)


def _may_lead(pointer: str, step: str | int) -> bool:
    return pointer == step if isinstance(step, str) else pointer == "-" or pointer.isdecimal()


def _may_be(pattern: str, texts: Iterable[str]) -> bool:
    """Whether a regular expression may match one of several texts; only plain words are held against them."""
    match = _LITERAL.fullmatch(pattern)
    return match is None or match[1] in texts
