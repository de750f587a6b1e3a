"""Kubescape's exceptions: a list of controls that are accepted, for all resources or for some."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck.adopt.wish import Setting, Wish
from infracheck.source.yaml.tree import Mapping, Node, Scalar, Sequence

FILES = ("exceptions.json", "kubescape-exceptions.json")


def wishes(root: Node) -> Iterator[Wish]:
    """What the file asks for."""
    for each in root.items if isinstance(root, Sequence) else [root]:
        if isinstance(each, Mapping):
            yield from _of(each)


def _of(exception: Mapping) -> Iterator[Wish]:
    policies = exception.get("posturePolicies")
    for each in policies.items if isinstance(policies, Sequence) else ():
        control = each.get("controlID") if isinstance(each, Mapping) else None
        if not isinstance(control, Scalar):
            yield Wish(Setting.NONE, "an exception without a controlID", each.span.line)
        elif _is_for_all(exception.get("resources")):
            yield Wish(Setting.IGNORE, f"kubescape:{control.text}", control.span.line)
        else:
            yield Wish(Setting.NONE, f"{control.text} for some resources", control.span.line)


def _is_for_all(resources: Node | None) -> bool:
    """Whether one of the resources is every one: each attribute says `.*`."""
    if not isinstance(resources, Sequence):
        return False
    return any(_is_every(each.get("attributes")) for each in resources.items if isinstance(each, Mapping))


def _is_every(attributes: Node | None) -> bool:
    if not isinstance(attributes, Mapping) or not attributes.values:
        return False
    return all(isinstance(value, Scalar) and value.text == ".*" for value in attributes.values.values())
