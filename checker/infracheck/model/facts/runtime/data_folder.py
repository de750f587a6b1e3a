"""Where a container keeps the data of a database, and whether that outlives its pod."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from infracheck.knowledge.products.databases.redis import REDIS
from infracheck.knowledge.products.lookup import BY_NAME, SERVERS
from infracheck.knowledge.words.switches import DRIVER_TRUE
from infracheck.model.entities.container import Container
from infracheck.model.facts.references.state import is_patched
from infracheck.model.facts.runtime.exposure import product_of
from infracheck.record import Record

if TYPE_CHECKING:
    from infracheck.knowledge.products.records.product import Product
    from infracheck.model.entities.container import VolumeMount
    from infracheck.source.text.span import Span

_PASSING = frozenset(("emptyDir", "configMap", "secret", "projected", "downwardAPI"))
# what images start before the server
_STARTERS = frozenset(("docker-entrypoint.sh", "entrypoint.sh", "run.sh", "tini", "dumb-init", "gosu", "su-exec"))
_START_WORDS = frozenset(("server", "start", "start-single-node", "run"))
_WORD = re.compile(r"[\w.-]+")


class LostData(Record):
    """The data of a database that is deleted with its pod: on an emptyDir, or on no volume at all.

    `is_kept` is whether the product is meant to keep it: Redis is, where its settings ask for files.
    """

    product: str
    volume: str | None
    span: Span
    is_kept: bool


def lost_data_of(container: Container) -> LostData | None:
    """The data that a database's container loses with its pod; None where it keeps none, or where nothing tells."""
    if not container.is_main or container.workload.is_job:
        return None
    product = _served_by(container)
    if product is None or not product.data_folders or is_patched(container.workload):
        return None
    is_kept = product.is_store or _asks_for_files(container)
    for mount in _mounts_at(_folders(container, product), container):
        if not _is_passing(mount, container):
            return None
        return LostData(product.name, mount.name, mount.span, is_kept)
    if any(not _is_passing(mount, container) for mount in container.volume_mounts):
        # it may be told elsewhere to use that volume
        return None
    place = Container.image if container.image is not None else Container.command
    return LostData(product.name, None, container.place(place), is_kept)


def _served_by(container: Container) -> Product | None:
    """The product whose server a container runs: by its image, unless that runs a client, else by its command."""
    name = product_of(container)
    words = (*container.command, *container.args)
    if name is None:
        name = SERVERS.get(_base(container.command[0])) if container.command else None
        return BY_NAME[name] if name is not None else None
    product = BY_NAME[name]
    return product if _runs_server(container, words, product) else None


def _runs_server(container: Container, words: tuple[str, ...], product: Product) -> bool:
    first = next((word for word in words if _base(word) not in _STARTERS and word != "--"), "")
    if not container.command and (not first or first.startswith("-") or first in _START_WORDS):
        return True
    told = {word.rpartition("/")[2] for text in words for word in _WORD.findall(text.replace("/", " "))}
    return not told.isdisjoint(product.servers) or (bool(words) and not first)


def _base(word: str) -> str:
    return word.rpartition("/")[2]


def _folders(container: Container, product: Product) -> tuple[str, ...]:
    """The folder that settings name, else those of the product's images."""
    told = [
        each.text
        for each in (*container.variables, *container.arguments)
        if each.name in product.data_settings and each.text
    ]
    return tuple(told) or product.data_folders


def _mounts_at(folders: tuple[str, ...], container: Container) -> Iterator[VolumeMount]:
    """The mounts that hold one of the folders or a part of it: volumes that last first, then the innermost."""
    found = [
        mount
        for mount in container.volume_mounts
        if mount.mount_path and any(_holds(mount.mount_path, folder) for folder in folders)
    ]
    return iter(sorted(found, key=lambda mount: (_is_passing(mount, container), -len(mount.mount_path or ""))))


def _holds(path: str, folder: str) -> bool:
    """Whether one of two paths leads to the other."""
    outer, inner = sorted((f"{path.rstrip('/')}/", f"{folder.rstrip('/')}/"), key=len)
    return inner.startswith(outer)


def _is_passing(mount: VolumeMount, container: Container) -> bool:
    """Whether what a mount holds goes with the pod; a volume that is not told, such as a claim's template, stays."""
    volume = container.pod.volumes_by_name.get(mount.name)
    return volume is not None and bool(volume.source_types) and set(volume.source_types) <= _PASSING


def _asks_for_files(container: Container) -> bool:
    """Whether settings ask Redis to write its data to files: `appendonly yes`, `save` with a period."""
    if product_of(container) not in (None, REDIS.name):
        return False
    told = {each.name.lstrip("-").lower(): (each.text or "").strip().lower() for each in container.arguments}
    variables = {each.name: (each.text or "").strip().lower() for each in container.variables}
    return (
        told.get("appendonly") in DRIVER_TRUE
        or bool(told.get("save", "").strip("'\"").strip())
        or variables.get("REDIS_AOF_ENABLED") in DRIVER_TRUE
    )
