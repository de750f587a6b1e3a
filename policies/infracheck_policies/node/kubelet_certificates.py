"""The certificates of a kubelet, and the ciphers that it accepts."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Kubelet, Severity, Violation, policy
from infracheck_policies.control_plane.ciphers import Suites, weak

_GATE = "RotateKubeletServerCertificate"


@policy("kubelet-certificate", category="nodes", severity=Severity.LOW, recommended=False)
def kubelet_certificate(kubelet: Kubelet) -> Iterator[Violation]:
    """A kubelet has a serving certificate that its clients can verify.

    Without both `--tls-cert-file` and `--tls-private-key-file`, and without `--rotate-server-certificates`, by which it
    requests one of the cluster, it generates a self-signed certificate. CIS Kubernetes Benchmark 1.12, 4.2.9.

    Fix: Set `tlsCertFile` and `tlsPrivateKeyFile`, or `serverTLSBootstrap: true`, or the flags of the same meaning.
    """
    if kubelet.is_on("rotate-server-certificates"):
        return
    missing = [flag for flag in ("tls-cert-file", "tls-private-key-file") if kubelet.lacks(flag)]
    if missing:
        named = " or ".join(kubelet.called(flag) for flag in missing)
        yield kubelet.violation(f"kubelet does not set {named}", at=missing[0])


@policy("kubelet-client-rotation", category="nodes", severity=Severity.LOW, recommended=False)
def kubelet_client_rotation(kubelet: Kubelet) -> Iterator[Violation]:
    """A kubelet renews its client certificate.

    Unless rotation is enabled, a node leaves the cluster on the day on which its certificate expires. It is disabled by
    default; kubeadm enables it in the files that it writes. CIS Kubernetes Benchmark 1.12, 4.2.10.

    Fix: Set `rotateCertificates: true`, or `--rotate-certificates`.
    """
    if kubelet.is_on("rotate-certificates") is False and not kubelet.is_bare:
        yield kubelet.violation("kubelet does not renew its client certificate", at="rotate-certificates")


@policy("kubelet-server-rotation", category="nodes", severity=Severity.LOW, recommended=False)
def kubelet_server_rotation(kubelet: Kubelet) -> Iterator[Violation]:
    """A kubelet does not disable the feature gate RotateKubeletServerCertificate.

    With the gate off it cannot renew a serving certificate that the cluster signed. The gate is on by default since
    Kubernetes 1.12. CIS Kubernetes Benchmark 1.12, 4.2.11.

    Fix: Remove `RotateKubeletServerCertificate: false` from `featureGates`, or from `--feature-gates`.
    """
    if kubelet.is_gate_off(_GATE):
        yield kubelet.violation(f"kubelet disables feature gate {_GATE}", at=kubelet.gate(_GATE) or "")


@policy("kubelet-ciphers", category="nodes", severity=Severity.LOW, recommended=False)
def kubelet_ciphers(kubelet: Kubelet, options: Suites) -> Iterator[Violation]:
    """A kubelet accepts only strong cipher suites.

    Without `tlsCipherSuites` the version of Go that it was built with decides. CIS Kubernetes Benchmark 1.12, 4.2.12.

    Fix: Set `tlsCipherSuites`, or `--tls-cipher-suites`, to suites with forward secrecy, such as
    `TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256`.
    """
    if kubelet.lacks("tls-cipher-suites"):
        yield kubelet.violation("kubelet restricts no cipher suites", at="tls-cipher-suites")
    else:
        yield from weak(kubelet, options)
