"""Renderings of the same objects are judged apart: of staging and production, one runs where the other does not.

A world holds what is written as it stands, every rendering that no other one contradicts, and one of each of those
that contradict each other.
"""

from __future__ import annotations

from collections import Counter, abc
from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias, TypeVar

from infracheck.engine.declarations.declare import Policy
from infracheck.engine.finding import Finding
from infracheck.engine.judge import Found
from infracheck.engine.workers import judge_with
from infracheck.model.base.values import KubernetesVersion
from infracheck.model.graph.build import Built, build, objects_of
from infracheck.model.graph.model import Declared
from infracheck.source.files.read import Item
from infracheck.source.text.fault import Fault
from infracheck.source.text.rendered import RenderedSource, Rendering
from infracheck.source.yaml.tree import Document, Mapping, Node, Sequence

T = TypeVar("T")
Name: TypeAlias = tuple[str, str, str]

MOST_WORLDS = 16
"""So many are judged apart; what contradicts something in each of them shares the last one."""


def build_worlds(
    items: abc.Sequence[Item | Fault], version: KubernetesVersion, exists: abc.Sequence[Declared] = ()
) -> Built:
    """The model of what was read, and one for each further world."""
    worlds = _worlds(items)
    if not worlds:
        return build(items, version, exists)
    first, *others = (build(_within(items, worlds, each), version, exists) for each in range(max(worlds.values()) + 1))
    apart = [each for each in items if isinstance(each, Document) and _rendering_of(each) in worlds]
    further = (each for each in apart if worlds[_rendering_of(each)])
    return first._replace(
        problems=_each_once(each.problems for each in (first, *others)),
        skipped=_each_once(each.skipped for each in (first, *others)),
        trees={path: trees for each in (first, *others) for path, trees in each.trees.items()},
        objects=first.objects + sum(1 for each in further for _ in objects_of(each)),
        further=tuple(each.model for each in others),
        apart=frozenset(each.source.path for each in apart),
    )


def judge_worlds(
    built: Built, policies: abc.Sequence[Policy], options: abc.Mapping[str, Any], jobs: int
) -> list[Found]:
    """What the policies find in any world; of what stands in all of them, only what they find in each."""
    found = [judge_with(model, policies, options, jobs) for model in built.models]
    if len(found) == 1:
        return found[0]
    in_each = set.intersection(*({_key(each) for each in answers} for answers in found))
    return [
        each
        for world, answers in enumerate(found)
        for each in answers
        if not isinstance(each, Finding) or each.span.path in built.apart or (world == 0 and _key(each) in in_each)
    ]


def _key(found: Found) -> tuple[object, ...]:
    return (*found.sort_key, found.resource) if isinstance(found, Finding) else ()


def _within(items: Iterable[Item | Fault], worlds: dict[Rendering | None, int], world: int) -> list[Item | Fault]:
    """What stands in one world."""
    return [each for each in items if worlds.get(_rendering_of(each), world) == world]


def _worlds(items: Iterable[Item | Fault]) -> dict[Rendering | None, int]:
    """The world of each rendering that another one contradicts; empty where none does."""
    names: dict[Rendering, set[Name]] = {}
    for each in items:
        rendering = _rendering_of(each)
        if rendering is not None and isinstance(each, Document):
            names.setdefault(rendering, set()).update(_names_in(each.root))
    made_by = Counter(name for each in names.values() for name in each)
    contradicted = {each: own for each, own in names.items() if any(made_by[name] > 1 for name in own)}
    taken: list[set[Name]] = []
    worlds: dict[Rendering | None, int] = {}
    for rendering, own in contradicted.items():
        free = next((number for number, others in enumerate(taken) if others.isdisjoint(own)), len(taken))
        world = worlds[rendering] = min(free, MOST_WORLDS - 1)
        taken += [set()] if world == len(taken) else []
        taken[world] |= own
    return worlds


def _rendering_of(item: Item | Fault) -> Rendering | None:
    source = item.source if isinstance(item, Document) else None
    return source.rendering if isinstance(source, RenderedSource) else None


def _names_in(root: Node) -> Iterator[Name]:
    """Kind, namespace and name of an object, or of those of a list."""
    if type(root) is not Mapping:
        return
    items = root.get("items")
    if type(items) is Sequence:
        for each in items.items:
            yield from _names_in(each)
        return
    metadata = root.get("metadata")
    if type(metadata) is not Mapping:
        return
    kind, name = root.text("kind"), metadata.text("name")
    if kind and name:
        yield kind, metadata.text("namespace") or "default", name


def _each_once(parts: Iterable[Iterable[T]]) -> list[T]:
    return list(dict.fromkeys(each for part in parts for each in part))
