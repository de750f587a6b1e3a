"""The image that a container really pulls, where a later step may still put another name or tag in its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from infracheck.model.base.fact import Fact, Known, Unknown
from infracheck.model.base.values import ImageReference
from infracheck.model.entities.kubernetes import KubernetesObject
from infracheck.model.graph.origin import built_images
from infracheck.source.yaml.tree import Mapping, Scalar, Sequence

if TYPE_CHECKING:
    from infracheck.model.entities.container import Container
    from infracheck.model.graph.model import Model

# `$(X)`, `${X}`, `$X`, `<image>`, `{{ x }}`, `%X%`, `IMAGE_NAME` are no references; ko builds what `ko://` names
_PLACEHOLDER = re.compile(r"[$<>{}%\s]|\Ako://|\A[A-Z][A-Z0-9_-]*(?::|\Z)")


def pulled_image(container: Container) -> Fact[ImageReference]:
    """The image as it is pulled; unknown where a placeholder stands or a kustomization or Skaffold replaces it."""
    reference = container.image
    if reference is None:
        return Unknown("no image is set")
    if not reference.text or _PLACEHOLDER.search(reference.text):
        return Unknown("the image is filled in later")
    model = container.workload.model
    replaced: set[str] = model.derive(_all_replaced)
    if reference.name in replaced:
        return Unknown("a kustomization or Skaffold replaces the image")
    return Known(reference)


def _all_replaced(model: Model) -> set[str]:
    return set(_replaced(model))


def _replaced(model: Model) -> Iterator[str]:
    for each in model.all(KubernetesObject):
        if each.kind not in ("Kustomization", "Component") or each.group != "kustomize.config.k8s.io":
            continue
        images = each.node.get("images") if each.node is not None else None
        for item in images.items if type(images) is Sequence else ():
            name = item.get("name") if type(item) is Mapping else None
            if type(item) is Mapping and type(name) is Scalar and (item.get("newTag") or item.get("digest")):
                yield name.text
    yield from built_images(model)
