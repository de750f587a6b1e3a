"""PodSecurityPolicies that open the node to pods."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import AllowedHostPath, PodSecurityPolicy, Severity, Violation, policy
from infracheck_policies.legacy.admitting import admitting


@policy("psp-host-pid", category="pod-security", severity=Severity.MEDIUM, recommended=False)
def psp_host_pid(security: PodSecurityPolicy) -> Iterator[Violation]:
    """A PodSecurityPolicy keeps pods out of the process namespace of their node.

    In it they can see and signal every process of the node. One policy of the scan that denies it suffices, as the
    benchmark requires. Kubernetes ignores these objects since 1.25. CIS Kubernetes Benchmark 1.6, 5.2.2.

    Fix: Set `hostPID: false`.
    """
    yield from admitting(security, _host_pid, "admits hostPID", PodSecurityPolicy.host_pid)


@policy("psp-host-ipc", category="pod-security", severity=Severity.MEDIUM, recommended=False)
def psp_host_ipc(security: PodSecurityPolicy) -> Iterator[Violation]:
    """A PodSecurityPolicy keeps pods out of the IPC namespace of their node.

    In it they can read the shared memory of processes of the node. One policy of the scan that denies it suffices, as
    the benchmark requires. Kubernetes ignores these objects since 1.25. CIS Kubernetes Benchmark 1.6, 5.2.3.

    Fix: Set `hostIPC: false`.
    """
    yield from admitting(security, _host_ipc, "admits hostIPC", PodSecurityPolicy.host_ipc)


@policy("psp-host-network", category="pod-security", severity=Severity.MEDIUM, recommended=False)
def psp_host_network(security: PodSecurityPolicy) -> Iterator[Violation]:
    """A PodSecurityPolicy keeps pods out of the network namespace of their node.

    In it they reach what listens on localhost, and no network policy applies. One policy of the scan that denies it
    suffices, as the benchmark requires. Kubernetes ignores these objects since 1.25. CIS Kubernetes Benchmark 1.6,
    5.2.4.

    Fix: Set `hostNetwork: false`.
    """
    yield from admitting(security, _host_network, "admits hostNetwork", PodSecurityPolicy.host_network)


@policy("psp-host-path", category="pod-security", severity=Severity.MEDIUM, recommended=False)
def psp_host_path(security: PodSecurityPolicy) -> Iterator[Violation]:
    """A PodSecurityPolicy that admits hostPath volumes names the paths, read-only.

    Without `allowedHostPaths` every path may be mounted, and what may be written lets a pod take over its node.
    Kubernetes ignores these objects since 1.25. Kubernetes, "Pod Security Policies", AllowedHostPaths.

    Fix: Take `hostPath` out of `volumes`, or list the paths in `allowedHostPaths` with `readOnly: true`.
    """
    if not any(volume in ("*", "hostPath") for volume in security.volumes):
        return
    name = security.name
    if not security.allowed_host_paths:
        message = f"PodSecurityPolicy {name} admits every path of the node"
        yield security.violation(message, at=PodSecurityPolicy.allowed_host_paths)
    for path in security.allowed_host_paths:
        if not path.read_only:
            message = f"PodSecurityPolicy {name} lets pods write to {path.path_prefix} of the node"
            yield path.violation(message, at=AllowedHostPath.read_only)


def _host_pid(security: PodSecurityPolicy) -> bool:
    return bool(security.host_pid)


def _host_ipc(security: PodSecurityPolicy) -> bool:
    return bool(security.host_ipc)


def _host_network(security: PodSecurityPolicy) -> bool:
    return bool(security.host_network)
