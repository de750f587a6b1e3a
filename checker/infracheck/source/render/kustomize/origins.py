"""Where each value of an overlay was written: in a base, in a patch, or in a kustomization."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property

from infracheck.source.render.kustomize.bases import Bases, name_of, namespace_of, text_at
from infracheck.source.render.kustomize.closure import Closure
from infracheck.source.render.kustomize.fields import BuiltWord, set_by_fields
from infracheck.source.render.kustomize.generated import Generator, generators_of, written_by
from infracheck.source.render.kustomize.kustomization import Kustomization
from infracheck.source.render.kustomize.layers import Layers
from infracheck.source.render.kustomize.output import BuiltObject
from infracheck.source.render.kustomize.patches import Patch, Patched, patches_of
from infracheck.source.render.kustomize.places import Path, WrittenValue, node_at, path_at, place_in, says
from infracheck.source.render.kustomize.values import Counterparts
from infracheck.source.text.limits import ReadingBudget
from infracheck.source.text.rendered import Origin, Waypoint
from infracheck.source.text.span import Source, Span
from infracheck.source.yaml.reader import read_documents
from infracheck.source.yaml.tree import Document, Mapping, Node, Scalar

_BASE = "the base has it here"
_PATCH = "the patch is listed here"
_MOST_STEPS = 200_000


class OverlayOrigins:
    """The origins of all that one overlay is built to."""

    def __init__(self, closure: Closure, layers: Layers, objects: list[BuiltObject]) -> None:
        self.closure = closure
        self.bases = Bases(closure)
        self.layers = layers
        self.lists = Counterparts()
        self._patches: dict[str, list[Patch]] = {}
        self._objects = [ObjectOrigins(each, self) for each in objects]
        self._by_root = {id(each.root): made for each, made in zip(objects, self._objects, strict=True)}
        self._text = ""
        self.steps = 0
        """How often a patch was asked so far what it sets."""

    @cached_property
    def start(self) -> Span:
        """The place of the overlay itself."""
        root = self.closure.in_folder(self.closure.root)
        assert root is not None
        return root.source.line_span(1)

    def of(self, made: BuiltObject) -> ObjectOrigins:
        """The origins of one object."""
        return self._by_root[id(made.root)]

    def patches(self, kustomization: Kustomization) -> list[Patch]:
        """The patches of a kustomization, the last one first."""
        known = self._patches.get(kustomization.name)
        if known is None:
            known = self._patches[kustomization.name] = [*patches_of(kustomization, self.closure)][::-1]
        return known

    def lead_from(self, text: str) -> None:
        """Take the text that is judged, whose places are asked about."""
        self._text = text

    @cached_property
    def _roots(self) -> list[Node]:
        items = read_documents(Source("", self._text), ReadingBudget())
        return [each.root for each in items if isinstance(each, Document)]

    @cached_property
    def _starts(self) -> list[int]:
        return [each.start for each in self._roots]

    def find(self, span: Span) -> Origin:
        """Where a stretch of the text was written."""
        number = bisect_right(self._starts, span.start) - 1
        if number < 0 or len(self._roots) != len(self._objects):
            return Origin(self.start, False, span.line)
        root = self._roots[number]
        path = path_at(root, span.start)
        value = node_at(root, path)
        down = span.line - root.source.line_of(value.body_at) + 1 if type(value) is Scalar and value.is_block else 0
        return self._objects[number].origin(path, max(down, 0), span.line)


class ObjectOrigins:
    """The origins of one object's values."""

    def __init__(self, made: BuiltObject, overlay: OverlayOrigins) -> None:
        self._made = made
        self._root = made.root
        self._note = made.note
        self._overlay = overlay

    @cached_property
    def _base(self) -> Mapping | None:
        return None if self._note.is_generated else self._overlay.bases.became(self._note.path, self._root)

    @cached_property
    def _layers(self) -> list[Kustomization]:
        return self._overlay.layers.of(self._note.path, self._root)

    @cached_property
    def _listed(self) -> tuple[Waypoint, ...]:
        return self._overlay.layers.listed(self._note.path, self._layers)

    @cached_property
    def _generators(self) -> list[Generator]:
        if not self._made.note.is_generated:
            return []
        overlay = self._overlay
        return generators_of(self._made, name_of(self._root), overlay.layers)

    @cached_property
    def _subject(self) -> Patched:
        roots = [self._root, *([] if self._base is None else [self._base])]
        name = self._generators[0].name if self._generators else name_of(roots[-1])
        names = {name, name_of(self._root)}
        # the names that it had on the way out
        for each in reversed(self._layers):
            prefix, suffix = each.word("namePrefix"), each.word("nameSuffix")
            if name and f"{prefix}{name}{suffix}" in name_of(self._root):
                name = f"{prefix}{name}{suffix}"
                names.add(name)
        kinds = frozenset(text_at(each, "kind") for each in roots)
        return Patched(self._root, kinds, frozenset(names), frozenset(map(namespace_of, roots)))

    @cached_property
    def _patches(self) -> dict[str, list[Patch]]:
        """The patches of each kustomization that are for this object, the last one first."""
        subject, patches = self._subject, self._overlay.patches
        return {layer.name: [each for each in patches(layer) if each.is_for(subject)] for layer in self._layers}

    def order(self, path: Path) -> list[str]:
        """The keys of a mapping in the order in which they are written, those first that nothing changed since."""
        made = node_at(self._root, path)
        written = self._in_base(path) or self._in_patch(path)
        if type(made) is not Mapping or written is None or type(written.node) is not Mapping:
            return []
        own = [(name, value) for name, value in written.node.values.items() if name in made.values]
        kept = [name for name, value in own if says(value, made.values[name])]
        return [*kept, *(name for name, _ in own)]

    def _in_base(self, path: Path) -> WrittenValue | None:
        return None if self._base is None else place_in(self._base, path, self._root, self._overlay.lists)

    def _in_patch(self, path: Path) -> WrittenValue | None:
        overlay = self._overlay
        for layer in self._layers:
            overlay.steps += len(self._patches[layer.name])
            # where patches are too many, a thing that is missing may be told at another key of what lacks it
            found = self._patch_in(layer, path) if overlay.steps < _MOST_STEPS else None
            if found is not None:
                return found[0]
        return None

    def _patch_in(self, layer: Kustomization, path: Path) -> tuple[WrittenValue, Patch] | None:
        for patch in self._patches[layer.name]:
            place = patch.sets(path, self._subject, self._overlay.lists)
            if place is not None:
                return place, patch
        return None

    def origin(self, path: Path, down: int, line: int) -> Origin:
        """Where the value at a path was written; of a text, the line that is so many lines down."""
        base = self._in_base(path)
        made = node_at(self._root, path)
        if base is not None and made is not None and says(base.node, made):
            return Origin(_lower(base, down), True, line, (*self._taken_out(path), *self._listed))
        for generator in self._generators:
            written = written_by(generator, path, down, self._overlay.closure)
            if written is not None:
                return Origin(written.span, written.is_exact, line, written.way)
        below = () if base is None else (Waypoint(_BASE, base.span),)
        for layer in self._layers:
            found = self._patch_in(layer, path)
            if found is not None:
                place, patch = found
                listed = () if place.span == patch.listed else (Waypoint(_PATCH, patch.listed),)
                return Origin(_lower(place, down), True, line, (*listed, *below))
            entry = self._entry_in(layer, path, made, base)
            if entry is not None:
                return Origin(entry, True, line, below)
        return self._nearest(path, base, made, line)

    def _taken_out(self, path: Path) -> Iterator[Waypoint]:
        """Where patches take out what stands beside a value in its base: what is missing is told at its first key."""
        above = path[:-1]
        base, made = self._in_base(above), node_at(self._root, above)
        if base is None or type(base.node) is not Mapping or type(made) is not Mapping:
            return
        for key in sorted(base.node.values.keys() - made.values.keys()):
            for patch in (each for layer in self._layers for each in self._patches[layer.name]):
                place = patch.takes_out(above, key, self._subject, self._overlay.lists)
                if place is not None:
                    yield Waypoint("this patch takes it out", place)

    def _entry_in(self, layer: Kustomization, path: Path, made: Node | None, base: WrittenValue | None) -> Span | None:
        if type(made) is not Scalar or not path:
            return None
        text = base.node.text if base is not None and type(base.node) is Scalar else ""
        return set_by_fields(layer, BuiltWord(self._subject, path, made, text), self._overlay.closure)

    def _nearest(self, path: Path, base: WrittenValue | None, made: Node | None, line: int) -> Origin:
        """The key of the base whose value became another one, or that of what holds the value."""
        if base is not None:
            return Origin(base.span, _is_renamed(base.node, made), line, self._listed)
        if path:
            return self.origin(path[:-1], 0, line)._replace(is_exact=False)
        return Origin(self._overlay.start, False, line)


def _is_renamed(base: Node, made: Node | None) -> bool:
    """Whether a word became another one as names do, with something before or behind it, or by its variables."""
    if type(base) is not Scalar or type(made) is not Scalar:
        return False
    return bool(base.text) and (base.text in made.text or "$(" in base.text)


def _lower(place: WrittenValue, down: int) -> Span:
    """The place of an entry, or of a line in its text."""
    node = place.node
    if not down or type(node) is not Scalar or node.style != "|":
        return place.span
    source = node.source
    line = source.line_of(node.body_at) + down - 1
    return source.line_span(line) if line <= source.line_of(node.end) else place.span
