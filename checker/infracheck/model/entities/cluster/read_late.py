"""Objects of kinds that few policies ask for: read as such when the first one does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, TypeVar

from infracheck.model.entities.kubernetes import KubernetesObject

if TYPE_CHECKING:
    from infracheck.model.graph.model import Model

L = TypeVar("L", bound="ReadLate")


class ReadLate(KubernetesObject):
    """An object of one of some kinds, told by their groups and names."""

    __slots__ = ()
    kinds: ClassVar[frozenset[tuple[str, str]]]

    @classmethod
    def all_of(cls: type[L], model: Model) -> list[L]:
        """Every object of the model that is of one of these kinds."""
        return model.gather(model.all(KubernetesObject), cls._read)

    @classmethod
    def _read(cls: type[L], each: KubernetesObject) -> Iterator[L]:
        if (each.group, each.kind) in cls.kinds and each.node is not None:
            made = cls(each.node, each.document, each.kind, each.version)
            made.model = each.model
            yield made
