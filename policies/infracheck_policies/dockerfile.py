"""Which images an image is built on."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import ImageReference, Known, Record, Severity, Stage, Violation, policy

_TAG_CONTROLS = ("cis-docker-1.6:4.2", "nist-800-190:4.2.2", "cwe:1357")


class BaseRegistries(Record):
    """Where base images may come from, such as `docker.io` or `ghcr.io/acme`; none named is no limit."""

    allowed: tuple[str, ...] = ()


def _outer(stage: Stage) -> ImageReference | None:
    """The image from outside that a stage starts from, where it is known."""
    match stage.base:
        # a name all in capitals is a placeholder: no registry has such a one
        case Known(ImageReference() as image) if _is_outer(stage) and not image.repository.isupper():
            return image
    return None


def _is_outer(stage: Stage) -> bool:
    return stage.base_stage is None and not stage.is_scratch


def _at_base(stage: Stage, message: str) -> Violation:
    match stage.base:
        case Known(_, because):
            return stage.violation(message, at=stage.base_span, related=because[1:])
    return stage.violation(message, at=stage.base_span)


@policy(
    "base-image-tag",
    category="dockerfile",
    severity=Severity.MEDIUM,
    controls=_TAG_CONTROLS,
    aliases=(
        "checkov:CKV_DOCKER_7",
        "hadolint:DL3006",
        "kics:9efb0b2d-89c9-41a3-91ca-dcc0aec911fd",
        "trivy:DS-0001",
    ),
)
def base_image_tag(stage: Stage) -> Iterator[Violation]:
    """A base image names its tag or its digest.

    Without one it is `latest`, so two builds of one commit yield two images. `scratch` and stages of the same file
    have no tag. Where an ARG before the first FROM has a default, the image that it gives is judged; hadolint skips
    every variable.
    """
    image = _outer(stage)
    if image is not None and image.tag is None and image.digest is None:
        yield _at_base(stage, f"base image {image} has no tag")


@policy(
    "latest-base-image",
    category="dockerfile",
    severity=Severity.MEDIUM,
    controls=_TAG_CONTROLS,
    aliases=(
        "checkov:CKV_DOCKER_7",
        "hadolint:DL3007",
        "kics:f45ea400-6bbe-4501-9fc7-1c3d75c32067",
        "trivy:DS-0001",
    ),
)
def latest_base_image(stage: Stage) -> Iterator[Violation]:
    """A base image has a tag that stays with one version.

    `latest` is another image after each push: a rebuild may break or bring in what nobody reviewed. Beside a digest
    the tag decides nothing.
    """
    image = _outer(stage)
    if image is not None and image.digest is None and image.tag == "latest":
        yield _at_base(stage, f"base image {image} has the tag latest, which moves")


@policy(
    "base-image-digest",
    category="dockerfile",
    severity=Severity.LOW,
    controls=("cis-docker-1.6:4.2", "nist-800-53-r5:SI-7", "nist-800-190:4.1.5", "owasp-k8s-2022:K02", "cwe:1357"),
    recommended=False,
)
def base_image_digest(stage: Stage) -> Iterator[Violation]:
    """A base image is pinned by digest.

    Whoever may push to the registry can move any tag; a digest is the image's own hash. A bot such as Renovate keeps
    tag and digest fresh together.
    """
    image = _outer(stage)
    if image is not None and image.digest is None:
        yield _at_base(stage, f"base image {image} has no digest")


@policy(
    "base-image-registry",
    category="dockerfile",
    severity=Severity.HIGH,
    controls=("cis-docker-1.6:4.2", "nsa-1.2:trusted-repo", "nist-800-190:4.1.5", "owasp-k8s-2022:K02", "cwe:829"),
    aliases=("hadolint:DL3026",),
    recommended=False,
)
def base_image_registry(stage: Stage, options: BaseRegistries) -> Iterator[Violation]:
    """A base image comes from a registry that the team trusts.

    A base image from anywhere is code from anyone. Option `allowed` lists registries, or parts of them such as
    `ghcr.io/acme`; `*.acme.io` allows all hosts below. An image that names no registry comes from `docker.io`.
    """
    image = _outer(stage)
    if image is None or not options.allowed or any(_is_from(image, registry) for registry in options.allowed):
        return
    yield _at_base(stage, f"base image {image} comes from {image.effective_registry}")


def _is_from(image: ImageReference, registry: str) -> bool:
    if registry == "*":
        return True
    if registry.startswith("*."):
        return image.effective_registry.endswith(registry[1:])
    return f"{image.effective_registry}/{image.repository}/".startswith(registry.rstrip("/") + "/")
