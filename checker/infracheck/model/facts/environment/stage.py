"""Which environment an object belongs to, by its namespace, its labels and the variables that say so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from infracheck.knowledge.words.environments import ENVIRONMENTS, MODES, stage_of
from infracheck.model.base.fact import Note
from infracheck.model.entities.workload import Workload
from infracheck.model.graph.link import namespace_of
from infracheck.record import Record

if TYPE_CHECKING:
    from infracheck.model.entities.config_map import ConfigMap
    from infracheck.model.entities.kubernetes import KubernetesObject, Metadata
    from infracheck.model.facts.environment.configuration import Configuration, Recognised

_LABELS = ("environment", "env", "app.kubernetes.io/environment", "stage", "deployment.environment")


class Told(Record):
    """An environment, with the place that names it."""

    stage: str
    note: Note


def told_by(configuration: Configuration) -> tuple[Told, ...]:
    """What namespace, labels and variables say of the object that a configuration belongs to."""
    owner = configuration.owner
    return (*told_by_object(owner), *told_by_variables(owner))


def told_by_object(owner: Workload | ConfigMap) -> Iterator[Told]:
    """What namespace and labels say."""
    namespace = owner.namespace
    stage = stage_of(namespace) if namespace else None
    if namespace and stage:
        yield Told(stage, Note(f"namespace {namespace} names {stage}", owner.place(type(owner).namespace_written)))
    views: list[KubernetesObject | Metadata] = [owner]
    if isinstance(owner, Workload):
        views.append(owner.pod.template)
    if (found := namespace_of(owner)) is not None:
        views.append(found)
    for view in views:
        labels = view.labels
        for label in _LABELS if labels else ():
            stage = stage_of(labels[label]) if label in labels else None
            if stage:
                yield Told(stage, Note(f"label {label} names {stage}", view.place(type(view).labels, label)))


def told_by_variables(owner: Workload | ConfigMap) -> Iterator[Told]:
    """What the variables of a workload's containers, or the keys of a ConfigMap, say by their names."""
    if isinstance(owner, Workload):
        for container in owner.containers:
            for each in container.variables:
                if each.name in ENVIRONMENTS and (stage := stage_of(each.text or "")):
                    yield Told(stage, Note(f"{each.name} names {stage}", each.origin))
    else:
        for name, value in owner.data.items():
            if name in ENVIRONMENTS and (stage := stage_of(value)):
                yield Told(stage, Note(f"{name} names {stage}", owner.place_of_key(name)))


def told_by_names(named: Iterable[Recognised], *, are_modes: bool) -> tuple[Told, ...]:
    """What is recognised as an environment's name: modes of frameworks, or the others."""
    return tuple(
        Told(each.stage, Note(f"{each.name} names {each.stage}", each.origin))
        for each in named
        if each.stage is not None and (each.name.upper() in MODES) is are_modes
    )
