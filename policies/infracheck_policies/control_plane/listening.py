"""The addresses, ports and endpoints of the control plane."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from infracheck import ApiServer, ControllerManager, Duration, Scheduler, Severity, Violation, policy
from infracheck_policies.control_plane.flags import unset

_TIMEOUT = "request-timeout"
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


@policy("apiserver-insecure-address", category="control-plane", severity=Severity.CRITICAL)
def apiserver_insecure_address(server: ApiServer) -> Iterator[Violation]:
    """The API server does not set `--insecure-bind-address`.

    Requests to this address are neither authenticated nor authorized. Kubernetes 1.24 removed the flag.

    Fix: Remove `--insecure-bind-address`.
    """
    if server.is_given("insecure-bind-address"):
        yield server.violation("kube-apiserver sets --insecure-bind-address", at="insecure-bind-address")


@policy("apiserver-insecure-port", category="control-plane", severity=Severity.CRITICAL)
def apiserver_insecure_port(server: ApiServer) -> Iterator[Violation]:
    """The API server does not serve plain HTTP.

    Requests to `--insecure-port` are neither authenticated nor authorized. Since Kubernetes 1.20 any value but 0 is an
    error, and 1.24 removed the flag: a server that does not set it passes, unlike with checkov.

    Fix: Remove `--insecure-port`, or set it to 0 before Kubernetes 1.20.
    """
    port = server.number("insecure-port")
    if port:
        yield server.violation(f"kube-apiserver serves plain HTTP on port {port}", at="insecure-port")


@policy("apiserver-secure-port", category="control-plane", severity=Severity.HIGH)
def apiserver_secure_port(server: ApiServer) -> Iterator[Violation]:
    """The API server serves HTTPS.

    `--secure-port=0` disables it.

    Fix: Remove `--secure-port=0`, or set `--secure-port=6443`.
    """
    if server.number("secure-port") == 0:
        yield server.violation("kube-apiserver does not serve HTTPS: --secure-port is 0", at="secure-port")


@policy("apiserver-profiling", category="control-plane", severity=Severity.LOW, recommended=False)
def apiserver_profiling(server: ApiServer) -> Iterator[Violation]:
    """The API server disables profiling.

    It serves profiling data at `/debug/pprof/` unless `--profiling=false` is set, which discloses its internals and can
    be used to load it. CIS Kubernetes Benchmark 1.12, 1.2.15.

    Fix: Set `--profiling=false`.
    """
    if server.switch("profiling", default=True):
        yield server.violation("kube-apiserver serves profiling data", at="profiling")


class Timeout(NamedTuple):
    """`most` is the longest timeout, in seconds: the default is that of the benchmark's example."""

    most: int = 300


@policy("apiserver-request-timeout", category="control-plane", severity=Severity.LOW, recommended=False)
def apiserver_request_timeout(server: ApiServer, options: Timeout) -> Iterator[Violation]:
    """The API server ends requests that take too long.

    With a long `--request-timeout` slow requests can exhaust it. The default is one minute. A value without a unit is
    no duration, and the server does not start. CIS Kubernetes Benchmark 1.12, 1.2.20; kubescape reports every value.

    Fix: Remove `--request-timeout`, or set it to a shorter duration, such as `60s`.
    """
    flag = server.find(_TIMEOUT)
    if flag is None or flag.value is None or flag.is_emptied:
        return
    timeout = Duration.parse(flag.value)
    if timeout is None:
        yield server.violation(f"--{_TIMEOUT} of kube-apiserver is no duration: {flag.value}", at=_TIMEOUT)
    elif timeout.seconds > options.most:
        message = f"kube-apiserver waits {timeout} for a request; at most {options.most} s are allowed"
        yield server.violation(message, at=_TIMEOUT)


@policy("controller-profiling", category="control-plane", severity=Severity.LOW, recommended=False)
def controller_profiling(manager: ControllerManager) -> Iterator[Violation]:
    """The controller manager disables profiling.

    It serves profiling data at `/debug/pprof/` unless `--profiling=false` is set. CIS Kubernetes Benchmark 1.12, 1.3.2.

    Fix: Set `--profiling=false`.
    """
    if manager.switch("profiling", default=True):
        yield manager.violation("kube-controller-manager serves profiling data", at="profiling")


@policy("scheduler-profiling", category="control-plane", severity=Severity.LOW, recommended=False)
def scheduler_profiling(scheduler: Scheduler) -> Iterator[Violation]:
    """The scheduler disables profiling.

    It serves profiling data at `/debug/pprof/` unless `--profiling=false` is set, or `enableProfiling: false` in a
    KubeSchedulerConfiguration. A file given by `--config` overrides the flag, and such a command line is not checked.
    CIS Kubernetes Benchmark 1.12, 1.4.1.

    Fix: Set `--profiling=false`, or `enableProfiling: false`.
    """
    if scheduler.is_on("profiling"):
        yield scheduler.violation("kube-scheduler serves profiling data", at="profiling")


@policy("controller-bind-address", category="control-plane", severity=Severity.LOW, recommended=False)
def controller_bind_address(manager: ControllerManager) -> Iterator[Violation]:
    """The controller manager listens on localhost only.

    Unless `--bind-address` is set, it serves its health and metrics endpoints on every address of its node. CIS
    Kubernetes Benchmark 1.12, 1.3.7.

    Fix: Set `--bind-address=127.0.0.1`.
    """
    yield from _bound(manager)


@policy("scheduler-bind-address", category="control-plane", severity=Severity.LOW, recommended=False)
def scheduler_bind_address(scheduler: Scheduler) -> Iterator[Violation]:
    """The scheduler listens on localhost only.

    Unless `--bind-address` is set, it serves its health and metrics endpoints on every address of its node. CIS
    Kubernetes Benchmark 1.12, 1.4.2.

    Fix: Set `--bind-address=127.0.0.1`.
    """
    if not scheduler.is_file:
        yield from _bound(scheduler)


@policy("controller-pod-garbage", category="control-plane", severity=Severity.LOW, recommended=False)
def controller_pod_garbage(manager: ControllerManager) -> Iterator[Violation]:
    """The controller manager sets a limit for terminated pods.

    Without `--terminated-pod-gc-threshold` up to 12,500 terminated pods are kept, and with 0 or less all of them: it
    disables the collector. CIS Kubernetes Benchmark 1.12, 1.3.1; Kubernetes, kube-controller-manager.

    Fix: Set `--terminated-pod-gc-threshold`, for example to 100.
    """
    yield from unset(manager, _THRESHOLD)
    threshold = manager.number(_THRESHOLD)
    if threshold is not None and threshold <= 0:
        message = f"kube-controller-manager keeps every terminated pod: --{_THRESHOLD} is {threshold}"
        yield manager.violation(message, at=_THRESHOLD)


_THRESHOLD = "terminated-pod-gc-threshold"


def _bound(program: ControllerManager | Scheduler) -> Iterator[Violation]:
    addresses = program.words("bind-address", ("0.0.0.0",))  # noqa: S104  the default of both programs
    if addresses is not None and any(address not in _LOOPBACK for address in addresses):
        yield program.violation(f"{program.program} listens on {', '.join(addresses)}", at="bind-address")
