"""Who may use the API of a kubelet."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Kubelet, Severity, Violation, policy


@policy("kubelet-anonymous-auth", category="nodes", severity=Severity.HIGH, recommended=False)
def kubelet_anonymous_auth(kubelet: Kubelet) -> Iterator[Violation]:
    """A kubelet rejects anonymous requests.

    Whoever reaches its port may otherwise list pods and, where it authorizes every request, run commands in them. A
    command line without `--config` accepts them unless it says otherwise; a KubeletConfiguration rejects them. CIS
    Kubernetes Benchmark 1.12, 4.2.1.

    Fix: Set `authentication.anonymous.enabled: false`, or `--anonymous-auth=false`.
    """
    if kubelet.is_on("anonymous-auth"):
        yield kubelet.violation("kubelet accepts anonymous requests", at="anonymous-auth")


@policy("kubelet-always-allow", category="nodes", severity=Severity.HIGH, recommended=False)
def kubelet_always_allow(kubelet: Kubelet) -> Iterator[Violation]:
    """A kubelet does not use the authorization mode AlwaysAllow.

    The mode authorizes every request, so that every client may run commands in every pod of the node. A command line
    without `--config` uses it unless it says otherwise; a KubeletConfiguration uses Webhook. CIS Kubernetes Benchmark
    1.12, 4.2.2.

    Fix: Set `authorization.mode: Webhook`, or `--authorization-mode=Webhook`.
    """
    modes = (kubelet.value("authorization-mode") or "").split(",")
    if "AlwaysAllow" in modes:
        yield kubelet.violation("kubelet allows every request: authorization mode AlwaysAllow", at="authorization-mode")


@policy("kubelet-client-ca", category="nodes", severity=Severity.MEDIUM, recommended=False)
def kubelet_client_ca(kubelet: Kubelet) -> Iterator[Violation]:
    """A kubelet authenticates clients by certificates.

    The API server authenticates to it by one; without a CA that signs them its requests are anonymous. CIS Kubernetes
    Benchmark 1.12, 4.2.3; kics accepts only a file that ends in `.pem`.

    Fix: Set `authentication.x509.clientCAFile`, or `--client-ca-file`, to the CA certificate of the cluster.
    """
    if kubelet.lacks("client-ca-file"):
        yield kubelet.violation("kubelet sets no CA for client certificates", at="client-ca-file")


@policy("kubelet-read-only-port", category="nodes", severity=Severity.MEDIUM, recommended=False)
def kubelet_read_only_port(kubelet: Kubelet) -> Iterator[Violation]:
    """A kubelet does not serve its read-only port.

    The port tells everybody about the pods of the node, without authentication and without TLS. A command line without
    `--config` serves it unless it says otherwise; a KubeletConfiguration does not, and need not say so, as kics
    requires. CIS Kubernetes Benchmark 1.12, 4.2.4.

    Fix: Set `readOnlyPort: 0`, or `--read-only-port=0`.
    """
    port = kubelet.amount("read-only-port")
    if port:
        yield kubelet.violation(f"kubelet serves its read-only port {port}", at="read-only-port")


@policy("kubelet-idle-timeout", category="nodes", severity=Severity.LOW, recommended=False)
def kubelet_idle_timeout(kubelet: Kubelet) -> Iterator[Violation]:
    """A kubelet sets a timeout for idle streaming connections.

    With a flag of 0 the connections of `kubectl exec`, `attach` and `port-forward` stay open forever. A field of 0
    means the default, four hours, which the benchmark does not count. CIS Kubernetes Benchmark 1.12, 4.2.5.

    Fix: Set `streamingConnectionIdleTimeout: 5m`, or `--streaming-connection-idle-timeout=5m`.
    """
    flag = "streaming-connection-idle-timeout"
    timeout = kubelet.duration(flag)
    if timeout is not None and timeout.seconds == 0:
        message = f"kubelet sets no timeout for idle streaming connections: {kubelet.called(flag)} is {timeout}"
        yield kubelet.violation(message, at=flag)
