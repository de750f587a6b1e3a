"""Pod Security Standards, baseline: SELinux."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Pod, SELinux, Severity, Violation, policy

_TYPES = ("", "container_t", "container_init_t", "container_kvm_t")


@policy("selinux-override", category="pod-security", severity=Severity.HIGH)
def selinux_override(pod: Pod) -> Iterator[Violation]:
    """A pod uses one of the SELinux types for containers.

    Another type, such as spc_t, or another user or role removes the SELinux separation between container and node.
    Restricted fields: securityContext.seLinuxOptions.type, .user and .role of the pod and of every container; allowed:
    for the type unset, "", container_t, container_init_t, container_kvm_t and, from Kubernetes 1.31 on,
    container_engine_t; for user and role unset, "". Pod Security Standards, baseline.

    Fix: Remove `user` and `role` from `seLinuxOptions`, and set `type` to `container_t` or remove it.
    """
    yield from _overrides(pod, _TYPES)


@policy("selinux-override", since="1.31")
def selinux_override_1_31(pod: Pod) -> Iterator[Violation]:
    """A pod uses one of the SELinux types for containers, including container_engine_t."""
    yield from _overrides(pod, (*_TYPES, "container_engine_t"))


def _overrides(pod: Pod, types: tuple[str, ...]) -> Iterator[Violation]:
    for bearer, context in pod.security_contexts:
        options = context.se_linux_options
        if (options.type or "") not in types:
            yield options.violation(f"{bearer} sets SELinux type {options.type}", at=SELinux.type)
        if options.user:
            yield options.violation(f"{bearer} sets SELinux user {options.user}", at=SELinux.user)
        if options.role:
            yield options.violation(f"{bearer} sets SELinux role {options.role}", at=SELinux.role)
