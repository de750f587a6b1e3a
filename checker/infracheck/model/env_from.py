"""How many variables containers take by `envFrom`, before more of them are more than a scan can hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from infracheck.model import link
from infracheck.model.fact import Known

if TYPE_CHECKING:
    from infracheck.model.container import Container
    from infracheck.model.model import Model

_MOST_VARIABLES = 200_000
"""Of all containers together; the repositories measured have some thousands."""


def takes_too_much(container: Container) -> bool:
    """Whether the objects of a container's `envFrom` are not read, since those before it have given so many."""
    model = container.workload.model
    beyond: frozenset[int] = model.derive("containers beyond", lambda: frozenset(_beyond(model)))
    return id(container) in beyond


def _beyond(model: Model) -> Iterator[int]:
    """The containers that stand behind what is taken in, by their identities."""
    from infracheck.model.container import Container  # late: it knows this module

    count, is_said = 0, False
    for container in model.all(Container):
        size = _size(container) if container.env_from else 0
        count += size
        if size and count > _MOST_VARIABLES:
            yield id(container)
            if not is_said:
                is_said = True
                said = f"containers take more than {_MOST_VARIABLES:,} variables by envFrom; from here on, none is read"
                model.limit(said, container.span)


def _size(container: Container) -> int:
    """How many variables a container's `envFrom` sets, those among them that one more sets again."""
    model, namespace = container.workload.model, container.workload.namespace
    size = 0
    for source in container.env_from:
        if source.config_map is not None and source.config_map.name:
            config_map = link.config_map(model, namespace, source.config_map.name)
            size += len(config_map.value.keys) if isinstance(config_map, Known) and config_map.value is not None else 0
        elif source.secret is not None and source.secret.name:
            secret = link.secret(model, namespace, source.secret.name)
            size += len(secret.value.keys) if isinstance(secret, Known) and secret.value is not None else 0
    return size
