"""The user that an image runs as."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Dockerfile, Known, Severity, Stage, Violation, policy


@policy("dockerfile-user", category="dockerfile", severity=Severity.HIGH)
def dockerfile_user(dockerfile: Dockerfile) -> Iterator[Violation]:
    """An image runs as a non-root user.

    A process that escapes from a container that runs as root is root on the node. The last USER of the last stage
    decides, or that of the stage it continues. An image `FROM scratch` without a USER always runs as root, and is
    reported if it has a command to run; hadolint, which checks USER only, does not report it.

    Fix: End the last stage with `USER 10001`, or the number of another user that is not root.
    """
    last = dockerfile.final
    if last is None or (last.last("USER") is None and last.entrypoint is None and last.cmd is None):
        return
    match dockerfile.user:
        case Known(user, because) if user.is_root:
            decisive, *rest = because
            yield dockerfile.violation(f"the image runs as {_named(user.name)}", at=decisive.span, related=tuple(rest))


def _named(name: str) -> str:
    return "root" if name in ("root", "") else f"user {name} (root)"


@policy("user-instruction", category="dockerfile", severity=Severity.MEDIUM)
def user_instruction(dockerfile: Dockerfile) -> Iterator[Violation]:
    """A Dockerfile sets the user that its image runs as.

    Most base images run as root, and the Dockerfile does not show whether this one does. A base image whose name shows
    that it has a user of its own (`nonroot`, `rootless`, `unprivileged`) passes, unlike in other tools, and so does a
    Windows image, which has no root; `FROM scratch` is checked by `dockerfile-user`. checkov accepts a USER in any
    stage, although only the last stage's counts.

    Fix: End the last stage with `USER 10001`, or the number of another user that is not root.
    """
    if leaves_user_to_base(dockerfile):
        yield dockerfile.violation("no USER instruction: the image runs as root unless its base image sets a user")


def leaves_user_to_base(dockerfile: Dockerfile) -> bool:
    """Whether the base image decides on the user, and its name does not show that it has one that is not root."""
    last = dockerfile.final
    if last is None or last.last("USER") is not None:
        return False
    origin = last.lineage()[-1]
    if origin.is_scratch or origin.continues_build:
        return False
    return not last.is_windows and not _has_a_user(origin)


_HINTS = ("nonroot", "non-root", "rootless", "unprivileged", "windows", "nanoserver")
# the built-in users of Windows images
_WINDOWS_USERS = frozenset(("containeruser", "containeradministrator"))


def shows_user(image: str) -> bool:
    """Whether the name of an image shows that it has a user of its own, or that it is one of Windows."""
    return any(hint in image.lower() for hint in _HINTS)


def _has_a_user(stage: Stage) -> bool:
    base = stage.base
    return shows_user(base.value.text if isinstance(base, Known) else stage.origin.text)


@policy("user-number", category="dockerfile", severity=Severity.LOW, recommended=False)
def user_number(dockerfile: Dockerfile) -> Iterator[Violation]:
    """The USER of an image is a number.

    Kubernetes cannot tell whether a name is root: with `runAsNonRoot` it refuses to start an image whose USER is a
    name. Windows has no numbers for its users.

    Fix: Replace the name with the number of the user, such as `USER 10001`.
    """
    match dockerfile.user:
        case Known(user, because) if user.uid is None and dockerfile.final and dockerfile.final.last("USER"):
            if dockerfile.final.is_windows or user.name.lower() in _WINDOWS_USERS:
                return
            yield dockerfile.violation("USER is a name, not a number", at=because[0].span, related=because[1:])
