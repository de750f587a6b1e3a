"""Which image a container pulls."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Container, ImageReference, Known, Record, Severity, Violation, policy


class Registries(Record):
    """Where images may come from: registries with or without a path, such as `ghcr.io/acme`; none named is no limit."""

    allowed: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()


class MovingTags(Record):
    """Tags that move besides `latest`, such as `main`."""

    moving: tuple[str, ...] = ()


_TAG_CONTROLS = ("nist-800-190:4.2.2", "cwe:1357")


@policy(
    "image-tag",
    category="images",
    severity=Severity.MEDIUM,
    controls=_TAG_CONTROLS,
    aliases=(
        "checkov:CKV_K8S_14",
        "gatekeeper:general/disallowedtags",
        "kube-linter:latest-tag",
        "kube-score:container-image-tag",
        "kyverno:disallow-latest-tag",
        "kyverno:disallow-latest-tag/require-image-tag",
        "polaris:tagNotSpecified",
        "trivy:KSV-0013",
    ),
)
def image_tag(container: Container) -> Iterator[Violation]:
    """A container's image names a tag or a digest.

    Without one the image is `latest`: what runs depends on the day each node pulled it, and nothing can be rolled back.
    A placeholder, and a name that a kustomization or Skaffold completes, is judged where it is filled in.
    """
    match container.pulled_image:
        case Known(image) if image.tag is None and image.digest is None:
            yield container.violation(
                f"container {container.name} runs image {image} without a tag", at=Container.image
            )


@policy(
    "latest-tag",
    category="images",
    severity=Severity.MEDIUM,
    controls=_TAG_CONTROLS,
    aliases=(
        "checkov:CKV_K8S_14",
        "gatekeeper:general/disallowedtags",
        "kube-linter:latest-tag",
        "kube-score:container-image-tag",
        "kyverno:disallow-latest-tag",
        "kyverno:disallow-latest-tag/validate-image-tag",
        "polaris:tagNotSpecified",
        "trivy:KSV-0013",
    ),
)
def latest_tag(container: Container, options: MovingTags) -> Iterator[Violation]:
    """A container's image has a tag that stays with one version.

    `latest` is another image after each push: nodes run different versions, and a restart may be an upgrade. Beside
    a digest the tag decides nothing.
    """
    match container.pulled_image:
        case Known(image) if image.digest is None and image.tag in ("latest", *options.moving):
            yield container.violation(
                f"container {container.name} runs image {image}, whose tag moves", at=Container.image
            )


@policy(
    "image-digest",
    category="images",
    severity=Severity.LOW,
    controls=("nist-800-53-r5:SI-7", "nist-800-190:4.1.5", "owasp-k8s-2022:K02", "cwe:1357"),
    aliases=(
        "checkov:CKV_K8S_43",
        "gatekeeper:general/imagedigests",
        "kics:7c81d34c-8e5a-402b-9798-9f442630e678",
        "kubescape:C-0306",
        "kubescape:image-not-pinned-to-digest",
        "kyverno:require-image-checksum",
        "kyverno:require-image-checksum/require-image-checksum",
    ),
    recommended=False,
)
def image_digest(container: Container) -> Iterator[Violation]:
    """A container's image is pinned by digest.

    Whoever may push to the registry can move any tag; a digest is the image's own hash. A placeholder is judged where
    it is filled in; KICS reports `$IMAGE` as it stands.
    """
    match container.pulled_image:
        case Known(image) if image.digest is None:
            yield container.violation(
                f"container {container.name} runs image {image} without a digest", at=Container.image
            )


@policy(
    "malformed-digest",
    category="images",
    severity=Severity.MEDIUM,
    aliases=("kubescape:C-0306", "kubescape:image-not-pinned-to-digest"),
)
def malformed_digest(container: Container) -> Iterator[Violation]:
    """A container's digest has the form that its algorithm gives it.

    One that is cut short or in capitals pins nothing: no runtime takes it, the pod never starts. `sha256` has 64
    lower-case hexadecimal digits, `sha512` 128, `blake3` 64 (OCI image specification, "Digests").
    """
    match container.pulled_image:
        case Known(image) if image.digest is not None and not _is_whole(image.digest):
            yield container.violation(
                f"container {container.name} names an image whose digest is malformed", at=Container.image
            )


_DIGITS = {"sha256": 64, "sha512": 128, "blake3": 64}


def _is_whole(digest: str) -> bool:
    algorithm, _, encoded = digest.partition(":")
    if algorithm not in _DIGITS:
        return bool(algorithm and encoded)
    return len(encoded) == _DIGITS[algorithm] and set(encoded) <= set("0123456789abcdef")


@policy(
    "image-reference",
    category="images",
    severity=Severity.MEDIUM,
    aliases=("kics:583053b7-e632-46f0-b989-f81ff8045385",),
)
def image_reference(container: Container) -> Iterator[Violation]:
    """A container's image is a reference that a runtime can read.

    With any other the pod stays in InvalidImageName and never starts. A reference is host/path:tag@digest: no scheme
    before it, the path in lower case. A key without a value names none. KICS reports an absent key too; that may be a
    patch, so this does not.
    """
    written = container.node
    # OpenShift fills a blank image of a DeploymentConfig in
    if container.workload.kind == "DeploymentConfig" or written is None or "image" not in written.values:
        return
    has_none = written.get("image") is None or (container.image is not None and not container.image.text)
    fault = "names an empty image" if has_none else ""
    match container.pulled_image:
        case Known(pulled):
            fault = _fault(pulled)
    if fault:
        yield container.violation(f"container {container.name} {fault}", at=Container.image)


def _fault(image: ImageReference) -> str:
    if image.text.startswith(("http://", "https://", "docker://", "oci://")):
        return "names an image with a scheme, which no runtime reads"
    if image.text == "latest":
        return "names an image that is only a tag"
    components = image.repository.split("/")
    # a word all in capitals is a placeholder
    if any(part != part.lower() and part != part.upper() for part in components):
        return f"names image {image}, whose path is not in lower case"
    return ""


@policy(
    "image-registry",
    category="images",
    severity=Severity.HIGH,
    controls=("nsa-1.2:trusted-repo", "nist-800-190:4.1.5", "owasp-k8s-2022:K02", "cwe:829"),
    aliases=("gatekeeper:general/allowedrepos", "kubescape:C-0001", "kubescape:C-0078"),
    recommended=False,
)
def image_registry(container: Container, options: Registries) -> Iterator[Violation]:
    """A container's image comes from a registry that the team trusts.

    An image from anywhere is code from anyone. Option `allowed` lists registries, or parts of them such as
    `ghcr.io/acme`; `forbidden` those that are out. An image that names no registry comes from `docker.io`.
    """
    match container.pulled_image:
        case Known(image) if not _is_trusted(image, options):
            yield container.violation(
                f"container {container.name} runs image {image} from {image.effective_registry}", at=Container.image
            )


def _is_trusted(image: ImageReference, options: Registries) -> bool:
    repository = image.repository
    if image.registry is None and "/" not in repository:
        repository = f"library/{repository}"
    full = f"{image.effective_registry}/{repository}"

    def listed(registries: tuple[str, ...]) -> bool:
        return any(f"{full}/".startswith(registry.rstrip("*/") + "/") for registry in registries)

    return not listed(options.forbidden) and (not options.allowed or listed(options.allowed))


@policy(
    "frozen-registry",
    category="images",
    severity=Severity.MEDIUM,
    controls=("owasp-k8s-2022:K02", "cwe:1357"),
    aliases=(
        "kubescape:C-0253",
        "kubescape:rule-identify-old-k8s-registry",
        "kyverno:restrict-deprecated-registry",
        "kyverno:restrict-deprecated-registry/restrict-deprecated-registry",
    ),
)
def frozen_registry(container: Container) -> Iterator[Violation]:
    """A container's image comes from a registry that still gets new versions.

    `k8s.gcr.io` is frozen since April 2023: it has no later image and no fix. `registry.k8s.io` holds the same images.
    """
    image = container.image
    if image is not None and image.registry == "k8s.gcr.io":
        yield container.violation(
            f"container {container.name} runs an image from k8s.gcr.io, which is frozen", at=Container.image
        )
