"""How much containers take from ConfigMaps and Secrets, before more of it is more than a scan can hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from infracheck.model.base.fact import Known
from infracheck.model.entities.config_map import ConfigMap
from infracheck.model.entities.container import Container
from infracheck.model.graph import link

if TYPE_CHECKING:
    from infracheck.model.entities.secret import AnySecret
    from infracheck.model.graph.model import Model

MOST_TAKEN = 50_000
"""The most that all containers together take, in variables or in settings of files; measured: 10 and 453."""


def takes_too_many_variables(container: Container) -> bool:
    """Whether the objects of a container's `envFrom` are not read, since those before it have given so much."""
    return id(container) in _beyond(container.workload.model, "variables by envFrom", _variables)


def takes_too_many_files(container: Container) -> bool:
    """Whether the files of a container's volumes are not read, since those before it have given so much."""
    return id(container) in _beyond(container.workload.model, "settings in files of volumes", _settings)


def _beyond(model: Model, what: str, size_of: Callable[[Container], int]) -> frozenset[int]:
    return model.derive(_all_beyond, what, size_of)


def _all_beyond(model: Model, what: str, size_of: Callable[[Container], int]) -> frozenset[int]:
    return frozenset(_those_beyond(model, what, size_of))


def _those_beyond(model: Model, what: str, size_of: Callable[[Container], int]) -> Iterator[int]:
    """The containers that stand behind what is taken in, by their identities."""
    count, is_said = 0, False
    for container in model.all(Container):
        size = size_of(container)
        count += size
        if size and count > MOST_TAKEN:
            yield id(container)
            if not is_said:
                is_said = True
                said = f"containers take more than {MOST_TAKEN:,} {what}: from this container on, they are not read"
                model.limit(said, container.span)


def _variables(container: Container) -> int:
    """How many variables a container's `envFrom` sets, those that are set twice counted twice."""
    count = 0
    for source in container.env_from:
        if source.config_map is not None:
            count += len(_keys(_config_map(container, source.config_map.name)))
        elif source.secret is not None:
            count += len(_keys(_secret(container, source.secret.name)))
    return count


def _settings(container: Container) -> int:
    """How many files the mounted volumes of a container hold, and how many settings these."""
    count = 0
    for volume in map(container.pod.volumes_by_name.get, (mount.name for mount in container.volume_mounts)):
        if volume is None:
            continue
        config_maps = (volume.config_map, *(each.config_map for each in volume.projected))
        for found in (_config_map(container, each.name) for each in config_maps if each is not None):
            count += len(_keys(found)) + (len(found.settings) if found is not None else 0)
        secrets = (volume.secret, *(each.secret for each in volume.projected))
        count += sum(len(_keys(_secret(container, each.name))) for each in secrets if each is not None)
    return count


def _keys(found: ConfigMap | AnySecret | None) -> tuple[str, ...]:
    return () if found is None else found.keys


def _config_map(container: Container, name: str | None) -> ConfigMap | None:
    found = link.config_map(container.workload.model, container.workload.namespace, name or "")
    return found.value if isinstance(found, Known) else None


def _secret(container: Container, name: str | None) -> AnySecret | None:
    found = link.secret(container.workload.model, container.workload.namespace, name or "")
    return found.value if isinstance(found, Known) else None
