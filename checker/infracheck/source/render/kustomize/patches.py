"""The patches of a kustomization, and what each of them sets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from infracheck.record import Record
from infracheck.source.render.kustomize.bases import name_of, namespace_of, text_at
from infracheck.source.render.kustomize.closure import Closure
from infracheck.source.render.kustomize.inline import inline_roots, is_inline, roots_of
from infracheck.source.render.kustomize.kustomization import Kustomization, under, word
from infracheck.source.render.kustomize.places import Path, WrittenValue, node_at, place_in, says
from infracheck.source.render.kustomize.values import Counterparts, is_same
from infracheck.source.text.limits import ReadingBudget
from infracheck.source.text.span import Span
from infracheck.source.yaml.tree import Mapping, Node, Scalar, Sequence

_LISTS = ("patchesStrategicMerge", "patches", "patchesJson6902")
_LITERAL = re.compile(r"\^?([\w.:/-]+)\$?")


class Patched(Record):
    """An object as patches know it: its tree as it was built, and the kinds, names and namespaces that it ever had."""

    made: Mapping
    kinds: frozenset[str]
    names: frozenset[str]
    namespaces: frozenset[str]


class Patch(Record):
    """One patch: a part of an object, or a list of operations; `listed` is its entry in the kustomization."""

    root: Node
    target: Node | None
    listed: Span

    def is_for(self, subject: Patched) -> bool:
        """Whether it is, or may be, a patch of an object."""
        target, root = self.target, self.root
        if target is not None:
            asked = (("kind", subject.kinds), ("name", subject.names), ("namespace", subject.namespaces))
            return all(_may_be(word(target, key), texts) for key, texts in asked)
        if type(root) is not Mapping or text_at(root, "kind") not in subject.kinds:
            return False
        return name_of(root) in subject.names and namespace_of(root) in ("", *subject.namespaces)

    def sets(self, path: Path, subject: Patched, lists: Counterparts) -> WrittenValue | None:
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

    def takes_out(self, path: Path, key: str, subject: Patched, lists: Counterparts) -> Span | None:
        """Where it takes a key out of the mapping at a path."""
        if type(self.root) is Sequence:
            for each in self.root.items:
                if type(each) is Mapping and text_at(each, "op") == "remove" and _is_path(each, (*path, key)):
                    return each.entry_span("path")
            return None
        place = place_in(self.root, path, subject.made, lists)
        value = place.node.values.get(key) if place is not None and type(place.node) is Mapping else None
        is_deleted = type(value) is Mapping and text_at(value, "$patch") == "delete"
        is_null = type(value) is Scalar and value.kind == "null"
        if value is None or place is None or type(place.node) is not Mapping or not (is_deleted or is_null):
            return None
        return place.node.entry_span(key)


def patches_of(kustomization: Kustomization, closure: Closure) -> Iterator[Patch]:
    """The patches of a kustomization, in the order in which they are applied."""
    budget = ReadingBudget()
    for key in _LISTS:
        for item in kustomization.items(key):
            inline, path, target = is_inline(item), item, None
            if type(item) is not Scalar:
                inline = next((True for _ in under(item, "patch")), False)
                path = next((each for each in under(item, "patch" if inline else "path")), item)
                target = next((each for each in under(item, "target")), None)
            if type(path) is not Scalar:
                continue
            roots = inline_roots(path, budget) if inline else _in_file(path, kustomization, closure, budget)
            yield from (Patch(root, target, path.span) for root in roots)


def _in_file(path: Scalar, kustomization: Kustomization, closure: Closure, budget: ReadingBudget) -> list[Node]:
    source = closure.sources.get(closure.led_to(kustomization, path))
    return [] if source is None else roots_of(source, budget)


def _set_by(
    operation: Mapping, path: Path, made: Node, root: Node, leads: Callable[[str, str | int], bool]
) -> WrittenValue | None:
    """Where an operation of a JSON patch says what stands at a path, which may be below its own."""
    value = operation.values.get("value")
    if value is None or text_at(operation, "op") not in ("add", "replace"):
        return None
    steps = _steps_of(operation)
    if len(steps) > len(path) or not all(map(leads, steps, path)):
        return None
    rest = path[len(steps) :]
    whole = node_at(root, path[: len(steps)]) or value
    place = place_in(value, rest, whole, Counterparts())
    if place is None or not says(place.node, made):
        return None
    if leads is _may_lead and type(made) is not Scalar and not is_same(value, whole):
        return None
    return place if rest else WrittenValue(value, operation.entry_span("value"))


def _steps_of(operation: Mapping) -> list[str]:
    return [each.replace("~1", "/").replace("~0", "~") for each in text_at(operation, "path").split("/")[1:]]


def _is_path(operation: Mapping, path: Path) -> bool:
    steps = _steps_of(operation)
    return len(steps) == len(path) and all(map(_may_lead, steps, path))


def _leads_there(pointer: str, step: str | int) -> bool:
    return pointer == str(step)


def _may_lead(pointer: str, step: str | int) -> bool:
    return pointer == step if isinstance(step, str) else pointer == "-" or pointer.isdecimal()


def _may_be(pattern: str, texts: Iterable[str]) -> bool:
    """Whether a regular expression may match one of several texts; only plain words are held against them."""
    match = _LITERAL.fullmatch(pattern)
    return match is None or match[1] in texts
