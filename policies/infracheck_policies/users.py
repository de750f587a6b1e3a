"""Users of containers, beyond the Pod Security Standards."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import (
    AnySecurityContext,
    Container,
    Known,
    Note,
    Pod,
    PodSecurityContext,
    Record,
    Severity,
    Violation,
    policy,
)
from infracheck_policies.dockerfile.user import leaves_user_to_base, shows_user


@policy("root-user", category="users", severity=Severity.HIGH)
def root_user(container: Container) -> Iterator[Violation]:
    """A container whose image runs as root sets another user.

    The security context sets no user, so the USER of the image applies, and it is root: a process that escapes from the
    container is root on the node. A `runAsUser: 0` is reported by `root-uid`, and an image that runAsNonRoot keeps from
    starting by `refused-user`.

    Fix: End the Dockerfile with `USER 10001`, or set `runAsUser: 10001` and `runAsNonRoot: true` in the container's
    securityContext.
    """
    if _names_user(container) or _requires_non_root(container) or _is_out_of_reach(container.pod):
        return
    match container.user:
        case Known(user, because) if user.is_root:
            message = f"container {container.name} runs as root, the user of its image"
            yield container.violation(message, at=Container.image, related=because)


@policy("possible-root", category="users", severity=Severity.MEDIUM)
def possible_root(container: Container) -> Iterator[Violation]:
    """A container is prevented from running as root.

    runAsNonRoot prevents it, and so does a runAsUser or, if the Dockerfile is scanned, the USER of the image. Without
    any of them the image decides, and most images run as root; a scanned Dockerfile without a USER leaves it to its
    base image. Other tools read the manifest only, and report an image whose USER is not root; here that USER counts,
    and an image passes whose name shows that it has a user of its own (`nonroot`, `rootless`, `unprivileged`), or that
    ko builds it (`ko://`): on a base image with user 65532, by default. The restricted standard requires runAsNonRoot
    whatever the image is: `run-as-non-root`.

    Fix: Set `runAsNonRoot: true` in the container's securityContext and, if the USER of the image is not a number,
    `runAsUser: 10001`.
    """
    if _names_user(container) or _requires_non_root(container) or _is_out_of_reach(container.pod):
        return
    if container.image is not None and (container.image.text.startswith("ko://") or shows_user(container.image.text)):
        return
    related: tuple[Note, ...] = ()
    prevents = "neither runAsNonRoot nor runAsUser"
    match container.dockerfile:
        case Known(image, because):
            if not leaves_user_to_base(image):
                return
            related = (Note("no USER instruction: the base image decides", image.span), *because)
            prevents = "no runAsNonRoot, runAsUser or USER of its Dockerfile"
    message = f"container {container.name} may run as root: {prevents} prevents it"
    yield container.security_context.violation(message, at=AnySecurityContext.run_as_non_root, related=related)


@policy("refused-user", category="users", severity=Severity.HIGH)
def refused_user(container: Container) -> Iterator[Violation]:
    """A container with runAsNonRoot has a numeric user that is not 0.

    With runAsNonRoot the kubelet starts neither user 0 nor, without a runAsUser, an image whose USER is a name, since
    it cannot tell the number of the name. The container then stays in CreateContainerConfigError. Windows has user
    names only, and there it refuses ContainerAdministrator: verifyRunAsNonRoot of security_context_windows.go.

    Fix: Set `runAsUser` to a number other than 0 in the container's securityContext, or write a number in the USER of
    the Dockerfile; on Windows, set `windowsOptions.runAsUserName` to another user than ContainerAdministrator.
    """
    match container.effective(AnySecurityContext.run_as_non_root):
        case Known(True, why):
            pass
        case _:
            return
    on_windows = container.pod.runs_on_windows
    match container.user:
        case Known(user, because) if on_windows and user.is_windows_administrator:
            message = f"container {container.name} has runAsNonRoot, but its user is {user.name}: it cannot start"
            yield container.violation(message, at=why[0].span, related=because)
        case Known(user, because) if not on_windows and (user.is_root or user.uid is None):
            name = user.name or "root" if user.is_root else f"the name {user.name}"
            message = f"container {container.name} has runAsNonRoot, but its user is {name}: it cannot start"
            yield container.violation(message, at=why[0].span, related=because)


def _names_user(container: Container) -> bool:
    match container.effective(AnySecurityContext.run_as_user):
        case Known(int()):
            return True
    return False


def _requires_non_root(container: Container) -> bool:
    match container.effective(AnySecurityContext.run_as_non_root):
        case Known(True):
            return True
    return False


def _is_out_of_reach(pod: Pod) -> bool:
    # KEP-127: with hostUsers false, root in the pod is an unprivileged user of the node; Windows has no user 0
    return pod.host_users is False or pod.runs_on_windows


@policy("root-group", category="users", severity=Severity.LOW)
def root_group(pod: Pod) -> Iterator[Violation]:
    """A pod does not set runAsGroup to 0.

    Group root owns many files of an image and of mounted volumes. A `USER 1001:0` of an image, which OpenShift
    recommends, is not reported.

    Fix: Set `runAsGroup` to a number other than 0, such as `10001`.
    """
    for bearer, context in () if pod.runs_on_windows else pod.security_contexts:
        if context.run_as_group == 0:
            yield context.violation(f"{bearer} sets runAsGroup to 0", at=AnySecurityContext.run_as_group)


@policy("root-supplemental-group", category="users", severity=Severity.LOW)
def root_supplemental_group(pod: Pod) -> Iterator[Violation]:
    """A pod does not add group 0 to supplementalGroups.

    Its processes could then read and write the files of its volumes that belong to group root.

    Fix: Remove 0 from `supplementalGroups`.
    """
    context = pod.security_context
    for index, group in enumerate(context.supplemental_groups if not pod.runs_on_windows else ()):
        if group == "0":
            place = context.place(PodSecurityContext.supplemental_groups, index)
            yield context.violation(
                f"{pod.workload.kind} {pod.workload.name} adds group 0 to supplementalGroups", at=place
            )


@policy("root-volume-group", category="users", severity=Severity.LOW)
def root_volume_group(pod: Pod) -> Iterator[Violation]:
    """A pod does not set fsGroup to 0.

    With fsGroup 0 all files of its volumes belong to group root, and all processes of the pod are members of that
    group.

    Fix: Set `fsGroup` to a number other than 0, such as `10001`.
    """
    if pod.security_context.fs_group == 0 and not pod.runs_on_windows:
        message = f"{pod.workload.kind} {pod.workload.name} sets fsGroup to 0"
        yield pod.security_context.violation(message, at=PodSecurityContext.fs_group)


@policy("unset-group", category="users", severity=Severity.LOW, recommended=False)
def unset_group(container: Container) -> Iterator[Violation]:
    """A container sets runAsGroup.

    Without a runAsGroup, a container with a runAsUser that the image does not define runs in group root. Windows has no
    numbers of groups.

    Fix: Set `runAsGroup: 10001` in the securityContext of the container or the pod.
    """
    match container.effective(AnySecurityContext.run_as_group):
        case Known(None) if not container.pod.runs_on_windows:
            message = f"container {container.name} sets no runAsGroup"
            yield container.security_context.violation(message, at=AnySecurityContext.run_as_group)


class Lowest(Record):
    """`minimum`: the lowest UID or GID that is allowed."""

    minimum: int = 10000


@policy("low-uid", category="users", severity=Severity.LOW, recommended=False)
def low_uid(container: Container, options: Lowest) -> Iterator[Violation]:
    """A container runs as a user whose UID is not used on the node.

    A process that escapes from the container then owns no files of the node. The UID counts wherever it is set: in the
    container, the pod or the USER of the image; trivy checks the container only and requires more than 10000, whereas
    10000 passes here. With `hostUsers: false` the node runs it as another user (KEP-127), and Windows has no numbers.

    Fix: Set `runAsUser: 10001` in the container's securityContext.
    """
    if _is_out_of_reach(container.pod):
        return
    match container.user:
        case Known(user, because) if user.uid is not None:
            if user.uid < options.minimum:
                message = f"container {container.name} runs as user {user.uid}, below the minimum of {options.minimum}"
                yield container.violation(message, at=because[0].span if _names_user(container) else Container.image)
        case _:
            message = f"container {container.name} sets no runAsUser"
            yield container.security_context.violation(message, at=AnySecurityContext.run_as_user)


@policy("low-gid", category="users", severity=Severity.LOW, recommended=False)
def low_gid(container: Container, options: Lowest) -> Iterator[Violation]:
    """A container runs in a group whose GID is not used on the node.

    The GID counts in the container and in the pod; trivy checks the container only. With `hostUsers: false` the node
    runs it in another group (KEP-127), and Windows has no numbers of groups.

    Fix: Set `runAsGroup: 10001` in the container's securityContext.
    """
    if _is_out_of_reach(container.pod):
        return
    match container.effective(AnySecurityContext.run_as_group):
        case Known(int() as gid, because):
            if gid < options.minimum:
                message = f"container {container.name} runs in group {gid}, below the minimum of {options.minimum}"
                yield container.violation(message, at=because[0].span)
        case _:
            message = f"container {container.name} sets no runAsGroup"
            yield container.security_context.violation(message, at=AnySecurityContext.run_as_group)
