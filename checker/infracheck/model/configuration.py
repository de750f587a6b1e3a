"""Service configuration: ConfigMaps, and every value that a container will see with its chain."""

from __future__ import annotations

from infracheck.model.kubernetes import KubernetesObject
from infracheck.model.view import flag, text_map
from infracheck.source.span import Span
from infracheck.source.tree import Mapping, Scalar


class ConfigMap(KubernetesObject):
    """Configuration as keys and values, a file each where a value has lines."""

    __slots__ = ()

    data = text_map("data")
    binary_data = text_map("binaryData")
    immutable = flag("immutable")

    @property
    def keys(self) -> tuple[str, ...]:
        """The names of all its keys."""
        return (*self.data, *self.binary_data)

    def place_of_key(self, key: str) -> Span:
        """The place of a key with its value."""
        return self.place(ConfigMap.data, key)

    def scalar(self, key: str) -> Scalar | None:
        """The value under a key, with its place."""
        node = self.node.get("data") if self.node is not None else None
        value = node.get(key) if type(node) is Mapping else None
        return value if type(value) is Scalar else None
