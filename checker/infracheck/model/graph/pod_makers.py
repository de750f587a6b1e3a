"""Custom resources that are no workloads to the scan, yet make pods: virtual machines, databases, clusters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from infracheck.model.base.field import text_map
from infracheck.model.base.view import View, walk
from infracheck.model.entities.kubernetes import KubernetesObject
from infracheck.model.graph.pod_labels import CONTROLLER_KEYS
from infracheck.record import Record
from infracheck.source.yaml.tree import Mapping

if TYPE_CHECKING:
    from infracheck.model.graph.model import Model


class _Template(View):
    """What a custom resource says of pods that it makes."""

    __slots__ = ()

    labels = text_map("metadata/labels")


class _Metadata(View):
    """What a custom resource says of the metadata of its pods."""

    __slots__ = ()

    labels = text_map("labels")


class _Makers(Record):
    """The names of a namespace's custom resources, and the labels of their templates, by one of these."""

    names: frozenset[str]
    templates: dict[tuple[str, str], list[dict[str, str]]]


def may_be_made(model: Model, namespace: str | None, selector: dict[str, str]) -> bool:
    """Whether a custom resource may make pods that bear every label of a selector.

    It does where a template in it has them all, and where a controller's label names an object called after it: the
    StatefulSet `shop-db` of a database `shop`.
    """
    makers = model.derive(_makers, namespace or "default")
    given = [value for key, value in selector.items() if key in CONTROLLER_KEYS]
    if any(_is_called_after(value, makers.names) for value in given):
        return True
    candidates = min((makers.templates.get(label, []) for label in selector.items()), key=len, default=[])
    return any(selector.items() <= labels.items() for labels in candidates)


def is_called_after_maker(model: Model, namespace: str | None, name: str) -> bool:
    """Whether an object bears the name of a custom resource of its namespace, or one that is made of it."""
    names = model.derive(_makers, namespace or "default").names
    return name in names or _is_called_after(name, names)


def _is_called_after(value: str, names: frozenset[str]) -> bool:
    parts = value.split("-")
    return any("-".join(parts[:count]) in names for count in range(1, len(parts)))


def _makers(model: Model, namespace: str) -> _Makers:
    names: set[str] = set()
    templates: dict[tuple[str, str], list[dict[str, str]]] = {}
    for each in model.in_namespace(KubernetesObject, namespace):
        # what has a class of its own is known, and makes no pods but those of a workload
        if type(each) is not KubernetesObject or "." not in each.group or each.group.endswith(".k8s.io"):
            continue
        names.add(each.name)
        for labels in _labels_in(each):
            for label in labels.items():
                templates.setdefault(label, []).append(labels)
    return _Makers(frozenset(names - {""}), templates)


def _labels_in(each: KubernetesObject) -> Iterator[dict[str, str]]:
    if each.group == "kubevirt.io" and each.kind == "VirtualMachineInstance":
        # its pod takes its labels; there is no template
        yield each.labels
    text = each.document.source.text
    if each.node is None or all(text.find(sign, each.node.start, each.node.end) < 0 for sign in _SIGNS):
        return
    for mapping in walk(each.node):
        for key, value in mapping.values.items():
            if type(value) is Mapping and key.endswith("emplate"):
                yield _Template(value, each).labels
            elif type(value) is Mapping and key == "podMetadata":
                # as the resources of Prometheus' operator call the metadata of their pods
                yield _Metadata(value, each).labels


_SIGNS = ("emplate", "podMetadata")
