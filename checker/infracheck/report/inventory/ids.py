"""Ids of entities: what they are called, so that they stay as long as the names do."""

from __future__ import annotations

from infracheck.model.entities.kubernetes import KubernetesObject
from infracheck.report.inventory.shown import name


class Ids:
    """Gives every entity an id of its own, and finds it again."""

    __slots__ = ("_by_entity", "_by_text", "_taken")

    def __init__(self) -> None:
        self._by_entity: dict[int, str] = {}
        self._by_text: dict[tuple[str, str], str] = {}
        self._taken: dict[str, int] = {}

    def give(self, entity: object, text: str) -> str:
        """The id of an entity: the text, with a number where another has it already."""
        found = self._by_entity[id(entity)] = self._next(text)
        return found

    def named(self, kind: str, text: str, shown: str) -> str:
        """The id of an entity that is nothing but a text: two texts that are shown alike are two entities."""
        key = kind, text
        if key not in self._by_text:
            self._by_text[key] = self._next(f"{kind}:{shown}")
        return self._by_text[key]

    def _next(self, text: str) -> str:
        nth = self._taken[text] = self._taken.get(text, 0) + 1
        return text if nth == 1 else f"{text}#{nth}"

    def of(self, entity: object) -> str | None:
        """The id that an entity was given."""
        return self._by_entity.get(id(entity))

    def known(self, entity: object) -> str:
        """The id of an entity that has one for certain."""
        return self._by_entity[id(entity)]


def of_object(kind: str, found: KubernetesObject) -> str:
    """The id of an entity that an object is."""
    return of_name(kind, found.namespace, found.kind, found.name)


def of_name(kind: str, namespace: str | None, object_kind: str, object_name: str) -> str:
    """The id of an entity that an object of a kind and a name would be."""
    return f"{kind}:{name(namespace) or '-'}/{name(object_kind)}/{name(object_name)}"
