"""The model: every entity of a scan, by type and by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from infracheck.model.base.values import NEWEST_KUBERNETES, KubernetesVersion
from infracheck.model.base.view import View
from infracheck.model.entities.kubernetes import KubernetesObject
from infracheck.model.entities.workload import Workload
from infracheck.model.image.dockerfile import Dockerfile
from infracheck.record import Record
from infracheck.source.text.fault import Fault, guarded
from infracheck.source.text.problem import LIMIT, Problem
from infracheck.source.text.span import Span
from infracheck.source.yaml.tree import Document

S = TypeVar("S")
V = TypeVar("V")
O = TypeVar("O", bound=KubernetesObject)  # noqa: E741  a type of object


MOST_CONTAINERS = 100_000
"""The most containers that are checked in one scan."""


class Declared(Record):
    """Objects that exist although the scan does not see them; `name` may be a pattern with `*`."""

    kind: str
    name: str
    namespace: str | None = None


class Model:
    """All the entities that a scan found, and the ways from one to another."""

    __slots__ = (
        "_by_name", "_by_type", "_containers", "_derived", "_lists", "build_files", "charts", "exists", "faults",
        "kubernetes_version", "kustomizations", "limits", "patches",
    )  # fmt: skip

    def __init__(
        self, kubernetes_version: KubernetesVersion = NEWEST_KUBERNETES, exists: Sequence[Declared] = ()
    ) -> None:
        self.kubernetes_version = kubernetes_version
        self.exists = exists
        self.build_files: list[Document] = []
        self.charts: set[str] = set()
        """The folders of Helm charts that hold more than the scan sees: templates."""
        self.kustomizations: list[Document] = []
        self.patches: list[KubernetesObject] = []
        self.limits: dict[Problem, None] = {}
        """What was not followed, since there is too much of it, in the order in which it was met."""
        self.faults: list[Fault] = []
        self._by_type: dict[type, list[Any]] = {}
        self._lists: dict[type, list[list[Any]]] = {}
        self._by_name: dict[tuple[str, str, str | None], KubernetesObject] = {}
        self._derived: dict[Any, Any] = {}
        self._containers = 0

    def add(self, entity: Any) -> None:
        """Keep an entity under its own type and every wider one."""
        # first what may crash: an entity is kept whole or not at all
        name = entity.name if isinstance(entity, KubernetesObject) else ""
        namespace = None
        if isinstance(entity, KubernetesObject) and not entity.is_cluster_scoped:
            namespace = entity.namespace or "default"
        containers = entity.containers if isinstance(entity, Workload) else ()
        if isinstance(entity, Workload) and not self._takes_in(entity, len(containers)):
            return
        for entities in self._lists_of(type(entity)):
            entities.append(entity)
        if isinstance(entity, KubernetesObject):
            entity.model = self
            self._by_name.setdefault((entity.kind, name, namespace), entity)
            if isinstance(entity, Workload):
                self._by_type.setdefault(type(entity.pod), []).append(entity.pod)
                for container in containers:
                    self._by_type.setdefault(type(container), []).append(container)

    def _takes_in(self, workload: Workload, size: int) -> bool:
        """Whether there is room for the containers of a workload."""
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
        # first what may crash
        stages = [(stage, list(stage.instructions)) for stage in image.stages]
        self.add(image)
        for stage, instructions in stages:
            self.add(stage)
            for instruction in instructions:
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
        by_namespace: dict[str, list[O]] = self.derive(_by_namespace, subject)
        yield from by_namespace.get(namespace or "default", ())

    def gather(
        self, subjects: Iterable[S], work: Callable[[S], Iterable[V] | None], stage: str = "modelling"
    ) -> list[V]:
        """What some work yields for each subject; one that it crashes on is a fault, and the others go on."""
        made: list[V] = []
        for subject in subjects:
            for each in guarded(work, subject, stage):
                if isinstance(each, Fault):
                    self.faults.append(each)
                else:
                    made.append(each)
        return made

    def derive(self, make: Callable[..., V], *of: Any) -> V:
        """What a function makes of the model, and of further things where it takes any: worked out once for these."""
        key = (make, *of) if of else make
        try:
            return self._derived[key]  # type: ignore[no-any-return]
        except KeyError:
            value = self._derived[key] = make(self, *of)
            return value

    def limit(self, message: str, span: Span) -> None:
        """Report once that something was not followed, since there is too much of it."""
        self.limits[Problem(LIMIT, message, span, "Split the input, or scan its parts separately.")] = None


def _by_namespace(model: Model, subject: type[O]) -> dict[str, list[O]]:
    grouped: dict[str, list[O]] = {}
    for each in model.all(subject):
        grouped.setdefault(each.namespace or "default", []).append(each)
    return grouped
