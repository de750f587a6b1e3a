"""Whether the data of databases outlives their pods."""

from __future__ import annotations

import re
from collections.abc import Iterator

from infracheck import Container, LostData, Severity, Violation, Workload, policy


@policy("database-volume", category="backups", severity=Severity.HIGH)
def database_volume(container: Container) -> Iterator[Violation]:
    """A database keeps its data on a volume that outlives its pod.

    An emptyDir is deleted with the pod, and so is the file system of a container: after a rollout, a drained node or an
    eviction the database is empty. Kubernetes documentation, Volumes, "emptyDir". A database is known by its image or
    by the server in its command, its folder by `PGDATA`, `--datadir` and similar settings, else by the documentation of
    the image. Not reported: Jobs, workloads that a kustomization patches, namespaces and labels of development and
    tests, names and labels that say cache. Redis counts where it is told to write files (`--appendonly yes`); else it
    is `cache-volume`.

    Fix: Mount a PersistentVolumeClaim at the data folder; use a StatefulSet with `volumeClaimTemplates` for replicas.
    """
    lost = container.lost_data
    if lost is not None and lost.is_kept and not _is_passing(container.workload):
        yield container.violation(_message(lost, container), at=lost.span)


@policy("cache-volume", category="backups", severity=Severity.LOW, recommended=False)
def cache_volume(container: Container) -> Iterator[Violation]:
    """A Redis, or a database that serves as a cache, keeps its data on a volume that outlives its pod.

    A cache may start empty, but all requests then reach what is behind it at once, and a Redis that holds sessions or
    queues loses them. Off by default. Databases are `database-volume`.

    Fix: Mount a PersistentVolumeClaim at the data folder (`/data` of Redis) and set `appendonly yes`.
    """
    lost = container.lost_data
    if lost is not None and (not lost.is_kept or _is_cache(container.workload)):
        yield container.violation(_message(lost, container), at=lost.span)


def _message(lost: LostData, container: Container) -> str:
    where = "on no volume" if lost.volume is None else f"in emptyDir volume {lost.volume}"
    workload = container.workload
    return f"{lost.product} in {workload.kind} {workload.name} keeps its data {where}, and loses it with its pod"


def _is_passing(workload: Workload) -> bool:
    """Whether the loss is meant: a cache, or an environment of development and tests."""
    return _is_cache(workload) or workload.configuration.stage in ("development", "test")


_CACHE_WORDS = frozenset(("cache", "caching", "ephemeral", "transient", "scratch", "temporary"))
_WORD = r"[a-z]+"


def _is_cache(workload: Workload) -> bool:
    """Whether the name or a label of a workload says that its data may be lost."""
    labels = (*workload.labels.items(), *workload.pod.labels.items())
    texts = (workload.name, *(text for label in labels for text in label))
    return any(not _CACHE_WORDS.isdisjoint(re.findall(_WORD, text.lower())) for text in texts)
