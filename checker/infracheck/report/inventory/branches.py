"""The inventory as trees of lines, for the format that people read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from infracheck.report.inventory.branch import Branch, Titles
from infracheck.report.inventory.branches_of_parts import configuration, dependency, image, secret
from infracheck.report.inventory.branches_of_workload import workload

if TYPE_CHECKING:
    from infracheck.report.inventory.entities import Inventory


def branches_of(inventory: Inventory) -> Iterator[Branch]:
    """A tree for each namespace, then one of images and one of dependencies."""
    titles = Titles(inventory)
    told = {each.id: each for each in inventory.configurations}
    spaces: dict[str, list[Branch]] = {}
    for manifest in inventory.manifests:
        branch = workload(manifest, told.get(manifest.configuration or ""), titles)
        spaces.setdefault(manifest.namespace or "", []).append(branch)
    for each in inventory.configurations:
        if each.kind == "ConfigMap":
            spaces.setdefault(each.namespace or "", []).append(configuration(each, titles))
    for kept in inventory.secrets:
        spaces.setdefault(kept.namespace or "", []).append(secret(kept))
    for namespace in sorted(spaces):
        heading = f"namespace {namespace}" if namespace else "no namespace set"
        yield Branch(heading, children=tuple(spaces[namespace]))
    if inventory.images:
        yield Branch("images", children=tuple(image(each, titles) for each in inventory.images))
    if inventory.dependencies:
        yield Branch("dependencies", children=tuple(dependency(each, titles) for each in inventory.dependencies))
