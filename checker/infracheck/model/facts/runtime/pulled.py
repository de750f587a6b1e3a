"""The image that a container really pulls, where a later step may still put another name or tag in its place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from infracheck.model.base.fact import Fact, Known, Unknown
from infracheck.model.base.image_grammar import is_filled_in
from infracheck.model.base.image_partly import as_far_as_known
from infracheck.model.base.values import ImageReference
from infracheck.model.entities.kubernetes import KubernetesObject
from infracheck.model.graph.origin import built_images
from infracheck.source.yaml.tree import Mapping, Scalar, Sequence

if TYPE_CHECKING:
    from infracheck.model.entities.container import Container
    from infracheck.model.graph.model import Model


def pulled_image(container: Container) -> Fact[ImageReference]:
    """The image as it is pulled; unknown where a placeholder stands or a kustomization or Skaffold replaces it."""
    reference = container.image
    if reference is None:
        return Unknown("no image is set")
    if not reference.text or is_filled_in(reference.text):
        return Unknown("the image is filled in later")
    return _unless_replaced(container, reference)


def tagged_image(container: Container) -> Fact[ImageReference]:
    """The same where a placeholder stands before tag and digest: these are known whatever it stands for."""
    pulled, reference = container.pulled_image, container.image
    if isinstance(pulled, Known) or reference is None:
        return pulled
    partly = as_far_as_known(reference.text)
    return pulled if partly is None else _unless_replaced(container, partly, reference.name)


def _unless_replaced(container: Container, image: ImageReference, name: str | None = None) -> Fact[ImageReference]:
    model = container.workload.model
    replaced: set[str] = model.derive(_all_replaced)
    if (image.name if name is None else name) in replaced:
        return Unknown("a kustomization or Skaffold replaces the image")
    return Known(image)


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
