"""Pod Security Standards, restricted: Seccomp."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import AnySecurityContext, Container, Profile, Severity, Violation, policy


@policy("seccomp-profile", category="pod-security", severity=Severity.MEDIUM, since="1.19")
def seccomp_profile(container: Container) -> Iterator[Violation]:
    """A container sets a seccomp profile, or its pod does.

    Without one a container can make every system call, unless its kubelet is configured to set the default profile of
    the runtime.
    Restricted fields: securityContext.seccompProfile.type of the pod and of every container; allowed: RuntimeDefault,
    Localhost; unset in a container where the pod sets it, and in the pod where every container does. A profile that is
    not allowed is reported by `seccomp-override`. Pod Security Standards, restricted; from 1.25 on not for os.name:
    windows. Some other tools still accept the annotations of Kubernetes 1.18 and before, which current kubelets ignore.
    Type Localhost needs the file in `localhostProfile`, without which the API server rejects the pod.

    Fix: Set `seccompProfile.type: RuntimeDefault` in the pod's securityContext.
    """
    own, shared = container.security_context, container.pod.security_context
    profile = shared.seccomp_profile if own.seccomp_profile.type is None else own.seccomp_profile
    if profile.type is None:
        message = f"container {container.name} sets no seccomp profile"
        yield own.violation(message, at=AnySecurityContext.seccomp_profile)
    elif profile.lacks_file:
        message = f"container {container.name} uses seccomp profile Localhost, which names no localhostProfile"
        remedy = "Add `localhostProfile` with the path of the profile below the kubelet's seccomp folder."
        yield profile.violation(message, at=Profile.type, remedy=remedy)


@policy("seccomp-profile", since="1.25")
def seccomp_profile_1_25(container: Container) -> Iterator[Violation]:
    """A container sets a seccomp profile, unless it runs on Windows."""
    if not container.pod.is_windows:
        yield from seccomp_profile(container)
