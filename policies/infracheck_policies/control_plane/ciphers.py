"""The cipher suites that the API server accepts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from infracheck import ApiServer, Kubelet, Severity, Violation, policy

_FLAG = "tls-cipher-suites"


class Suites(NamedTuple):
    """`strong` are the cipher suites that count as strong: those that Kubernetes prefers."""

    strong: tuple[str, ...] = (
        "TLS_AES_128_GCM_SHA256",
        "TLS_AES_256_GCM_SHA384",
        "TLS_CHACHA20_POLY1305_SHA256",
        "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
        "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
        "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
        "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305",
        "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
        "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
        "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
        "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
        "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305",
        "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
    )


@policy("apiserver-ciphers", category="control-plane", severity=Severity.LOW, recommended=False)
def apiserver_ciphers(server: ApiServer, options: Suites) -> Iterator[Violation]:
    """The API server accepts only strong cipher suites.

    Without `--tls-cipher-suites` the version of Go that it was built with decides. Suites without forward secrecy count
    as weak, although checkov and older editions of the benchmark allow some. CIS Kubernetes Benchmark 1.12, 1.2.29;
    Kubernetes, kube-apiserver, preferred values of the flag.

    Fix: Set `--tls-cipher-suites` to suites with forward secrecy, such as `TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256`.
    """
    if not server.is_given(_FLAG):
        yield server.violation("kube-apiserver restricts no cipher suites", at=_FLAG)
    else:
        yield from weak(server, options)


def weak(program: ApiServer | Kubelet, options: Suites) -> Iterator[Violation]:
    """A violation if a program accepts cipher suites that are not strong."""
    suites = [suite for suite in program.words(_FLAG) or () if suite not in options.strong]
    if suites:
        yield program.violation(f"{program.program} accepts weak cipher suites: {', '.join(suites)}", at=_FLAG)
