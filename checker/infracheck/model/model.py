"""The model: every entity of a scan, by type and by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from infracheck.model.image import Dockerfile
from infracheck.model.kubernetes import KubernetesObject
from infracheck.model.manifest import Workload
from infracheck.model.values import NEWEST_KUBERNETES, KubernetesVersion
from infracheck.model.view import View
from infracheck.record import Record
from infracheck.source.problem import LIMIT, Problem
from infracheck.source.span import Span
from infracheck.source.tree import Document

V = TypeVar("V")
O = TypeVar("O", bound=KubernetesObject)  # noqa: E741  a type of object


MOST_CONTAINERS = 100_000
"""The most containers that are checked in one scan; the 1,300 files measured have 1,500 together."""


class Declared(Record):
    """Objects that exist although the scan does not see them; `name` may be a pattern with `*`."""

    kind: str
    name: str
    namespace: str | None = None


class Model:
    """All the entities that a scan found, and the ways from one to another."""

    __slots__ = (
        "_by_name", "_by_type", "_containers", "_derived", "_lists", "build_files", "exists", "kubernetes_version",
        "kustomizations", "limits", "patches",
    )  # fmt: skip

    def __init__(
        self, kubernetes_version: KubernetesVersion = NEWEST_KUBERNETES, exists: Sequence[Declared] = ()
    ) -> None:
        self.kubernetes_version = kubernetes_version
        self.exists = exists
        self.build_files: list[Document] = []
        self.kustomizations: list[Document] = []
        self.patches: list[KubernetesObject] = []
        self.limits: dict[Problem, None] = {}
        """What was not followed, since there is too much of it, in the order in which it was met."""
        self._by_type: dict[type, list[Any]] = {}
        self._lists: dict[type, list[list[Any]]] = {}
        self._by_name: dict[tuple[str, str, str | None], KubernetesObject] = {}
        self._derived: dict[Any, Any] = {}
        self._containers = 0

    def add(self, entity: Any) -> None:
        """Keep an entity under its own type and every wider one."""
        if isinstance(entity, KubernetesObject):
            entity.model = self
            if isinstance(entity, Workload) and not self._takes_in(entity):
                return
        for entities in self._lists_of(type(entity)):
            entities.append(entity)
        if isinstance(entity, KubernetesObject):
            namespace = None if entity.is_cluster_scoped else entity.namespace or "default"
            self._by_name.setdefault((entity.kind, entity.name, namespace), entity)
            if isinstance(entity, Workload):
                self._by_type.setdefault(type(entity.pod), []).append(entity.pod)
                for container in entity.pod.containers:
                    self._by_type.setdefault(type(container), []).append(container)

    def _takes_in(self, workload: Workload) -> bool:
        """Whether there is room for the containers of a workload."""
        size = len(workload.pod.containers)
        if self._containers + size > MOST_CONTAINERS:
            said = f"the scan has more than {MOST_CONTAINERS:,} containers: this workload is not checked"
            self.limit(said, workload.span)
            return False
        self._containers += size
        return True

    def _lists_of(self, kind: type) -> list[list[Any]]:
        """The lists of a type and of every wider one."""
        lists = self._lists.get(kind)
        if lists is None:
            wider = [each for each in kind.__mro__ if not issubclass(View, each)]
            lists = self._lists[kind] = [self._by_type.setdefault(each, []) for each in wider]
        return lists

    def add_image(self, image: Dockerfile) -> None:
        """Keep a Dockerfile, its stages and its instructions."""
        self.add(image)
        for stage in image.stages:
            self.add(stage)
            for instruction in stage.instructions:
                self.add(instruction)

    def all(self, subject: type[V]) -> Sequence[V]:
        """Every entity of a type, in the order of the files.

        A type whose entities follow from others finds them itself: by a class method `all_of`, called once.
        """
        found = self._by_type.get(subject)
        if found is None:
            all_of: Callable[[Model], list[V]] | None = getattr(subject, "all_of", None)
            if all_of is None:
                return []
            found = self._by_type[subject] = all_of(self)
        return found

    def find(self, kind: str, namespace: str | None, name: str) -> KubernetesObject | None:
        """The object of a kind and a name, in that namespace where it has one."""
        found = self._by_name.get((kind, name, None))
        return found if found is not None else self._by_name.get((kind, name, namespace or "default"))

    def in_namespace(self, subject: type[O], namespace: str | None) -> Iterator[O]:
        """Every object of a type in a namespace."""
        by_namespace: dict[str, list[O]] = self.derive(
            ("namespaces", subject), lambda: _by_namespace(self.all(subject))
        )
        yield from by_namespace.get(namespace or "default", ())

    def derive(self, key: Any, make: Callable[[], V]) -> V:
        """Compute something once for the whole model."""
        try:
            return self._derived[key]  # type: ignore[no-any-return]
        except KeyError:
            value = self._derived[key] = make()
            return value

    def limit(self, message: str, span: Span) -> None:
        """Report once that something was not followed, since there is too much of it."""
        self.limits[Problem(LIMIT, message, span, "Split the input, or scan its parts one by one.")] = None


def _by_namespace(objects: Sequence[O]) -> dict[str, list[O]]:
    grouped: dict[str, list[O]] = {}
    for each in objects:
        grouped.setdefault(each.namespace or "default", []).append(each)
    return grouped
