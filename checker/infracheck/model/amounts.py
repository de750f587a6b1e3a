"""Amounts of resources: what a container or a pod asks for, and what it may take."""

from __future__ import annotations

from infracheck.model.field import Field, parsed, part
from infracheck.model.values import Quantity
from infracheck.model.view import View
from infracheck.source.tree import Scalar


class Amounts(View):
    """Amounts of resources: the limits or the requests of a container or a pod."""

    __slots__ = ()

    cpu = parsed("cpu", Quantity.parse)
    memory = parsed("memory", Quantity.parse)
    ephemeral_storage = parsed("ephemeral-storage", Quantity.parse)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all the resources written here, `nvidia.com/gpu` and the like among them."""
        return tuple(self.node.values) if self.node is not None else ()

    def is_unreadable(self, name: str) -> bool:
        """Whether something is written for this resource that is no quantity, so that nobody can say how much."""
        written = self.node.get(name) if self.node is not None else None
        return type(written) is Scalar and Quantity.parse(written.text) is None


class Resources(View):
    """`resources` of a container or a pod."""

    __slots__ = ()

    limits = part("limits", Amounts)
    requests = part("requests", Amounts)


FIELDS: dict[str, Field[Quantity | None]] = {
    "cpu": Amounts.cpu,
    "memory": Amounts.memory,
    "ephemeral-storage": Amounts.ephemeral_storage,
}
"""The fields of `Amounts` by the names of their resources."""
