"""When a container's image is pulled anew."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Container, Severity, Violation, policy


@policy(
    "image-pull-policy",
    category="images",
    severity=Severity.LOW,
    controls=("nist-800-190:4.2.2",),
    aliases=(
        "checkov:CKV_K8S_15",
        "kics:caa3479d-885d-4882-9aac-95e5e78ef5c2",
        "kube-score:container-image-pull-policy",
        "polaris:pullPolicyNotAlways",
    ),
    recommended=False,
)
def image_pull_policy(container: Container) -> Iterator[Violation]:
    """A container's image is pulled at each start.

    From a node's cache a pod takes an image that the registry may have replaced, and needs no credentials for it.
    Kubernetes' default is `Always` for `latest` and for no tag, so such an image without a policy passes, unlike with
    polaris; an image with a digest is the same from any cache and passes, unlike with kube-score.
    """
    image, chosen = container.image, container.image_pull_policy
    if image is None or image.digest is not None or chosen == "Always" or (chosen is None and image.is_latest):
        return
    said = "by default pulled once" if chosen is None else f"pulled as imagePullPolicy {chosen} says"
    yield container.violation(f"container {container.name}: image {image} is {said}", at=Container.image_pull_policy)


@policy(
    "stale-image",
    category="images",
    severity=Severity.MEDIUM,
    controls=("nist-800-190:4.2.2",),
    aliases=(
        "kubescape:C-0075",
        "kubescape:image-pull-policy-is-not-set-to-always",
        "kyverno:imagepullpolicy-always",
        "kyverno:imagepullpolicy-always/imagepullpolicy-always",
    ),
    recommended=False,
)
def stale_image(container: Container) -> Iterator[Violation]:
    """A container whose tag moves does not run what its node happens to hold.

    With `IfNotPresent` or `Never`, each node keeps the `latest` of the day it first pulled it. A tag of letters alone
    (`stable`, `main`) moves as well. Without a policy Kubernetes pulls `latest` always, so that passes; kyverno's
    pattern, asked without a cluster to fill the default in, reports it.
    """
    image, chosen = container.image, container.image_pull_policy
    if image is None or image.digest is not None or chosen not in ("IfNotPresent", "Never"):
        return
    if image.is_latest or (image.tag or "").isalpha():
        yield container.violation(
            f"container {container.name} takes image {image} from its node: imagePullPolicy is {chosen}",
            at=Container.image_pull_policy,
        )
