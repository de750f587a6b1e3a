"""Where the objects of a file, their pod templates and their containers stand, for what speaks of one of them."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck.engine.waivers.waiver import Scope
from infracheck.knowledge.words.showable import shown_name
from infracheck.model.base.violation import Resource
from infracheck.model.entities.kubernetes import KubernetesObject
from infracheck.model.graph.build import objects_of
from infracheck.model.graph.kinds import pod_templates
from infracheck.record import Record
from infracheck.source.text.problem import Problem
from infracheck.source.yaml.tree import Document, Mapping, Node, Sequence

_KINDS_OF_CONTAINERS = ("containers", "initContainers", "ephemeralContainers")


class ObjectPlace(Record):
    """An object or a pod template that has annotations: these, how far it goes, and the specs of its pods."""

    annotations: Mapping
    scope: Scope
    specs: tuple[Mapping, ...]


def places_of(document: Document) -> Iterator[ObjectPlace]:
    """The objects of a document and their pod templates, as far as they have annotations."""
    seen: set[tuple[int, int]] = set()
    for each in objects_of(document):
        # a custom resource with several templates is several workloads
        if isinstance(each, Problem) or each.node is None or (each.node.start, each.node.end) in seen:
            continue
        seen.add((each.node.start, each.node.end))
        yield from _places_in(each, each.node)


def containers_of(place: ObjectPlace, name: str) -> tuple[Scope, ...]:
    """The containers of that name."""
    return tuple(
        Scope(each.start, each.end, place.scope.resources) for spec in place.specs for each in _containers(spec, name)
    )


def containers_in(document: Document) -> Iterator[tuple[int, int, str]]:
    """The containers of all objects of a document: where each starts and ends, and its name."""
    for each in objects_of(document):
        if isinstance(each, Problem) or each.node is None:
            continue
        for spec, _ in pod_templates(each.node, each.group, each.kind):
            for container in _containers(spec, None):
                yield container.start, container.end, _name_of(container)


def _places_in(each: KubernetesObject, root: Mapping) -> Iterator[ObjectPlace]:
    templates = list(pod_templates(root, each.group, each.kind))
    resources = frozenset((each.resource, _shown(each.resource)))
    specs = tuple(spec for spec, _ in templates if isinstance(spec, Mapping))
    annotations = _annotations(root)
    if annotations is not None:
        yield ObjectPlace(annotations, Scope(root.start, root.end, resources), specs)
    for spec, template in templates:
        own = _annotations(template) if template is not root else None
        if own is not None and template is not None:
            within = (spec,) if isinstance(spec, Mapping) else ()
            yield ObjectPlace(own, Scope(template.start, template.end, resources), within)


def _annotations(node: Node | None) -> Mapping | None:
    metadata = node.values.get("metadata") if isinstance(node, Mapping) else None
    found = metadata.values.get("annotations") if isinstance(metadata, Mapping) else None
    return found if isinstance(found, Mapping) else None


def _containers(spec: Node | None, name: str | None) -> Iterator[Mapping]:
    for key in _KINDS_OF_CONTAINERS if isinstance(spec, Mapping) else ():
        assert isinstance(spec, Mapping)
        listed = spec.values.get(key)
        for item in listed.items if isinstance(listed, Sequence) else ():
            if isinstance(item, Mapping) and (name is None or _name_of(item) == name):
                yield item


def _name_of(container: Mapping) -> str:
    written = container.values.get("name")
    return str(getattr(written, "text", ""))


def _shown(resource: Resource) -> Resource:
    """A resource as the gate for secrets names it in a finding."""
    kind, namespace, name = resource
    return Resource(shown_name(kind), None if namespace is None else shown_name(namespace), shown_name(name or ""))
