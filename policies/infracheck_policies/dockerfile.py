"""What an image is built from: base images and files from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from infracheck import ImageReference, Instruction, Known, Severity, Stage, Unknown, Violation, policy

_TAG_CONTROLS = ("cis-docker-1.6:4.2", "nist-800-190:4.2.2", "cwe:1357")


class BaseRegistries(NamedTuple):
    """Where base images may come from, such as `docker.io` or `ghcr.io/acme`; none named is no limit."""

    allowed: tuple[str, ...] = ()


def _outer(stage: Stage) -> ImageReference | None:
    """The image from outside that a stage starts from, where it is known."""
    match stage.base:
        # a name all in capitals is a placeholder: no registry has such a one
        case Known(image) if stage.base_stage is None and not stage.is_scratch and not image.repository.isupper():
            return image
    return None


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


@policy(
    "add-url",
    category="dockerfile",
    severity=Severity.MEDIUM,
    controls=("cis-docker-1.6:4.9", "cis-docker-1.6:4.12", "nist-800-53-r5:SI-7", "cwe:494"),
    aliases=("checkov:CKV_DOCKER_4", "kics:4b410d24-1cbe-4430-a632-62c9a931cf1c"),
)
def add_url(instruction: Instruction) -> Iterator[Violation]:
    """What ADD downloads is checked against a checksum.

    ADD takes whatever the address serves on the day of the build. `--checksum=sha256:…`, and for a Git repository a
    commit after `#`, make it one known thing; checkov and KICS report ADD of an address even then.
    """
    add = instruction.trigger or instruction
    if add.name != "ADD" or add.flag("checksum") is not None:
        return
    for word in add.words[:-1]:
        if _is_remote(word.value) and not _is_pinned(word.value):
            yield add.violation("ADD downloads from an address without a checksum", at=word.span)


_REMOTE = ("http://", "https://", "git://", "ssh://", "ftp://")


def _is_remote(source: str) -> bool:
    return source.lower().startswith((*_REMOTE, "git@"))


def _is_pinned(source: str) -> bool:
    commit = source.rpartition("#")[2].partition(":")[0]
    return "#" in source and len(commit) in (40, 64) and set(commit.lower()) <= set("0123456789abcdef")


@policy(
    "add-instruction",
    category="dockerfile",
    severity=Severity.LOW,
    controls=("cis-docker-1.6:4.9",),
    aliases=(
        "checkov:CKV_DOCKER_4",
        "hadolint:DL3020",
        "kics:9513a694-aa0d-41d8-be61-3271e056f36b",
        "trivy:DS-0005",
    ),
)
def add_instruction(instruction: Instruction) -> Iterator[Violation]:
    """ADD is used for archives and addresses alone, COPY for files.

    ADD unpacks what looks like an archive and downloads what looks like an address; COPY does what it says. A source
    that a variable decides is not judged. checkov reports archives too, and KICS those that do not end in `.tar…`.
    """
    add = instruction.trigger or instruction
    if add.name != "ADD":
        return
    for word in add.words[:-1]:
        match add.expand(word):
            case Known(source) if not _needs_add(source):
                yield add.violation("ADD copies a file, as COPY would", at=word.span)
                return
            case Unknown():
                continue


# what `tar` may unpack; a single file that is only compressed stays as it is, but its name does not tell
_ARCHIVES = (
    ".tar", ".gz", ".bz2", ".xz", ".zst", ".lz", ".lzma", ".z", ".tgz", ".tbz", ".tbz2", ".tb2", ".tz2", ".txz",
    ".tlz", ".taz", ".tpz", ".tzst",
)  # fmt: skip


def _needs_add(source: str) -> bool:
    # a pattern may match archives
    return _is_remote(source) or source.lower().rstrip("*").endswith(_ARCHIVES) or ".tar." in source.lower()
