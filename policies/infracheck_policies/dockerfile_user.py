"""Who an image's process runs as."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Dockerfile, Known, Severity, Stage, Unknown, Violation, policy

_CONTROLS = (
    "cis-docker-1.6:4.1", "nsa-1.2:non-root", "nist-800-53-r5:AC-6", "nist-800-190:4.1.2", "owasp-k8s-2025:K01",
    "cwe:250",
)  # fmt: skip


@policy(
    "dockerfile-user",
    category="dockerfile",
    severity=Severity.HIGH,
    controls=_CONTROLS,
    aliases=(
        "checkov:CKV_DOCKER_8",
        "hadolint:DL3002",
        "kics:67fd0c4a-68cf-46d7-8c41-bc9fba7e40ae",
        "trivy:DS-0002",
    ),
)
def dockerfile_user(dockerfile: Dockerfile) -> Iterator[Violation]:
    """An image runs as another user than root.

    A process that breaks out of a container that runs as root is root on the node. The last USER of the last stage
    decides, or that of the stage it continues. An image `FROM scratch` without a USER is root for certain and is
    reported where it has something to run; hadolint, which looks at USER alone, lets it pass.
    """
    last = dockerfile.final
    if last is None or (last.last("USER") is None and last.entrypoint is None and last.cmd is None):
        return
    match dockerfile.user:
        case Known(user, because) if user.is_root:
            decisive, *rest = because
            yield dockerfile.violation(f"the image runs as {_named(user.name)}", at=decisive.span, related=tuple(rest))


def _named(name: str) -> str:
    return "root" if name in ("root", "") else f"user {name}, which is root"


@policy(
    "user-instruction",
    category="dockerfile",
    severity=Severity.MEDIUM,
    controls=_CONTROLS,
    aliases=("checkov:CKV_DOCKER_3", "kics:fd54f200-402c-4333-a5a4-36ef6709af2f", "trivy:DS-0002"),
)
def user_instruction(dockerfile: Dockerfile) -> Iterator[Violation]:
    """A Dockerfile names the user that its image runs as.

    Most base images leave it at root, and whether this one does cannot be seen from here. A base image whose name says
    that it has a user of its own (`nonroot`, `rootless`, `unprivileged`) passes, unlike with the peers, as does one
    of Windows, which has no root; `FROM scratch` is judged by `dockerfile-user`. checkov accepts a USER in any stage,
    though only the last stage's counts.
    """
    last = dockerfile.final
    if last is None or last.last("USER") is not None:
        return
    origin = last.lineage()[-1]
    if not origin.is_scratch and not last.is_windows and not _has_a_user(origin):
        yield dockerfile.violation("no USER says who the image runs as", at=last.span)


_HINTS = ("nonroot", "non-root", "rootless", "unprivileged", "windows", "nanoserver")
# the users that each image of Windows has
_WINDOWS_USERS = frozenset(("containeruser", "containeradministrator"))


def _has_a_user(stage: Stage) -> bool:
    match stage.base:
        case Known(image):
            return any(hint in image.text.lower() for hint in _HINTS)
        case Unknown():
            return any(hint in stage.origin.text.lower() for hint in _HINTS)
    return False


@policy(
    "user-number",
    category="dockerfile",
    severity=Severity.LOW,
    controls=("nist-800-190:4.1.2",),
    aliases=("hadolint:DL3066",),
    recommended=False,
)
def user_number(dockerfile: Dockerfile) -> Iterator[Violation]:
    """An image's user is a number.

    Kubernetes cannot tell whether a name is root: with `runAsNonRoot` it refuses to start an image whose USER is one.
    Windows has no numbers for its users.
    """
    match dockerfile.user:
        case Known(user, because) if user.uid is None and dockerfile.final and dockerfile.final.last("USER"):
            if dockerfile.final.is_windows or user.name.lower() in _WINDOWS_USERS:
                return
            yield dockerfile.violation("USER names a user, not a number", at=because[0].span, related=because[1:])
