"""Service configuration: ConfigMaps, and every value that a container will see with its chain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infracheck.model.base.derived import derived
from infracheck.model.base.field import flag, text_map
from infracheck.model.base.view import remembered
from infracheck.model.entities.kubernetes import KubernetesObject
from infracheck.source.text.span import Span
from infracheck.source.yaml.tree import Mapping, Scalar

if TYPE_CHECKING:
    from infracheck.model.entities.setting import Setting
    from infracheck.model.facts.environment.configuration import Configuration
    from infracheck.model.facts.references.use import ObjectUse


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

    configuration: Configuration = derived("facts.environment.configuration:Configuration")
    """What it tells of APIs, databases, the environment and features."""

    def place_of_key(self, key: str) -> Span:
        """The place of a key with its value."""
        return self.place(ConfigMap.data, key)

    def scalar(self, key: str) -> Scalar | None:
        """The value under a key, with its place."""
        node = self.node.get("data") if self.node is not None else None
        value = node.get(key) if type(node) is Mapping else None
        return value if type(value) is Scalar else None

    uses: tuple[ObjectUse, ...] = derived("facts.references.state:uses_of_config_map")
    """What pods of the scan take from it."""

    @property
    def is_taken_whole(self) -> bool:
        """Whether a pod takes all of its keys: by `envFrom`, or by a volume without items."""
        by_item = {(use.pod, use.volume) for use in self.uses if use.key is not None and use.volume is not None}
        return any(use.key is None and (use.pod, use.volume) not in by_item for use in self.uses)

    is_readable_by_workload: bool = derived("facts.access.config_map_readers:is_readable_by_workload")
    """Whether the service account of a workload of the scan may read it through the API."""

    is_read_elsewhere: bool = derived("facts.references.state:is_read_elsewhere")
    """Whether something else than a pod's reference may read it, or the scan sees no pod that could."""

    @property
    def size(self) -> int:
        """The bytes of all its values, as the API server counts them."""
        plain = sum(
            len(value) if value.isascii() else len(value.encode(errors="surrogatepass")) for value in self.data.values()
        )
        return plain + sum(len(value) * 3 // 4 for value in self.binary_data.values())

    settings: tuple[Setting, ...] = derived("facts.config_files.settings:settings_in")
    """Its keys with their values, and what stands in those that are files, each with its own place."""

    _by_file: dict[str, tuple[Setting, ...]] = derived("facts.config_files.settings:settings_by_file")

    def settings_under(self, key: str) -> tuple[Setting, ...]:
        """The settings of the file under a key, or the key itself where it is none."""
        return self._by_file.get(key, ())
