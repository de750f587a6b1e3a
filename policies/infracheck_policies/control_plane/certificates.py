"""The keys and certificates by which the parts of the control plane know one another."""

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
    """The API server speaks TLS with kubelets.

    It does unless `--kubelet-https=false` says otherwise; Kubernetes 1.22 took the flag out.
    """
    if server.switch("kubelet-https", default=True) is False:
        yield server.violation("kube-apiserver speaks with kubelets without TLS", at="kubelet-https")


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
    """The API server shows kubelets a certificate.

    Without both `--kubelet-client-certificate` and `--kubelet-client-key` it comes to them as nobody. CIS Kubernetes
    Benchmark 1.12, 1.2.4.
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
    """The API server checks the certificates of kubelets.

    Without `--kubelet-certificate-authority` logs and `kubectl exec` may come from anyone in between. CIS Kubernetes
    Benchmark 1.12, 1.2.5.
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
    """The API server checks the tokens of accounts with a key of their own.

    Without `--service-account-key-file` it takes the one of its TLS, and neither can be changed alone. CIS Kubernetes
    Benchmark 1.12, 1.2.22.
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
    """The API server shows etcd a certificate.

    Without both `--etcd-certfile` and `--etcd-keyfile` etcd must take anyone. CIS Kubernetes Benchmark 1.12, 1.2.23.
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
    """The API server has a certificate that clients can check.

    Without both `--tls-cert-file` and `--tls-private-key-file` it signs one itself. CIS Kubernetes Benchmark 1.12,
    1.2.24.
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
    """The API server knows clients by their certificates.

    `--client-ca-file` names who signs them. CIS Kubernetes Benchmark 1.12, 1.2.25.
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
    """The API server checks the certificate of etcd.

    `--etcd-cafile` names who signs it. CIS Kubernetes Benchmark 1.12, 1.2.26.
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
    """The API server encrypts what it stores.

    Without `--encryption-provider-config` every Secret lies in etcd as it is. CIS Kubernetes Benchmark 1.12, 1.2.27.
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
    """The controller manager signs the tokens of accounts with a key of their own.

    `--service-account-private-key-file` names it. CIS Kubernetes Benchmark 1.12, 1.3.4.
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
    """The controller manager gives pods the certificate by which they check the API server.

    `--root-ca-file` names it. CIS Kubernetes Benchmark 1.12, 1.3.5.
    """
    yield from unset(manager, "root-ca-file")
