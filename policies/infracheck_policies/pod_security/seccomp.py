"""Pod Security Standards, baseline: Seccomp."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Metadata, Pod, Profile, Severity, Violation, policy

_POD_ANNOTATION = "seccomp.security.alpha.kubernetes.io/pod"
_CONTAINER_ANNOTATION = "container.seccomp.security.alpha.kubernetes.io/"


@policy("seccomp-override", category="pod-security", severity=Severity.HIGH)
def seccomp_override(pod: Pod) -> Iterator[Violation]:
    """A pod does not disable seccomp.

    Without a profile (Unconfined), a container can make every system call, and so exploit any vulnerability of the
    node's kernel.
    Restricted fields: securityContext.seccompProfile.type of the pod and of every container; allowed: unset,
    RuntimeDefault, Localhost. Up to Kubernetes 1.18 the annotations seccomp.security.alpha.kubernetes.io/pod and
    container.seccomp.security.alpha.kubernetes.io/*; allowed: unset, runtime/default, docker/default, localhost/*. Pod
    Security Standards, baseline. Unconfined in the pod is reported even if every container overrides it; some other
    tools allow that.

    Fix: Set `seccompProfile.type` to `RuntimeDefault` or `Localhost`.
    """
    names = {_CONTAINER_ANNOTATION + container.name for container in pod.containers}
    for key, value in pod.annotations.items():
        if key != _POD_ANNOTATION and key not in names:
            continue
        if value not in ("runtime/default", "docker/default") and not value.startswith("localhost/"):
            place = pod.template.place(Metadata.annotations, key)
            yield pod.violation(f"annotation {key} sets seccomp profile {value}", at=place)


@policy("seccomp-override", since="1.19")
def seccomp_override_1_19(pod: Pod) -> Iterator[Violation]:
    """A pod does not disable seccomp; from 1.19 on, fields set the profile."""
    for bearer, context in pod.security_contexts:
        profile = context.seccomp_profile
        if profile.type not in (None, "RuntimeDefault", "Localhost"):
            yield profile.violation(f"{bearer} uses seccomp profile {profile.type}", at=Profile.type)
