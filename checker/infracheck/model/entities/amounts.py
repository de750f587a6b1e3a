"""Amounts of resources: what a container or a pod asks for, and what it may take."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from infracheck.model.base.field import Field, part
from infracheck.model.base.values import Quantity
from infracheck.model.base.view import View
from infracheck.source.text.numerals import number
from infracheck.source.yaml.tree import Node, Scalar


def _amount(keys: str) -> Field[Quantity | None]:
    def read(view: View, field: Field[Any], node: Node) -> Quantity | None:
        return _read(node.kind, node.text) if type(node) is Scalar else None

    return Field(keys, read, None)


# the same few amounts stand in many places, and each is asked for many times
@lru_cache(maxsize=1024)
def _read(kind: str, text: str) -> Quantity | None:
    """What `resource.Quantity` decodes: a text as it is, of a number the JSON that is made of it, so that 010 is 8."""
    if kind == "str":
        return Quantity.parse(text)
    value = number(text) if kind in ("int", "float") else None
    return None if value is None else Quantity.of(text, value)


class Amounts(View):
    """Amounts of resources: the limits or the requests of a container or a pod."""

    __slots__ = ()

    cpu = _amount("cpu")
    memory = _amount("memory")
    ephemeral_storage = _amount("ephemeral-storage")

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all the resources written here, `nvidia.com/gpu` and the like among them."""
        return tuple(self.node.values) if self.node is not None else ()

    def is_unreadable(self, name: str) -> bool:
        """Whether something is written for this resource that is no quantity, so that nobody can say how much."""
        written = self.node.get(name) if self.node is not None else None
        return type(written) is Scalar and _read(written.kind, written.text) is None


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
