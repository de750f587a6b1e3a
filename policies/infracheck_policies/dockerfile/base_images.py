"""The base images of a Dockerfile."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Fact, ImageReference, Known, Record, Severity, Stage, Violation, policy


class BaseRegistries(Record):
    """`allowed`: the registries that base images may come from, such as `ghcr.io/acme`; an empty list allows all."""

    allowed: tuple[str, ...] = ()


class TrustedHubs(Record):
    """`registries`: the registries, with or without a path, that base images may come from."""

    registries: tuple[str, ...] = ("docker.io",)


def _outer(stage: Stage, base: Fact[ImageReference] | None = None) -> ImageReference | None:
    """The image from outside that a stage starts from, where it is known; `base` is what is known of it."""
    match stage.base if base is None else base:
        # a name all in capitals is a placeholder: registries allow lower case only; a reference that no runtime reads
        # has no tag that one could tell
        case Known(ImageReference() as image) if _is_outer(stage) and image.is_split and not image.repository.isupper():
            return image
    return None


def _is_outer(stage: Stage) -> bool:
    return stage.base_stage is None and not stage.is_scratch


def _at_base(stage: Stage, message: str) -> Violation:
    match stage.tagged_base:
        case Known(_, because):
            return stage.violation(message, at=stage.base_span, related=because[1:])
    return stage.violation(message, at=stage.base_span)


@policy("base-image-tag", category="dockerfile", severity=Severity.MEDIUM)
def base_image_tag(stage: Stage) -> Iterator[Violation]:
    """A base image has a tag or a digest.

    Without one the tag is `latest`, so two builds of the same commit can produce different images. `scratch` and stages
    of the same Dockerfile have no tag. If an ARG before the first FROM sets the image, its default is checked; hadolint
    skips every variable. Whatever an ARG without a default holds in `${REGISTRY}/debian`, the image has no tag.

    Fix: Add a version tag to the image in FROM, such as `FROM debian:12.5`, or pin it by digest.
    """
    image = _outer(stage, stage.tagged_base)
    if image is not None and image.tag is None and image.digest is None:
        yield _at_base(stage, f"base image {image} has no tag or digest")


@policy("latest-base-image", category="dockerfile", severity=Severity.MEDIUM)
def latest_base_image(stage: Stage) -> Iterator[Violation]:
    """A base image has a version tag, not latest.

    `latest` may refer to a different image after each push: a rebuild may fail or include unreviewed changes. If the
    image also has a digest, the tag is ignored.

    Fix: Replace `latest` with a version tag such as `debian:12.5`, or pin the image by digest.
    """
    image = _outer(stage, stage.tagged_base)
    if image is not None and image.digest is None and image.tag == "latest":
        yield _at_base(stage, f"base image {image} uses the tag latest, which may change with each push")


@policy("latest-copy-source", category="dockerfile", severity=Severity.MEDIUM)
def latest_copy_source(stage: Stage) -> Iterator[Violation]:
    """Files are copied from an image with a version tag, not latest.

    `COPY --from` and the `from` of `RUN --mount` take files from any image. Of `latest`, a rebuild may copy another
    version of a program without a word; if the image also has a digest, the tag is ignored. An image without a tag is
    reported by `copy-from-stage`, and FROM by `latest-base-image`.

    Fix: Replace `latest` with a version tag such as `ghcr.io/astral-sh/uv:0.8.4`, or pin the image by digest.
    """
    for instruction in stage.instructions:
        inner = instruction.trigger or instruction
        for source in inner.image_sources:
            match source:
                case Known(image, because) if image.digest is None and image.tag == "latest":
                    message = f"{inner.name} takes files from {image}, whose tag may change with each push"
                    yield stage.violation(message, at=because[0].span, related=because[1:])


@policy("base-image-digest", category="dockerfile", severity=Severity.LOW, recommended=False)
def base_image_digest(stage: Stage) -> Iterator[Violation]:
    """A base image is pinned by digest.

    Anyone with push access to the registry can move a tag to another image; a digest identifies one image by its
    content. Tools such as Renovate keep tag and digest up to date together.

    Fix: Add the digest to the image in FROM: `FROM debian:12.5@sha256:…`.
    """
    image = _outer(stage, stage.tagged_base)
    if image is not None and image.digest is None:
        yield _at_base(stage, f"base image {image} has no digest")


@policy("base-image-registry", category="dockerfile", severity=Severity.HIGH, recommended=False)
def base_image_registry(stage: Stage, options: BaseRegistries) -> Iterator[Violation]:
    """A base image comes from an allowed registry.

    A base image from an unknown registry is untrusted code. Option `allowed` lists registries or registry paths such as
    `ghcr.io/acme`; `*.acme.io` allows all subdomains. An image without a registry comes from `docker.io`.

    Fix: Use an image from an allowed registry, or add its registry to option `allowed`.
    """
    image = _outer(stage)
    if image is None or not options.allowed or any(_is_from(image, registry) for registry in options.allowed):
        return
    yield _at_base(stage, f"base image {image} from {image.effective_registry} is not from an allowed registry")


def _is_from(image: ImageReference, registry: str) -> bool:
    if registry == "*":
        return True
    if registry.startswith("*."):
        return image.effective_registry.endswith(registry[1:])
    return f"{image.effective_registry}/{image.repository}/".startswith(registry.rstrip("/") + "/")


@policy("base-image-hub", category="dockerfile", severity=Severity.MEDIUM, recommended=False)
def base_image_hub(stage: Stage, options: TrustedHubs) -> Iterator[Violation]:
    """A base image comes from Docker Hub.

    For teams whose mirror or agreement covers Docker Hub alone; option `registries` names others. With a list of your
    own, `base-image-registry` checks the same. An image without a registry comes from `docker.io`.

    Fix: Use an image of Docker Hub, or add the registry to option `registries`.
    """
    image = _outer(stage)
    if image is not None and not any(_is_from(image, registry) for registry in options.registries):
        registries = ", ".join(options.registries)
        yield _at_base(stage, f"base image comes from {image.effective_registry}, which is not one of {registries}")
