"""The endpoints of kube-proxy."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import KubeProxy, Severity, Violation, policy

_LOOPBACK = ("127.", "[::1]", "localhost")
_METRICS = "metrics-bind-address"


@policy("kube-proxy-metrics", category="nodes", severity=Severity.LOW, recommended=False)
def kube_proxy_metrics(proxy: KubeProxy) -> Iterator[Violation]:
    """The metrics of kube-proxy are served on localhost only.

    The port tells everybody who reaches the node about the Services of the cluster. It is 127.0.0.1:10249 by default,
    also where the field is empty, which kubescape reports. CIS Kubernetes Benchmark 1.12, 4.3.1.

    Fix: Set `metricsBindAddress: 127.0.0.1:10249`, or `--metrics-bind-address=127.0.0.1:10249`.
    """
    address = proxy.value(_METRICS)
    if address and not address.startswith(_LOOPBACK):
        yield proxy.violation(f"kube-proxy serves its metrics on {address}", at=_METRICS)
