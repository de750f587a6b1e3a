"""Objects by their labels, so that a selector asks only those that may meet it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar

from infracheck.model.base.selector import Selector
from infracheck.model.graph.pod_labels import looked_up

T = TypeVar("T")


class LabelIndex(Generic[T]):
    """Objects by their labels and by the keys of these; labels that controllers add in the form of `looked_up`."""

    __slots__ = ("_all", "_by_key", "_by_label")

    def __init__(self, objects: Iterable[tuple[T, dict[str, str]]]) -> None:
        self._all: list[T] = []
        self._by_key: dict[str, list[T]] = {}
        self._by_label: dict[tuple[str, str], list[T]] = {}
        for each, labels in objects:
            self._all.append(each)
            for label in labels.items():
                self._by_key.setdefault(label[0], []).append(each)
                self._by_label.setdefault(label, []).append(each)

    def has_key(self, key: str) -> bool:
        """Whether any object has a label of a key."""
        return key in self._by_key

    def candidates(self, selector: Selector) -> list[T]:
        """The objects that meet the narrowest part of a selector; whether they meet the others is to be asked."""
        parts = [self._by_label.get(label, []) for label in looked_up(selector.match_labels).items()]
        for each in selector.match_expressions:
            key = each.key or ""
            if each.operator == "In":
                parts.append([found for value in each.values for found in self._by_label.get((key, value), [])])
            elif each.operator == "Exists":
                parts.append(self._by_key.get(key, []))
        return min(parts, key=len, default=self._all)
