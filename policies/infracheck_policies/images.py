"""Container image references: tags, digests, registries."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Container, ImageReference, Known, Record, Severity, Violation, policy


class Registries(Record):
    """Registries, with or without a path: `allowed`, such as `ghcr.io/acme`, where none allows all, and `forbidden`."""

    allowed: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()


class MovingTags(Record):
    """`moving`: further tags that are reassigned to new images, such as `main`."""

    moving: tuple[str, ...] = ()


@policy("image-tag", category="images", severity=Severity.MEDIUM)
def image_tag(container: Container) -> Iterator[Violation]:
    """A container's image has a tag or a digest.

    Without one the tag is `latest`: the version that runs depends on when each node pulled the image, and it cannot be
    rolled back. Whatever stands for the registry in `${REGISTRY}/web`, it has no tag; a placeholder that may bring one,
    and a name that a kustomization or Skaffold completes, is checked in its final form.

    Fix: Add a version tag to the image, such as `nginx:1.27.4`, or pin it by digest.
    """
    match container.tagged_image:
        case Known(image) if image.tag is None and image.digest is None and image.is_split:
            yield container.violation(
                f"container {container.name} uses image {image} without a tag or digest", at=Container.image
            )


@policy("latest-tag", category="images", severity=Severity.MEDIUM)
def latest_tag(container: Container, options: MovingTags) -> Iterator[Violation]:
    """A container's image has a version tag, not latest.

    `latest` may refer to a different image after each push: nodes run different versions, and a restart may be an
    upgrade. If the image also has a digest, the tag is ignored. A tag after a placeholder, `${REGISTRY}/web:latest`,
    counts.

    Fix: Replace the tag with a version such as `nginx:1.27.4`, or pin the image by digest.
    """
    match container.tagged_image:
        case Known(image) if image.digest is None and image.tag in ("latest", *options.moving):
            yield container.violation(
                f"container {container.name} uses image {image}, whose tag may change with each push",
                at=Container.image,
            )


@policy("image-digest", category="images", severity=Severity.LOW, recommended=False)
def image_digest(container: Container) -> Iterator[Violation]:
    """A container's image is pinned by digest.

    Anyone with push access to the registry can move a tag to another image; a digest identifies one image by its
    content. A placeholder that may bring a digest is checked in its final form; KICS reports `$IMAGE` as well.

    Fix: Add the digest to the image: `nginx:1.27.4@sha256:…`.
    """
    match container.tagged_image:
        case Known(image) if image.digest is None:
            yield container.violation(
                f"container {container.name} uses image {image} without a digest", at=Container.image
            )


@policy("malformed-digest", category="images", severity=Severity.MEDIUM)
def malformed_digest(container: Container) -> Iterator[Violation]:
    """A container's image digest has the form of its algorithm.

    A container runtime rejects a digest that is cut short or in capitals, and the pod never starts. `sha256` has 64
    lower-case hexadecimal digits, `sha512` 128, `blake3` 64 (OCI image specification, "Digests").

    Fix: Copy the whole digest from the registry or from `docker buildx imagetools inspect`.
    """
    match container.pulled_image:
        case Known(image) if image.digest is not None and not _is_whole(image.digest):
            yield container.violation(
                f"container {container.name} uses an image with a malformed digest", at=Container.image
            )


_DIGITS = {"sha256": 64, "sha512": 128, "blake3": 64}


def _is_whole(digest: str) -> bool:
    algorithm, _, encoded = digest.partition(":")
    if algorithm not in _DIGITS:
        return bool(algorithm and encoded)
    return len(encoded) == _DIGITS[algorithm] and set(encoded) <= set("0123456789abcdef")


@policy("image-reference", category="images", severity=Severity.MEDIUM)
def image_reference(container: Container) -> Iterator[Violation]:
    """A container's image is a valid image reference.

    With an invalid one the pod stays in InvalidImageName and never starts, and one with blanks around it is refused. A
    reference is `host:port/path:tag@digest` without a URL scheme (github.com/distribution/reference, "Grammar"):
    components of the path are lower-case letters and digits with one separator between them (`.`, `_`, `__` or dashes),
    a tag has up to 128 letters, digits, `_`, `.` and `-`. A key without a value is an empty image. KICS reports an
    absent key too; that may be a patch, so it is not reported here.

    Fix: Write the image as `registry/path:tag`, without a scheme and with the path in lower case.
    """
    written = container.node
    # OpenShift sets an empty image of a DeploymentConfig itself
    if container.workload.kind == "DeploymentConfig" or written is None or "image" not in written.values:
        return
    has_none = written.get("image") is None or (container.image is not None and not container.image.text)
    fault = "has an empty image" if has_none else ""
    match container.pulled_image:
        case Known(pulled):
            fault = pulled.fault
    if fault:
        yield container.violation(f"container {container.name} {fault}", at=Container.image)


@policy("image-registry", category="images", severity=Severity.HIGH, recommended=False)
def image_registry(container: Container, options: Registries) -> Iterator[Violation]:
    """A container's image comes from an allowed registry.

    An image from an unknown registry is untrusted code. Option `allowed` lists registries or registry paths such as
    `ghcr.io/acme`; `forbidden` lists those that are not allowed. An image without a registry comes from `docker.io`.

    Fix: Use an image from an allowed registry, or add its registry to option `allowed`.
    """
    match container.pulled_image:
        case Known(image) if not _is_trusted(image, options):
            yield container.violation(
                f"container {container.name} uses image {image}, which is not from an allowed registry",
                at=Container.image,
            )


def _is_trusted(image: ImageReference, options: Registries) -> bool:
    repository = image.repository
    # distribution/reference, "familiar names": Docker Hub keeps images without a path under library/
    if image.effective_registry == "docker.io" and "/" not in repository:
        repository = f"library/{repository}"
    full = f"{image.effective_registry}/{repository}"

    def listed(registries: tuple[str, ...]) -> bool:
        return any(f"{full}/".startswith(registry.rstrip("*/") + "/") for registry in registries)

    return not listed(options.forbidden) and (not options.allowed or listed(options.allowed))


@policy("frozen-registry", category="images", severity=Severity.MEDIUM)
def frozen_registry(container: Container) -> Iterator[Violation]:
    """A container's image comes from a registry that still receives new versions.

    `k8s.gcr.io` has been frozen since April 2023: it has no later images and no security fixes. `registry.k8s.io` has
    the same images.

    Fix: Replace `k8s.gcr.io` with `registry.k8s.io`.
    """
    image = container.image
    if image is not None and image.registry == "k8s.gcr.io":
        yield container.violation(
            f"container {container.name} uses an image from k8s.gcr.io, which is frozen", at=Container.image
        )
