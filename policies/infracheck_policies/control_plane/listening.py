"""Where the parts of the control plane listen, and what they show there."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import ApiServer, ControllerManager, Scheduler, Severity, Violation, policy
from infracheck_policies.control_plane.flags import unset

_REACH = ("nist-800-53-r5:SC-7", "cwe:1327")
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


@policy(
    "apiserver-insecure-address",
    category="control-plane",
    severity=Severity.CRITICAL,
    controls=("nist-800-53-r5:SC-8", "cwe:306"),
    aliases=("checkov:CKV_K8S_86", "kics:b9380fd3-5ffe-4d10-9290-13e18e71eee1"),
)
def apiserver_insecure_address(server: ApiServer) -> Iterator[Violation]:
    """The API server has no address at which it listens without TLS.

    Whoever reaches `--insecure-bind-address` may do everything, without a password. Kubernetes 1.24 took the flag out.
    """
    if server.is_given("insecure-bind-address"):
        yield server.violation("kube-apiserver has an address without TLS", at="insecure-bind-address")


@policy(
    "apiserver-insecure-port",
    category="control-plane",
    severity=Severity.CRITICAL,
    controls=("nist-800-53-r5:SC-8", "cwe:306"),
    aliases=("checkov:CKV_K8S_88",),
)
def apiserver_insecure_port(server: ApiServer) -> Iterator[Violation]:
    """The API server does not listen without TLS.

    Whoever reaches `--insecure-port` may do everything, without a password. Since Kubernetes 1.20 it is 0 or an error,
    and 1.24 took the flag out: a server that does not name it is not judged, unlike by checkov.
    """
    port = server.number("insecure-port")
    if port:
        yield server.violation(f"kube-apiserver listens without TLS on port {port}", at="insecure-port")


@policy(
    "apiserver-secure-port",
    category="control-plane",
    severity=Severity.HIGH,
    controls=("nist-800-53-r5:SC-8", "cwe:319"),
    aliases=(
        "checkov:CKV_K8S_89",
        "kics:3d24b204-b73d-42cb-b0bf-1a5438c5f71e",
        "kubescape:ensure-that-the-api-server-secure-port-argument-is-not-set-to-0",
        "trivy:KCV-0017",
    ),
)
def apiserver_secure_port(server: ApiServer) -> Iterator[Violation]:
    """The API server listens with TLS.

    `--secure-port=0` switches that off.
    """
    if server.number("secure-port") == 0:
        yield server.violation("kube-apiserver does not listen with TLS", at="secure-port")


@policy(
    "apiserver-profiling",
    category="control-plane",
    severity=Severity.LOW,
    controls=("cis-kubernetes-1.12:1.2.15", "nist-800-53-r5:CM-7", "cwe:489"),
    aliases=(
        "checkov:CKV_K8S_90",
        "kubescape:ensure-that-the-api-server-profiling-argument-is-set-to-false",
        "trivy:KCV-0018",
    ),
    recommended=False,
)
def apiserver_profiling(server: ApiServer) -> Iterator[Violation]:
    """The API server does not show its profile.

    It does, at `/debug/pprof/`, unless `--profiling=false` says otherwise: a way to learn about it and to keep it busy.
    CIS Kubernetes Benchmark 1.12, 1.2.15.
    """
    if server.switch("profiling", default=True):
        yield server.violation("kube-apiserver shows its profile", at="profiling")


@policy(
    "controller-profiling",
    category="control-plane",
    severity=Severity.LOW,
    controls=("cis-kubernetes-1.12:1.3.2", "nist-800-53-r5:CM-7", "cwe:489"),
    aliases=(
        "kubescape:ensure-that-the-controller-manager-profiling-argument-is-set-to-false",
        "trivy:KCV-0034",
    ),
    recommended=False,
)
def controller_profiling(manager: ControllerManager) -> Iterator[Violation]:
    """The controller manager does not show its profile.

    It does, at `/debug/pprof/`, unless `--profiling=false` says otherwise. CIS Kubernetes Benchmark 1.12, 1.3.2.
    """
    if manager.switch("profiling", default=True):
        yield manager.violation("kube-controller-manager shows its profile", at="profiling")


@policy(
    "scheduler-profiling",
    category="control-plane",
    severity=Severity.LOW,
    controls=("cis-kubernetes-1.12:1.4.1", "nist-800-53-r5:CM-7", "cwe:489"),
    aliases=(
        "checkov:CKV_K8S_114",
        "kubescape:ensure-that-the-scheduler-profiling-argument-is-set-to-false",
        "trivy:KCV-0040",
    ),
    recommended=False,
)
def scheduler_profiling(scheduler: Scheduler) -> Iterator[Violation]:
    """The scheduler does not show its profile.

    It does, at `/debug/pprof/`, unless `--profiling=false` says otherwise. With a file given by `--config` the flag
    counts for nothing, and that scheduler is not judged. CIS Kubernetes Benchmark 1.12, 1.4.1.
    """
    if not scheduler.is_given("config") and scheduler.switch("profiling", default=True):
        yield scheduler.violation("kube-scheduler shows its profile", at="profiling")


@policy(
    "controller-bind-address",
    category="control-plane",
    severity=Severity.LOW,
    controls=("cis-kubernetes-1.12:1.3.7", *_REACH),
    aliases=(
        "checkov:CKV_K8S_113",
        "kics:46a2e9ec-6a5f-4faa-9d39-4ea44d5d87a2",
        "kubescape:ensure-that-the-controller-manager-bind-address-argument-is-set-to-127.0.0.1",
        "trivy:KCV-0039",
    ),
    recommended=False,
)
def controller_bind_address(manager: ControllerManager) -> Iterator[Violation]:
    """The controller manager listens only where it runs.

    Unless `--bind-address` says otherwise it shows its health and its metrics at every address of its node. CIS
    Kubernetes Benchmark 1.12, 1.3.7.
    """
    yield from _bound(manager)


@policy(
    "scheduler-bind-address",
    category="control-plane",
    severity=Severity.LOW,
    controls=("cis-kubernetes-1.12:1.4.2", *_REACH),
    aliases=(
        "checkov:CKV_K8S_115",
        "kics:46a2e9ec-6a5f-4faa-9d39-4ea44d5d87a2",
        "kubescape:ensure-that-the-scheduler-bind-address-argument-is-set-to-127.0.0.1",
        "trivy:KCV-0041",
    ),
    recommended=False,
)
def scheduler_bind_address(scheduler: Scheduler) -> Iterator[Violation]:
    """The scheduler listens only where it runs.

    Unless `--bind-address` says otherwise it shows its health and its metrics at every address of its node. CIS
    Kubernetes Benchmark 1.12, 1.4.2.
    """
    yield from _bound(scheduler)


@policy(
    "controller-pod-garbage",
    category="control-plane",
    severity=Severity.LOW,
    controls=("cis-kubernetes-1.12:1.3.1", "nist-800-53-r5:SC-5", "cwe:770"),
    aliases=(
        "checkov:CKV_K8S_106",
        "kubescape:ensure-that-the-controller-manager-terminated-pod-gc-threshold-argument-is-set-as-appropriate",
        "trivy:KCV-0033",
    ),
    recommended=False,
)
def controller_pod_garbage(manager: ControllerManager) -> Iterator[Violation]:
    """The controller manager clears away pods that have ended.

    Unless `--terminated-pod-gc-threshold` says otherwise, 12,500 of them stay. CIS Kubernetes Benchmark 1.12, 1.3.1.
    """
    yield from unset(manager, "terminated-pod-gc-threshold")


def _bound(program: ControllerManager | Scheduler) -> Iterator[Violation]:
    addresses = program.words("bind-address", ("0.0.0.0",))  # noqa: S104  the default of both programs
    if addresses is not None and any(address not in _LOOPBACK for address in addresses):
        yield program.violation(f"{program.program} listens on {', '.join(addresses)}", at="bind-address")
