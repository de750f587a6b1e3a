"""The image pull policy of containers."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Container, Known, Pod, Record, Severity, Violation, policy


class PublicRegistries(Record):
    """`public`: the registries that hand out their images without credentials."""

    public: tuple[str, ...] = ("ghcr.io", "quay.io")


@policy("image-pull-policy", category="images", severity=Severity.LOW, recommended=False)
def image_pull_policy(container: Container) -> Iterator[Violation]:
    """A container's image is pulled at each start.

    An image from the cache of a node may be outdated, and a pod can use it without pull credentials. Kubernetes'
    default is `Always` for `latest` and for no tag, so such an image without a policy passes, unlike in polaris; an
    image with a digest never changes and passes, unlike in kube-score.

    Fix: Set `imagePullPolicy: Always`, or pin the image by digest.
    """
    image, chosen = container.image, container.image_pull_policy
    if image is None or image.digest is not None or chosen == "Always" or (chosen is None and image.is_latest):
        return
    how = "sets no imagePullPolicy" if chosen is None else f"sets imagePullPolicy to {chosen}"
    message = f"container {container.name} {how}: image {image} is not pulled at each start"
    yield container.violation(message, at=Container.image_pull_policy)


@policy("stale-image", category="images", severity=Severity.MEDIUM, recommended=False)
def stale_image(container: Container) -> Iterator[Violation]:
    """A container whose image tag may change does not use the cached image of its node.

    With `IfNotPresent` or `Never`, each node keeps the `latest` of the day it first pulled it. A tag of letters only
    (`stable`, `main`) may change as well. Without a policy Kubernetes always pulls `latest`, so that passes; kyverno's
    pattern reports it when it is applied without a cluster that sets the default.

    Fix: Use a version tag or a digest, or set `imagePullPolicy: Always`.
    """
    chosen = container.image_pull_policy
    match container.tagged_image:
        case Known(image) if chosen in ("IfNotPresent", "Never") and image.digest is None:
            if image.is_latest or (image.tag or "").isalpha():
                how = f"sets imagePullPolicy to {chosen}, but the tag of image {image} may change"
                yield container.violation(f"container {container.name} {how}", at=Container.image_pull_policy)


@policy("image-pull-secret", category="images", severity=Severity.LOW, recommended=False)
def image_pull_secret(pod: Pod, options: PublicRegistries) -> Iterator[Violation]:
    """A pod names the credentials of the registries that it pulls from.

    Without `imagePullSecrets` it depends on the node: the registry refuses the image, or limits how often it may be
    pulled. The secrets of a service account that the scan sees count. Option `public` lists the registries that need no
    credentials; an image without a registry comes from `docker.io`.

    Fix: Add `imagePullSecrets` to the pod or to its ServiceAccount.
    """
    if any(secret.name for secret in pod.image_pull_secrets):
        return
    match pod.account:
        case Known(account) if account is not None and account.image_pull_secrets:
            return
    for container in pod.containers:
        match container.pulled_image:
            case Known(image) if image.effective_registry not in options.public:
                message = f"container {container.name} pulls from {image.effective_registry} without imagePullSecrets"
                yield container.violation(message, at=Container.image)
