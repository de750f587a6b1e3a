"""What a pod takes from ConfigMaps and Secrets, and whether that is there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from infracheck.model.base.derived import derived
from infracheck.model.base.fact import Note
from infracheck.model.base.field import text
from infracheck.model.base.view import View
from infracheck.record import Record
from infracheck.source.text.span import Span

if TYPE_CHECKING:
    from infracheck.model.base.references import ObjectFiles
    from infracheck.model.entities.container import Container
    from infracheck.model.entities.kubernetes import KubernetesObject
    from infracheck.model.entities.workload import ConfigMapVolume, Pod, SecretVolume


_NAME, _KEY = text("name"), text("key")
_NAMES = {"SecretVolume": text("secretName")}


class ObjectUse:
    """A reference of a pod to a ConfigMap or a Secret, or to one of its keys where `key` is told."""

    __slots__ = ("cache", "container", "is_optional", "key", "kind", "name", "pod", "view", "volume")

    def __init__(
        self,
        pod: Pod,
        kind: str,
        name: str,
        key: str | None,
        is_optional: bool,
        view: View,
        container: Container | None = None,
        volume: str | None = None,
    ) -> None:
        self.pod = pod
        self.kind = kind
        self.name = name
        self.key = key
        self.is_optional = is_optional
        self.view = view
        self.container = container
        self.volume = volume
        self.cache: dict[Any, Any] | None = None

    @property
    def user(self) -> str:
        """Who takes it, in words: a container, or a volume of the pod."""
        return f"volume {self.volume}" if self.container is None else f"container {self.container.name}"

    @property
    def name_span(self) -> Span:
        """The place of the object's name in the reference."""
        return self.view.place(_NAMES.get(type(self.view).__name__, _NAME))

    @property
    def key_span(self) -> Span:
        """The place of the key in the reference."""
        return self.view.place(_KEY)

    is_missing: bool = derived("facts.references.state:is_missing")
    """Whether the pod waits for the object in vain: no object of the scan is it, nor will make it."""

    lacks_key: bool = derived("facts.references.state:lacks_key")
    """Whether the object is there, all its keys are known, and the one that is wanted is none of them."""

    objects: tuple[KubernetesObject, ...] = derived("facts.references.state:candidates")
    """The objects of the scan that it may mean."""


class Missing(Record):
    """What a pod waits for in vain: the first reference to it, and the others."""

    use: ObjectUse
    others: tuple[ObjectUse, ...]

    @property
    def notes(self) -> tuple[Note, ...]:
        """The places of the others, and of the object that lacks a key."""
        found = [Note(f"{each.user} references it too", each.name_span) for each in self.others]
        if self.use.lacks_key:
            found.extend(Note(f"{each.kind} {each.name} is defined here", each.span) for each in self.use.objects)
        return tuple(found)


def missing_in(pod: Pod) -> Callable[[str], tuple[Missing, ...]]:
    """What a pod waits for in vain, by the kind of object."""
    return partial(_missing, pod, keys=False)


def missing_keys_in(pod: Pod) -> Callable[[str], tuple[Missing, ...]]:
    """The keys that a pod waits for in vain, by the kind of object."""
    return partial(_missing, pod, keys=True)


def _missing(pod: Pod, kind: str, *, keys: bool) -> tuple[Missing, ...]:
    """The objects of a kind, or the keys of those that are there, that a pod waits for in vain, each once."""
    found: dict[tuple[str, str | None], list[ObjectUse]] = {}
    for use in pod.object_uses:
        if use.kind == kind and (use.lacks_key if keys else use.is_missing):
            found.setdefault((use.name, use.key if keys else None), []).append(use)
    return tuple(Missing(first, tuple(others)) for first, *others in found.values())


def uses_of(pod: Pod) -> tuple[ObjectUse, ...]:
    """All that a pod takes, containers first; what it pulls images with is none: images may be public."""
    return tuple(_uses(pod))


def _uses(pod: Pod) -> Iterator[ObjectUse]:
    for container in pod.containers:
        for source in container.env_from:
            for kind, named in (("ConfigMap", source.config_map), ("Secret", source.secret)):
                if named is not None:
                    yield ObjectUse(pod, kind, named.name or "", None, named.is_optional is True, named, container)
        for entry in container.env:
            node = entry.node
            if node is None or "valueFrom" not in node.values:
                continue
            for kind, wanted in (("ConfigMap", entry.config_map_key), ("Secret", entry.secret_key)):
                if wanted is not None:
                    is_optional = wanted.is_optional is True
                    yield ObjectUse(pod, kind, wanted.name or "", wanted.key, is_optional, wanted, container)
    yield from _of_volumes(pod)


def _of_volumes(pod: Pod) -> Iterator[ObjectUse]:
    for volume in pod.volumes:
        sources: list[tuple[str, ConfigMapVolume | SecretVolume | ObjectFiles | None]]
        sources = [("ConfigMap", volume.config_map), ("Secret", volume.secret)]
        for each in volume.projected:
            sources += [("ConfigMap", each.config_map), ("Secret", each.secret)]
        for kind, source in sources:
            if source is None:
                continue
            name, is_optional = source.name or "", source.is_optional is True
            yield ObjectUse(pod, kind, name, None, is_optional, source, volume=volume.name)
            for item in source.items:
                yield ObjectUse(pod, kind, name, item.key, is_optional, item, volume=volume.name)
