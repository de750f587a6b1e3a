"""The values that objects give the releases of Helm charts: those of Flux, Argo CD, k3s and Crossplane."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from infracheck.model.entities.setting import Setting
from infracheck.model.facts.config_files.text import Text
from infracheck.model.facts.config_files.tree import settings_in_node, settings_in_tree
from infracheck.source.yaml.tree import Mapping, Node, Scalar, Sequence, entry_span

if TYPE_CHECKING:
    from infracheck.model.entities.kubernetes import KubernetesObject

_MOST = 5000
_DEEPEST = 64
_OF_A_SOURCE = ("helm/valuesObject", "helm/values", "helm/parameters")
_ARGO = tuple(f"{source}/{place}" for source in ("source", "sources") for place in _OF_A_SOURCE)
_PLACES: dict[tuple[str, str], tuple[str, ...]] = {
    ("argoproj.io", "Application"): tuple(f"spec/{place}" for place in _ARGO),
    ("argoproj.io", "ApplicationSet"): tuple(f"spec/template/spec/{place}" for place in _ARGO),
    ("helm.cattle.io", "HelmChart"): ("spec/valuesContent", "spec/set"),
    ("helm.cattle.io", "HelmChartConfig"): ("spec/valuesContent",),
    ("helm.crossplane.io", "Release"): ("spec/forProvider/values", "spec/forProvider/set"),
    ("helm.fluxcd.io", "HelmRelease"): ("spec/values",),
    ("helm.toolkit.fluxcd.io", "HelmRelease"): ("spec/values",),
}


def values_of(each: KubernetesObject) -> tuple[Setting, ...]:
    """The values in an object, each with its place: those that stand as such, as a text of YAML, or as parameters."""
    places = _PLACES.get((each.group, each.kind))
    if places is None or each.node is None:
        return ()
    found = (setting for place in places for node in _at(each.node, place.split("/")) for setting in _in(node, each))
    return tuple(islice(found, _MOST))


def _at(node: Node, keys: list[str]) -> Iterator[Node]:
    """What stands at a path, in every item of a list on the way."""
    if type(node) is Sequence and keys:
        for item in node.items:
            yield from _at(item, keys)
    elif not keys:
        yield node
    elif type(node) is Mapping and (inner := node.get(keys[0])) is not None:
        yield from _at(inner, keys[1:])


def _in(node: Node, owner: KubernetesObject) -> Iterator[Setting]:
    if type(node) is Scalar:
        yield from settings_in_tree("", Text.of(node, node.span), "", is_json=False) or ()
        return
    pairs = tuple(_pairs(node, 0))
    told = {(each.span.start, each.span.end) for each in pairs}
    yield from pairs
    yield from (
        each for each in settings_in_node(node, owner.document.source) if (each.span.start, each.span.end) not in told
    )


def _pairs(node: Node, depth: int) -> Iterator[Setting]:
    """The items of lists that are a name and a value: parameters, and variables of containers."""
    if depth > _DEEPEST:
        return
    for inner in node.items if type(node) is Sequence else node.values.values() if type(node) is Mapping else ():
        if type(node) is Sequence and type(inner) is Mapping:
            name, value = inner.get("name"), inner.get("value")
            if type(name) is Scalar and type(value) is Scalar:
                yield Setting(
                    name.text.rpartition(".")[2], value.text, entry_span(inner.key("value"), value), name.text
                )
        yield from _pairs(inner, depth + 1)
