"""Service configuration: ConfigMaps, and every value that a container will see with its chain."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from infracheck.model.config_files import settings_of
from infracheck.model.config_files_lines import parted
from infracheck.model.field import flag, text_map
from infracheck.model.kubernetes import KubernetesObject
from infracheck.model.service_configuration import Configuration
from infracheck.model.setting import Setting
from infracheck.model.setting_text import Text
from infracheck.model.view import remembered
from infracheck.source.span import Span
from infracheck.source.tree import Mapping, Scalar

if TYPE_CHECKING:
    from infracheck.model.object_use import ObjectUse


class ConfigMap(KubernetesObject):
    """Configuration as keys and values, a file each where a value has lines."""

    __slots__ = ()

    data = text_map("data")
    binary_data = text_map("binaryData")
    immutable = flag("immutable")

    @remembered
    def keys(self) -> tuple[str, ...]:
        """The names of all its keys."""
        return (*self.data, *self.binary_data)

    @remembered
    def key_names(self) -> frozenset[str]:
        """Its keys, to look one up in."""
        return frozenset(self.keys)

    @remembered
    def has_templated_key(self) -> bool:
        """Whether the name of a key is yet to be filled in."""
        return any("{{" in key for key in self.keys)

    @remembered
    def configuration(self) -> Configuration:
        """What it tells of APIs, databases, the environment and features."""
        return Configuration(self)

    def place_of_key(self, key: str) -> Span:
        """The place of a key with its value."""
        return self.place(ConfigMap.data, key)

    def scalar(self, key: str) -> Scalar | None:
        """The value under a key, with its place."""
        node = self.node.get("data") if self.node is not None else None
        value = node.get(key) if type(node) is Mapping else None
        return value if type(value) is Scalar else None

    @property
    def uses(self) -> tuple[ObjectUse, ...]:
        """What pods of the scan take from it."""
        from infracheck.model.object_state import uses_of_config_map  # late: it knows pods, and pods this module

        return uses_of_config_map(self)

    @property
    def is_taken_whole(self) -> bool:
        """Whether a pod takes all of its keys: by `envFrom`, or by a volume without items."""
        by_item = {(use.pod, use.volume) for use in self.uses if use.key is not None and use.volume is not None}
        return any(use.key is None and (use.pod, use.volume) not in by_item for use in self.uses)

    @property
    def is_read_elsewhere(self) -> bool:
        """Whether something else than a pod's reference may read it, or the scan sees no pod that could."""
        from infracheck.model.object_state import is_read_elsewhere

        return is_read_elsewhere(self)

    @property
    def size(self) -> int:
        """The bytes of all its values, as the API server counts them."""
        plain = sum(
            len(value) if value.isascii() else len(value.encode(errors="surrogatepass")) for value in self.data.values()
        )
        return plain + sum(len(value) * 3 // 4 for value in self.binary_data.values())

    @remembered
    def settings(self) -> tuple[Setting, ...]:
        """Its keys with their values, and what stands in those that are files, each with its own place."""
        return tuple(self._settings())

    def settings_under(self, key: str) -> tuple[Setting, ...]:
        """The settings of the file under a key, or the key itself where it is none."""
        return tuple(self._by_key.get(key, ()))

    @remembered
    def _by_key(self) -> dict[str, list[Setting]]:
        found: dict[str, list[Setting]] = {}
        for each in self.settings:
            found.setdefault(each.file or each.name, []).append(each)
        return found

    def _settings(self) -> Iterator[Setting]:
        node = self.node.get("data") if self.node is not None else None
        for name, value in node.values.items() if type(node) is Mapping else ():
            if type(value) is not Scalar or type(node) is not Mapping:
                continue
            place = node.entry_span(name)
            plain = value.text.strip()
            has_lines = "\n" in plain
            found: list[Setting] = []
            # a file of one line is a file where its name says so
            if has_lines or plain[:1] == "{" or (value.style == "|" and "." in name):
                found.extend(settings_of(name, Text.of(value, place)))
                yield from found
            if (not has_lines and (not found or plain[:1] == "{")) or "-----BEGIN " in value.text:
                yield Setting(name, value.text, place)
            if not has_lines and not found and (inner := parted(plain))[0]:
                yield Setting(*inner, place, file=name)
