"""The TLS and authentication of etcd."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Etcd, Severity, Violation, policy
from infracheck_policies.control_plane.flags import unset

_TLS = ("nsa-1.2:tls", "nist-800-53-r5:SC-8", "cwe:319")


@policy(
    "etcd-certificate",
    category="control-plane",
    severity=Severity.HIGH,
    controls=("cis-kubernetes-1.12:2.1", *_TLS),
    aliases=(
        "checkov:CKV_K8S_116",
        "kics:075ca296-6768-4322-aea2-ba5063b969a9",
        "kubescape:etcd-tls-enabled",
        "trivy:KCV-0042",
    ),
    recommended=False,
)
def etcd_certificate(etcd: Etcd) -> Iterator[Violation]:
    """etcd serves its clients over TLS.

    TLS requires both `--cert-file` and `--key-file`. CIS Kubernetes Benchmark 1.12, 2.1. Every container that runs etcd
    is checked, whether it belongs to a control plane or not.

    Fix: Set `--cert-file` and `--key-file`.
    """
    yield from unset(etcd, "cert-file", "key-file")


@policy(
    "etcd-client-auth",
    category="control-plane",
    severity=Severity.HIGH,
    controls=("cis-kubernetes-1.12:2.2", "nist-800-53-r5:IA-2", "cwe:306"),
    aliases=(
        "checkov:CKV_K8S_117",
        "kics:9391103a-d8d7-4671-ac5d-606ba7ccb0ac",
        "kubescape:etcd-client-auth-cert",
        "trivy:KCV-0043",
    ),
    recommended=False,
)
def etcd_client_auth(etcd: Etcd) -> Iterator[Violation]:
    """etcd requires client certificates.

    Without `--client-cert-auth=true` everyone who can reach the port can read every Secret. CIS Kubernetes Benchmark
    1.12, 2.2.

    Fix: Set `--client-cert-auth=true` and `--trusted-ca-file`.
    """
    if etcd.switch("client-cert-auth", default=False) is False:
        yield etcd.violation("etcd does not require client certificates", at="client-cert-auth")


@policy(
    "etcd-auto-tls",
    category="control-plane",
    severity=Severity.MEDIUM,
    controls=("cis-kubernetes-1.12:2.3", *_TLS),
    aliases=(
        "checkov:CKV_K8S_118",
        "kics:98ce8b81-7707-4734-aa39-627c6db3d84b",
        "kubescape:etcd-auto-tls-disabled",
        "trivy:KCV-0044",
    ),
)
def etcd_auto_tls(etcd: Etcd) -> Iterator[Violation]:
    """etcd does not use self-signed certificates for clients.

    Clients cannot verify the certificates of `--auto-tls`. CIS Kubernetes Benchmark 1.12, 2.3.

    Fix: Remove `--auto-tls` and set `--cert-file` and `--key-file`.
    """
    if etcd.switch("auto-tls", default=False):
        yield etcd.violation("etcd uses self-signed certificates for clients", at="auto-tls")


@policy(
    "etcd-peer-certificate",
    category="control-plane",
    severity=Severity.MEDIUM,
    controls=("cis-kubernetes-1.12:2.4", *_TLS),
    aliases=(
        "checkov:CKV_K8S_119",
        "kics:09bb9e96-8da3-4736-b89a-b36814acca60",
        "kubescape:etcd-peer-tls-enabled",
        "trivy:KCV-0045",
    ),
    recommended=False,
)
def etcd_peer_certificate(etcd: Etcd) -> Iterator[Violation]:
    """etcd members communicate over TLS.

    TLS requires both `--peer-cert-file` and `--peer-key-file`. CIS Kubernetes Benchmark 1.12, 2.4.

    Fix: Set `--peer-cert-file` and `--peer-key-file`.
    """
    yield from unset(etcd, "peer-cert-file", "peer-key-file")


@policy(
    "etcd-peer-auth",
    category="control-plane",
    severity=Severity.MEDIUM,
    controls=("cis-kubernetes-1.12:2.5", "nist-800-53-r5:IA-3", "cwe:306"),
    aliases=(
        "kics:b7d0181d-0a9b-4611-9d1c-1ad4f0b620ff",
        "kubescape:etcd-peer-client-auth-cert",
        "trivy:KCV-0046",
    ),
    recommended=False,
)
def etcd_peer_auth(etcd: Etcd) -> Iterator[Violation]:
    """etcd members require certificates of their peers.

    Without `--peer-client-cert-auth=true` everyone who can reach the port can join the cluster. CIS Kubernetes
    Benchmark 1.12, 2.5.

    Fix: Set `--peer-client-cert-auth=true` and `--peer-trusted-ca-file`.
    """
    if etcd.switch("peer-client-cert-auth", default=False) is False:
        yield etcd.violation("etcd does not require peer certificates", at="peer-client-cert-auth")


@policy(
    "etcd-peer-auto-tls",
    category="control-plane",
    severity=Severity.MEDIUM,
    controls=("cis-kubernetes-1.12:2.6", *_TLS),
    aliases=(
        "kics:ae8827e2-4af9-4baa-9998-87539ae0d6f0",
        "kubescape:etcd-peer-auto-tls-disabled",
        "trivy:KCV-0047",
    ),
)
def etcd_peer_auto_tls(etcd: Etcd) -> Iterator[Violation]:
    """etcd members do not use self-signed certificates for their peers.

    Peers cannot verify the certificates of `--peer-auto-tls`. CIS Kubernetes Benchmark 1.12, 2.6.

    Fix: Remove `--peer-auto-tls` and set `--peer-cert-file` and `--peer-key-file`.
    """
    if etcd.switch("peer-auto-tls", default=False):
        yield etcd.violation("etcd uses self-signed certificates for peers", at="peer-auto-tls")
