"""Pod Security Standards, baseline: Sysctls."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Pod, Severity, Sysctl, Violation, policy

_SAFE_1_0 = frozenset(
    (
        "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.ip_unprivileged_port_start",
        "net.ipv4.ping_group_range", "net.ipv4.tcp_syncookies",
    )
)  # fmt: skip
_SAFE_1_27 = _SAFE_1_0 | {"net.ipv4.ip_local_reserved_ports"}
_SAFE_1_29 = _SAFE_1_27 | {
    "net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes",
    "net.ipv4.tcp_keepalive_time",
}  # fmt: skip
_SAFE_1_32 = _SAFE_1_29 | {"net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem"}
_SAFE_1_37 = _SAFE_1_32 | {"net.ipv4.tcp_notsent_lowat", "net.ipv4.tcp_slow_start_after_idle"}


@policy("unsafe-sysctl", category="pod-security", severity=Severity.HIGH)
def unsafe_sysctl(pod: Pod) -> Iterator[Violation]:
    """A pod sets only safe sysctls.

    The other kernel parameters are not isolated by namespaces, or affect other containers of the node.
    Restricted field: spec.securityContext.sysctls[*].name; allowed: kernel.shm_rmid_forced and, of net.ipv4,
    ip_local_port_range, ip_unprivileged_port_start, tcp_syncookies, ping_group_range; ip_local_reserved_ports from
    1.27; tcp_keepalive_time, tcp_fin_timeout, tcp_keepalive_intvl, tcp_keepalive_probes from 1.29; tcp_rmem, tcp_wmem
    from 1.32; tcp_slow_start_after_idle, tcp_notsent_lowat from 1.37. Pod Security Standards, baseline. kube-linter's
    list of unsafe sysctls and trivy's of safe ones are older; a cluster enforces the list of the standard.

    Fix: Remove the sysctl, or set it on the node.
    """
    yield from _unsafe(pod, _SAFE_1_0)


@policy("unsafe-sysctl", since="1.27")
def unsafe_sysctl_1_27(pod: Pod) -> Iterator[Violation]:
    """A pod sets only sysctls that are safe in 1.27."""
    yield from _unsafe(pod, _SAFE_1_27)


@policy("unsafe-sysctl", since="1.29")
def unsafe_sysctl_1_29(pod: Pod) -> Iterator[Violation]:
    """A pod sets only sysctls that are safe in 1.29."""
    yield from _unsafe(pod, _SAFE_1_29)


@policy("unsafe-sysctl", since="1.32")
def unsafe_sysctl_1_32(pod: Pod) -> Iterator[Violation]:
    """A pod sets only sysctls that are safe in 1.32."""
    yield from _unsafe(pod, _SAFE_1_32)


@policy("unsafe-sysctl", since="1.37")
def unsafe_sysctl_1_37(pod: Pod) -> Iterator[Violation]:
    """A pod sets only sysctls that are safe in 1.37."""
    yield from _unsafe(pod, _SAFE_1_37)


def _unsafe(pod: Pod, safe: frozenset[str]) -> Iterator[Violation]:
    for sysctl in pod.security_context.sysctls:
        if sysctl.name is not None and sysctl.name not in safe:
            yield sysctl.violation(
                f"{pod.workload.kind} {pod.workload.name} sets unsafe sysctl {sysctl.name}", at=Sysctl.name
            )
