"""The TLS and authentication of etcd."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Etcd, Note, Severity, Violation, policy
from infracheck_policies.control_plane.flags import unset


@policy("etcd-certificate", category="control-plane", severity=Severity.HIGH, recommended=False)
def etcd_certificate(etcd: Etcd) -> Iterator[Violation]:
    """etcd serves its clients over TLS.

    TLS requires both `--cert-file` and `--key-file`. CIS Kubernetes Benchmark 1.12, 2.1. Every container that runs etcd
    is checked, whether it belongs to a control plane or not.

    Fix: Set `--cert-file` and `--key-file`.
    """
    yield from unset(etcd, "cert-file", "key-file")


@policy("etcd-client-auth", category="control-plane", severity=Severity.HIGH, recommended=False)
def etcd_client_auth(etcd: Etcd) -> Iterator[Violation]:
    """etcd requires client certificates.

    Without `--client-cert-auth=true` everyone who can reach the port can read every Secret. CIS Kubernetes Benchmark
    1.12, 2.2.

    Fix: Set `--client-cert-auth=true` and `--trusted-ca-file`.
    """
    if etcd.switch("client-cert-auth", default=False) is False:
        yield etcd.violation("etcd does not require client certificates", at="client-cert-auth")


@policy("etcd-auto-tls", category="control-plane", severity=Severity.MEDIUM)
def etcd_auto_tls(etcd: Etcd) -> Iterator[Violation]:
    """etcd does not use self-signed certificates for clients.

    Clients cannot verify the certificates of `--auto-tls`. CIS Kubernetes Benchmark 1.12, 2.3.

    Fix: Remove `--auto-tls` and set `--cert-file` and `--key-file`.
    """
    if etcd.switch("auto-tls", default=False):
        yield etcd.violation("etcd uses self-signed certificates for clients", at="auto-tls")


@policy("etcd-own-ca", category="control-plane", severity=Severity.MEDIUM, recommended=False)
def etcd_own_ca(etcd: Etcd) -> Iterator[Violation]:
    """etcd trusts another CA than the API server.

    Whoever has a client certificate of the cluster can otherwise read and change all of etcd, past every role. Compared
    are the files of `--trusted-ca-file` and of `--client-ca-file` of API servers in the same namespace of the scan.
    CIS Kubernetes Benchmark 1.12, 2.7.

    Fix: Set `--trusted-ca-file` to the certificate of a CA that signs for etcd alone.
    """
    trusted = etcd.find("trusted-ca-file")
    if trusted is None or not trusted.value:
        return
    server = etcd.api_server_that_trusts(trusted.value)
    if server is not None:
        message = f"etcd trusts the CA of the API server, {trusted.value}"
        note = Note("the API server accepts clients of the same CA", server.place("client-ca-file"))
        yield etcd.violation(message, at=trusted, related=(note,))


@policy("etcd-peer-certificate", category="control-plane", severity=Severity.MEDIUM, recommended=False)
def etcd_peer_certificate(etcd: Etcd) -> Iterator[Violation]:
    """etcd members communicate over TLS.

    TLS requires both `--peer-cert-file` and `--peer-key-file`. CIS Kubernetes Benchmark 1.12, 2.4.

    Fix: Set `--peer-cert-file` and `--peer-key-file`.
    """
    yield from unset(etcd, "peer-cert-file", "peer-key-file")


@policy("etcd-peer-auth", category="control-plane", severity=Severity.MEDIUM, recommended=False)
def etcd_peer_auth(etcd: Etcd) -> Iterator[Violation]:
    """etcd members require certificates of their peers.

    Without `--peer-client-cert-auth=true` everyone who can reach the port can join the cluster. CIS Kubernetes
    Benchmark 1.12, 2.5.

    Fix: Set `--peer-client-cert-auth=true` and `--peer-trusted-ca-file`.
    """
    if etcd.switch("peer-client-cert-auth", default=False) is False:
        yield etcd.violation("etcd does not require peer certificates", at="peer-client-cert-auth")


@policy("etcd-peer-auto-tls", category="control-plane", severity=Severity.MEDIUM)
def etcd_peer_auto_tls(etcd: Etcd) -> Iterator[Violation]:
    """etcd members do not use self-signed certificates for their peers.

    Peers cannot verify the certificates of `--peer-auto-tls`. CIS Kubernetes Benchmark 1.12, 2.6.

    Fix: Remove `--peer-auto-tls` and set `--peer-cert-file` and `--peer-key-file`.
    """
    if etcd.switch("peer-auto-tls", default=False):
        yield etcd.violation("etcd uses self-signed certificates for peers", at="peer-auto-tls")
