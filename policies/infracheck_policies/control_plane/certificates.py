"""The keys and certificates of the control plane."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import ApiServer, ControllerManager, Severity, Violation, policy
from infracheck_policies.control_plane.flags import unset


@policy("apiserver-kubelet-https", category="control-plane", severity=Severity.HIGH)
def apiserver_kubelet_https(server: ApiServer) -> Iterator[Violation]:
    """The API server connects to kubelets with TLS.

    It does unless `--kubelet-https=false` is set; Kubernetes 1.22 removed the flag.

    Fix: Remove `--kubelet-https=false`.
    """
    if server.switch("kubelet-https", default=True) is False:
        yield server.violation("kube-apiserver connects to kubelets without TLS", at="kubelet-https")


@policy("apiserver-kubelet-client", category="control-plane", severity=Severity.MEDIUM, recommended=False)
def apiserver_kubelet_client(server: ApiServer) -> Iterator[Violation]:
    """The API server authenticates to kubelets with a client certificate.

    Without both `--kubelet-client-certificate` and `--kubelet-client-key` its requests to kubelets are anonymous. CIS
    Kubernetes Benchmark 1.12, 1.2.4.

    Fix: Set `--kubelet-client-certificate` and `--kubelet-client-key`.
    """
    yield from unset(server, "kubelet-client-certificate", "kubelet-client-key")


@policy("apiserver-kubelet-ca", category="control-plane", severity=Severity.MEDIUM, recommended=False)
def apiserver_kubelet_ca(server: ApiServer) -> Iterator[Violation]:
    """The API server verifies the certificates of kubelets.

    Without `--kubelet-certificate-authority` an on-path attacker can read and forge logs and `kubectl exec` sessions.
    CIS Kubernetes Benchmark 1.12, 1.2.5.

    Fix: Set `--kubelet-certificate-authority` to the CA certificate of the kubelets.
    """
    yield from unset(server, "kubelet-certificate-authority")


@policy("apiserver-account-keys", category="control-plane", severity=Severity.LOW, recommended=False)
def apiserver_account_keys(server: ApiServer) -> Iterator[Violation]:
    """The API server verifies service account tokens with a dedicated key.

    Without `--service-account-key-file` it uses the private key of its TLS certificate, and neither can be rotated
    alone. CIS Kubernetes Benchmark 1.12, 1.2.22.

    Fix: Set `--service-account-key-file`.
    """
    yield from unset(server, "service-account-key-file")


@policy("apiserver-etcd-client", category="control-plane", severity=Severity.MEDIUM, recommended=False)
def apiserver_etcd_client(server: ApiServer) -> Iterator[Violation]:
    """The API server authenticates to etcd with a client certificate.

    Without both `--etcd-certfile` and `--etcd-keyfile` etcd must accept unauthenticated clients. CIS Kubernetes
    Benchmark 1.12, 1.2.23.

    Fix: Set `--etcd-certfile` and `--etcd-keyfile`.
    """
    yield from unset(server, "etcd-certfile", "etcd-keyfile")


@policy("apiserver-certificate", category="control-plane", severity=Severity.MEDIUM, recommended=False)
def apiserver_certificate(server: ApiServer) -> Iterator[Violation]:
    """The API server has a serving certificate that clients can verify.

    Without both `--tls-cert-file` and `--tls-private-key-file` it generates a self-signed certificate. CIS Kubernetes
    Benchmark 1.12, 1.2.24.

    Fix: Set `--tls-cert-file` and `--tls-private-key-file`.
    """
    yield from unset(server, "tls-cert-file", "tls-private-key-file")


@policy("apiserver-client-ca", category="control-plane", severity=Severity.MEDIUM, recommended=False)
def apiserver_client_ca(server: ApiServer) -> Iterator[Violation]:
    """The API server authenticates clients by certificates.

    `--client-ca-file` is the CA that signs them. CIS Kubernetes Benchmark 1.12, 1.2.25.

    Fix: Set `--client-ca-file`.
    """
    yield from unset(server, "client-ca-file")


@policy("apiserver-etcd-ca", category="control-plane", severity=Severity.MEDIUM, recommended=False)
def apiserver_etcd_ca(server: ApiServer) -> Iterator[Violation]:
    """The API server verifies the certificate of etcd.

    `--etcd-cafile` is the CA that signs it. CIS Kubernetes Benchmark 1.12, 1.2.26.

    Fix: Set `--etcd-cafile`.
    """
    yield from unset(server, "etcd-cafile")


@policy("apiserver-encryption", category="control-plane", severity=Severity.MEDIUM, recommended=False)
def apiserver_encryption(server: ApiServer) -> Iterator[Violation]:
    """The API server encrypts Secrets at rest.

    Without `--encryption-provider-config` Secrets are stored in etcd unencrypted. CIS Kubernetes Benchmark 1.12,
    1.2.27.

    Fix: Set `--encryption-provider-config` to an EncryptionConfiguration that lists `secrets`.
    """
    yield from unset(server, "encryption-provider-config")


@policy("controller-account-key", category="control-plane", severity=Severity.LOW, recommended=False)
def controller_account_key(manager: ControllerManager) -> Iterator[Violation]:
    """The controller manager signs service account tokens with a dedicated key.

    `--service-account-private-key-file` is the key. CIS Kubernetes Benchmark 1.12, 1.3.4.

    Fix: Set `--service-account-private-key-file`.
    """
    yield from unset(manager, "service-account-private-key-file")


@policy("controller-server-rotation", category="control-plane", severity=Severity.LOW, recommended=False)
def controller_server_rotation(manager: ControllerManager) -> Iterator[Violation]:
    """The controller manager does not disable the feature gate RotateKubeletServerCertificate.

    With the gate off kubelets cannot renew a serving certificate that the cluster signed. The gate is on by default
    since Kubernetes 1.12, so that nothing need name it; trivy's KCV-0038 requires that. CIS Kubernetes Benchmark 1.12,
    1.3.6.

    Fix: Remove `RotateKubeletServerCertificate=false` from `--feature-gates`.
    """
    gate = "RotateKubeletServerCertificate"
    if manager.is_gate_off(gate):
        message = f"kube-controller-manager disables feature gate {gate}"
        yield manager.violation(message, at=manager.gate(gate) or "")


@policy("controller-root-ca", category="control-plane", severity=Severity.LOW, recommended=False)
def controller_root_ca(manager: ControllerManager) -> Iterator[Violation]:
    """The controller manager gives pods the CA certificate for verifying the API server.

    `--root-ca-file` is the certificate. CIS Kubernetes Benchmark 1.12, 1.3.5.

    Fix: Set `--root-ca-file`.
    """
    yield from unset(manager, "root-ca-file")
