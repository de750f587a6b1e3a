"""The keys and certificates of the control plane."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import ApiServer, ControllerManager, Severity, Violation, policy
from infracheck_policies.control_plane.flags import unset

_TLS = ("nsa-1.2:tls", "nist-800-53-r5:SC-8", "cwe:295")
_KEYS = ("nist-800-53-r5:SC-12",)


@policy(
    "apiserver-kubelet-https",
    category="control-plane",
    severity=Severity.HIGH,
    controls=_TLS,
    aliases=("checkov:CKV_K8S_71", "kics:cdc8b54e-6b16-4538-a1b0-35849dbe29cf", "trivy:KCV-0004"),
)
def apiserver_kubelet_https(server: ApiServer) -> Iterator[Violation]:
    """The API server connects to kubelets with TLS.

    It does unless `--kubelet-https=false` is set; Kubernetes 1.22 removed the flag.

    Fix: Remove `--kubelet-https=false`.
    """
    if server.switch("kubelet-https", default=True) is False:
        yield server.violation("kube-apiserver connects to kubelets without TLS", at="kubelet-https")


@policy(
    "apiserver-kubelet-client",
    category="control-plane",
    severity=Severity.MEDIUM,
    controls=("cis-kubernetes-1.12:1.2.4", *_TLS),
    aliases=(
        "checkov:CKV_K8S_72",
        "kics:36a27826-1bf5-49da-aeb0-a60a30c0e834",
        "kubescape:ensure-that-the-api-server-kubelet-client-certificate-and-kubelet-client-key-arguments-are-set-as-appropriate",
        "trivy:KCV-0005",
    ),
    recommended=False,
)
def apiserver_kubelet_client(server: ApiServer) -> Iterator[Violation]:
    """The API server authenticates to kubelets with a client certificate.

    Without both `--kubelet-client-certificate` and `--kubelet-client-key` its requests to kubelets are anonymous. CIS
    Kubernetes Benchmark 1.12, 1.2.4.

    Fix: Set `--kubelet-client-certificate` and `--kubelet-client-key`.
    """
    yield from unset(server, "kubelet-client-certificate", "kubelet-client-key")


@policy(
    "apiserver-kubelet-ca",
    category="control-plane",
    severity=Severity.MEDIUM,
    controls=("cis-kubernetes-1.12:1.2.5", *_TLS),
    aliases=(
        "checkov:CKV_K8S_73",
        "kics:ec18a0d3-0069-4a58-a7fb-fbfe0b4bbbe0",
        "kubescape:ensure-that-the-api-server-kubelet-certificate-authority-argument-is-set-as-appropriate",
        "trivy:KCV-0006",
    ),
    recommended=False,
)
def apiserver_kubelet_ca(server: ApiServer) -> Iterator[Violation]:
    """The API server verifies the certificates of kubelets.

    Without `--kubelet-certificate-authority` an on-path attacker can read and forge logs and `kubectl exec` sessions.
    CIS Kubernetes Benchmark 1.12, 1.2.5.

    Fix: Set `--kubelet-certificate-authority` to the CA certificate of the kubelets.
    """
    yield from unset(server, "kubelet-certificate-authority")


@policy(
    "apiserver-account-keys",
    category="control-plane",
    severity=Severity.LOW,
    controls=("cis-kubernetes-1.12:1.2.22", *_KEYS),
    aliases=(
        "kics:dab4ec72-ce2e-4732-b7c3-1757dcce01a1",
        "kubescape:ensure-that-the-api-server-service-account-key-file-argument-is-set-as-appropriate",
        "trivy:KCV-0025",
    ),
    recommended=False,
)
def apiserver_account_keys(server: ApiServer) -> Iterator[Violation]:
    """The API server verifies service account tokens with a dedicated key.

    Without `--service-account-key-file` it uses the private key of its TLS certificate, and neither can be rotated
    alone. CIS Kubernetes Benchmark 1.12, 1.2.22.

    Fix: Set `--service-account-key-file`.
    """
    yield from unset(server, "service-account-key-file")


@policy(
    "apiserver-etcd-client",
    category="control-plane",
    severity=Severity.MEDIUM,
    controls=("cis-kubernetes-1.12:1.2.23", *_TLS),
    aliases=(
        "checkov:CKV_K8S_99",
        "kics:895a5a95-3756-4b04-9924-2f3bc93181bd",
        "kubescape:ensure-that-the-api-server-etcd-certfile-and-etcd-keyfile-arguments-are-set-as-appropriate",
        "trivy:KCV-0026",
    ),
    recommended=False,
)
def apiserver_etcd_client(server: ApiServer) -> Iterator[Violation]:
    """The API server authenticates to etcd with a client certificate.

    Without both `--etcd-certfile` and `--etcd-keyfile` etcd must accept unauthenticated clients. CIS Kubernetes
    Benchmark 1.12, 1.2.23.

    Fix: Set `--etcd-certfile` and `--etcd-keyfile`.
    """
    yield from unset(server, "etcd-certfile", "etcd-keyfile")


@policy(
    "apiserver-certificate",
    category="control-plane",
    severity=Severity.MEDIUM,
    controls=("cis-kubernetes-1.12:1.2.24", *_TLS),
    aliases=(
        "checkov:CKV_K8S_100",
        "kubescape:ensure-that-the-api-server-tls-cert-file-and-tls-private-key-file-arguments-are-set-as-appropriate",
        "trivy:KCV-0027",
    ),
    recommended=False,
)
def apiserver_certificate(server: ApiServer) -> Iterator[Violation]:
    """The API server has a serving certificate that clients can verify.

    Without both `--tls-cert-file` and `--tls-private-key-file` it generates a self-signed certificate. CIS Kubernetes
    Benchmark 1.12, 1.2.24.

    Fix: Set `--tls-cert-file` and `--tls-private-key-file`.
    """
    yield from unset(server, "tls-cert-file", "tls-private-key-file")


@policy(
    "apiserver-client-ca",
    category="control-plane",
    severity=Severity.MEDIUM,
    controls=("cis-kubernetes-1.12:1.2.25", *_TLS),
    aliases=(
        "kubescape:ensure-that-the-api-server-client-ca-file-argument-is-set-as-appropriate",
        "trivy:KCV-0028",
    ),
    recommended=False,
)
def apiserver_client_ca(server: ApiServer) -> Iterator[Violation]:
    """The API server authenticates clients by certificates.

    `--client-ca-file` is the CA that signs them. CIS Kubernetes Benchmark 1.12, 1.2.25.

    Fix: Set `--client-ca-file`.
    """
    yield from unset(server, "client-ca-file")


@policy(
    "apiserver-etcd-ca",
    category="control-plane",
    severity=Severity.MEDIUM,
    controls=("cis-kubernetes-1.12:1.2.26", *_TLS),
    aliases=(
        "checkov:CKV_K8S_102",
        "kics:3f5ff8a7-5ad6-4d02-86f5-666307da1b20",
        "kubescape:ensure-that-the-api-server-etcd-cafile-argument-is-set-as-appropriate",
        "trivy:KCV-0029",
    ),
    recommended=False,
)
def apiserver_etcd_ca(server: ApiServer) -> Iterator[Violation]:
    """The API server verifies the certificate of etcd.

    `--etcd-cafile` is the CA that signs it. CIS Kubernetes Benchmark 1.12, 1.2.26.

    Fix: Set `--etcd-cafile`.
    """
    yield from unset(server, "etcd-cafile")


@policy(
    "apiserver-encryption",
    category="control-plane",
    severity=Severity.MEDIUM,
    controls=("cis-kubernetes-1.12:1.2.27", "nsa-1.2:secrets", "nist-800-53-r5:SC-28", "cwe:311"),
    aliases=(
        "checkov:CKV_K8S_104",
        "kics:cbd2db69-0b21-4c14-8a40-7710a50571a9",
        "kubescape:ensure-that-the-api-server-encryption-provider-config-argument-is-set-as-appropriate",
        "trivy:KCV-0030",
    ),
    recommended=False,
)
def apiserver_encryption(server: ApiServer) -> Iterator[Violation]:
    """The API server encrypts Secrets at rest.

    Without `--encryption-provider-config` Secrets are stored in etcd unencrypted. CIS Kubernetes Benchmark 1.12,
    1.2.27.

    Fix: Set `--encryption-provider-config` to an EncryptionConfiguration that lists `secrets`.
    """
    yield from unset(server, "encryption-provider-config")


@policy(
    "controller-account-key",
    category="control-plane",
    severity=Severity.LOW,
    controls=("cis-kubernetes-1.12:1.3.4", *_KEYS),
    aliases=(
        "kics:ccc98ff7-68a7-436e-9218-185cb0b0b780",
        "kubescape:ensure-that-the-controller-manager-service-account-private-key-file-argument-is-set-as-appropriate",
        "trivy:KCV-0036",
    ),
    recommended=False,
)
def controller_account_key(manager: ControllerManager) -> Iterator[Violation]:
    """The controller manager signs service account tokens with a dedicated key.

    `--service-account-private-key-file` is the key. CIS Kubernetes Benchmark 1.12, 1.3.4.

    Fix: Set `--service-account-private-key-file`.
    """
    yield from unset(manager, "service-account-private-key-file")


@policy(
    "controller-root-ca",
    category="control-plane",
    severity=Severity.LOW,
    controls=("cis-kubernetes-1.12:1.3.5", *_TLS),
    aliases=(
        "kics:05fb986f-ac73-4ebb-a5b2-7faafa93d882",
        "kubescape:ensure-that-the-controller-manager-root-ca-file-argument-is-set-as-appropriate",
        "trivy:KCV-0037",
    ),
    recommended=False,
)
def controller_root_ca(manager: ControllerManager) -> Iterator[Violation]:
    """The controller manager gives pods the CA certificate for verifying the API server.

    `--root-ca-file` is the certificate. CIS Kubernetes Benchmark 1.12, 1.3.5.

    Fix: Set `--root-ca-file`.
    """
    yield from unset(manager, "root-ca-file")
