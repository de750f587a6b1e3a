"""How workloads connect to what stands in their cluster, or in a private network beside it."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Dependency, Known, Location, Severity, TlsRating, Violation, policy
from infracheck_policies.dependencies import is_set_by_variable


@policy("private-dependency-tls", category="dependencies", severity=Severity.LOW)
def private_dependency_tls(dependency: Dependency) -> Iterator[Violation]:
    """A connection to a service in a private network outside the cluster is encrypted.

    Addresses such as 10.1.2.3 and `db.corp.internal` are outside the cluster, where no service mesh encrypts traffic,
    and a private network is shared with other systems. HTTP is left to `internal-dependency-tls`. NIST SP 800-53 SC-8.

    Fix: Enable TLS on the server and use the TLS scheme or setting of the client, such as `rediss://` or
    `sslmode=verify-full`.
    """
    if dependency.is_web or dependency.location is not Location.PRIVATE:
        return
    match dependency.tls:
        case Known(TlsRating.OFF):
            yield dependency.violation(f"connection to {dependency.title} does not use TLS: {dependency.tls_because}")


@policy("internal-dependency-tls", category="dependencies", severity=Severity.LOW, recommended=False)
def internal_dependency_tls(dependency: Dependency) -> Iterator[Violation]:
    """A connection inside the cluster is encrypted, and so is HTTP in a private network.

    Off by default: an encrypting network plugin may protect the traffic, and many teams trust their own network;
    zero-trust profiles do not. Workloads that labels or annotations add to an Istio or Linkerd mesh are not checked.
    NIST SP 800-53 SC-8.

    Fix: Enable TLS on the server and use it in the address, or add the workloads to a service mesh with mutual TLS.
    """
    is_web = dependency.location is Location.PRIVATE and dependency.is_web
    if not is_web and (dependency.location is not Location.IN_CLUSTER or dependency.is_in_mesh):
        return
    match dependency.tls:
        case Known(TlsRating.OFF):
            yield dependency.violation(f"connection to {dependency.title} does not use TLS: {dependency.tls_because}")


def _is_internal(dependency: Dependency) -> bool:
    """Whether a connection stays inside, and no service mesh encrypts it."""
    if dependency.is_web:
        return False
    if dependency.location is Location.PRIVATE:
        return True
    return dependency.location is Location.IN_CLUSTER and not dependency.is_in_mesh


@policy("internal-dependency-tls-optional", category="dependencies", severity=Severity.LOW, recommended=False)
def internal_dependency_tls_optional(dependency: Dependency) -> Iterator[Violation]:
    """A connection inside the cluster or a private network does not fall back to plaintext.

    With `sslmode=prefer` and similar settings a pod on the path can refuse TLS, and the client continues in plaintext.
    Off by default for the reasons of `internal-dependency-tls`; external services are `dependency-tls-optional`.
    NIST SP 800-53 SC-8.

    Fix: Require TLS and verify the server, for example with `sslmode=verify-full` (PostgreSQL) or
    `sslMode=VERIFY_IDENTITY` (MySQL), or add the workloads to a service mesh with mutual TLS.
    """
    if not _is_internal(dependency):
        return
    match dependency.tls:
        case Known(TlsRating.OPPORTUNISTIC):
            yield dependency.violation(
                f"connection to {dependency.title} can fall back to plaintext: {dependency.tls_because}"
            )


@policy("internal-dependency-tls-verification", category="dependencies", severity=Severity.LOW, recommended=False)
def internal_dependency_tls_verification(dependency: Dependency) -> Iterator[Violation]:
    """A connection inside the cluster or a private network verifies the certificate of the server.

    Without verification the client encrypts to any pod that answers under the name. Off by default for the reasons of
    `internal-dependency-tls`; external services are `dependency-tls-verification`, and a variable that disables
    verification for all connections is `tls-verification-disabled`. NIST SP 800-53 SC-8.

    Fix: Use `sslmode=verify-full` or the equivalent setting of the client, and mount the certificate of the cluster's
    CA for it.
    """
    if not _is_internal(dependency):
        return
    match dependency.tls:
        case Known(TlsRating.UNVERIFIED) if not is_set_by_variable(dependency):
            yield dependency.violation(
                f"connection to {dependency.title} does not verify the server: {dependency.tls_because}"
            )
