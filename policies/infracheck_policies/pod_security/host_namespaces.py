"""Pod Security Standards, baseline: Host Namespaces."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Pod, Severity, Violation, policy


@policy("host-network", category="pod-security", severity=Severity.HIGH)
def host_network(pod: Pod) -> Iterator[Violation]:
    """A pod does not use the host network.

    On the host network a pod can reach services that listen on localhost of the node and watch the traffic of the node,
    and NetworkPolicies do not apply to it.
    Restricted field: spec.hostNetwork; allowed: unset, false. Pod Security Standards, baseline.

    Fix: Remove `hostNetwork: true`, and expose the pod with a Service.
    """
    if pod.host_network:
        message = f"{pod.workload.kind} {pod.workload.name} uses the host network (hostNetwork: true)"
        yield pod.violation(message, at=Pod.host_network)


@policy("host-pid", category="pod-security", severity=Severity.HIGH)
def host_pid(pod: Pod) -> Iterator[Violation]:
    """A pod does not use the host PID namespace.

    A pod that sees the processes of the node can read their environment and files, and signal or trace them.
    Restricted field: spec.hostPID; allowed: unset, false. Pod Security Standards, baseline.

    Fix: Remove `hostPID: true`.
    """
    if pod.host_pid:
        message = f"{pod.workload.kind} {pod.workload.name} uses the host PID namespace (hostPID: true)"
        yield pod.violation(message, at=Pod.host_pid)


@policy("host-ipc", category="pod-security", severity=Severity.HIGH)
def host_ipc(pod: Pod) -> Iterator[Violation]:
    """A pod does not use the host IPC namespace.

    In the IPC namespace of the node a pod can read and change the shared memory of other processes.
    Restricted field: spec.hostIPC; allowed: unset, false. Pod Security Standards, baseline.

    Fix: Remove `hostIPC: true`.
    """
    if pod.host_ipc:
        message = f"{pod.workload.kind} {pod.workload.name} uses the host IPC namespace (hostIPC: true)"
        yield pod.violation(message, at=Pod.host_ipc)
