"""How workloads reach what they depend on."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import (
    ENV_FALSE,
    ENV_TRUE,
    Container,
    Dependency,
    Known,
    Location,
    OperatedDatabase,
    Severity,
    TlsRating,
    Unknown,
    Violation,
    policy,
)
from infracheck_policies.certificate_checks import SWITCHES


@policy(
    "dependency-tls",
    category="dependencies",
    severity=Severity.HIGH,
    controls=("nsa-1.2:tls", "nist-800-53-r5:SC-8", "pci-dss-4.0:4.2.1", "soc2:CC6.7", "cwe:319"),
)
def dependency_tls(dependency: Dependency) -> Iterator[Violation]:
    """A connection to an external service is encrypted.

    What leaves the cluster in the clear, passwords among it, can be read and changed on its way. This is said only
    where the address or a setting switches TLS off (`sslmode=disable`, `redis://`, `security.protocol=PLAINTEXT`);
    HTTP is `plaintext-api`. NIST SP 800-53 SC-8, PCI DSS 4.2.1.
    """
    if dependency.is_web or not dependency.is_external:
        return
    match dependency.tls:
        case Known(TlsRating.OFF):
            yield dependency.violation(f"{dependency.title} is reached without TLS: {dependency.tls_because}")


@policy(
    "dependency-tls-optional",
    category="dependencies",
    severity=Severity.MEDIUM,
    controls=("nsa-1.2:tls", "nist-800-53-r5:SC-8", "pci-dss-4.0:4.2.1", "soc2:CC6.7", "cwe:757"),
)
def dependency_tls_optional(dependency: Dependency) -> Iterator[Violation]:
    """A connection to an external service falls back to no plaintext.

    With `sslmode=prefer` and its like, whoever stands between simply refuses TLS, and the client goes on without it.
    `require` keeps readers out; `verify-full` keeps impostors out too. NIST SP 800-53 SC-8.
    """
    if dependency.is_web or not dependency.is_external:
        return
    match dependency.tls:
        case Known(TlsRating.OPPORTUNISTIC):
            yield dependency.violation(f"{dependency.title} falls back to plaintext: {dependency.tls_because}")


@policy(
    "dependency-tls-verification",
    category="dependencies",
    severity=Severity.MEDIUM,
    controls=("nsa-1.2:tls", "nist-800-53-r5:SC-8", "soc2:CC6.7", "cwe:295"),
)
def dependency_tls_verification(dependency: Dependency) -> Iterator[Violation]:
    """A connection to an external service checks the certificate and the host name.

    Encrypted to whom? Without the check, whoever answers on the way reads everything. For PostgreSQL, `require`
    encrypts and checks nothing in libpq, pgx, pgjdbc and asyncpg (node's pg 8 does check, and will not from 9 on);
    only `verify-full` means the same in all of them. A variable that switches the check off for all connections is
    `tls-verification-disabled`. NIST SP 800-53 SC-8.
    """
    if dependency.is_web or not dependency.is_external:
        return
    match dependency.tls:
        case Known(TlsRating.UNVERIFIED) if not _is_said_of_variable(dependency):
            yield dependency.violation(
                f"{dependency.title} is reached over TLS that is not verified: {dependency.tls_because}"
            )


def _is_said_of_variable(dependency: Dependency) -> bool:
    """Whether what switches the check off is a variable, of which `tls-verification-disabled` speaks, or an image's."""
    name = dependency.tls_because.partition("=")[0]
    if name not in SWITCHES:
        return False
    containers = (container for workload in dependency.workloads for container in workload.containers)
    return dependency.resource.kind == "Dockerfile" or any(
        variable.name.upper() == name for container in containers for variable in container.variables
    )


@policy(
    "dependency-tls-unset",
    category="dependencies",
    severity=Severity.LOW,
    controls=("nist-800-53-r5:SC-8", "cwe:319"),
)
def dependency_tls_unset(dependency: Dependency) -> Iterator[Violation]:
    """The address of an external database says how TLS is used.

    A PostgreSQL or MySQL address without `sslmode` or its like leaves it to the driver: some use no TLS at all
    (node's pg, mysql2, PyMySQL), some fall back to plaintext (libpq, pgx), and none verifies. Code may do better, which
    no file shows: hence a note, no more.
    """
    if not dependency.is_tls_unset or not dependency.is_external:
        return
    match dependency.tls:
        case Unknown(why):
            yield dependency.violation(f"{dependency.title} leaves TLS to the driver: {why}")


@policy(
    "private-dependency-tls",
    category="dependencies",
    severity=Severity.LOW,
    controls=("nsa-1.2:tls", "nist-800-53-r5:SC-8"),
)
def private_dependency_tls(dependency: Dependency) -> Iterator[Violation]:
    """A connection to a service outside the cluster is encrypted in a private network too.

    Addresses such as 10.1.2.3 and `db.corp.internal` stand outside the cluster, where no mesh encrypts, and a private
    network has many tenants. HTTP is left to `internal-dependency-tls`. NIST SP 800-53 SC-8.
    """
    if dependency.is_web or dependency.location is not Location.PRIVATE:
        return
    match dependency.tls:
        case Known(TlsRating.OFF):
            yield dependency.violation(f"{dependency.title} is reached without TLS: {dependency.tls_because}")


@policy(
    "internal-dependency-tls",
    category="dependencies",
    severity=Severity.LOW,
    controls=("nsa-1.2:tls", "nist-800-53-r5:SC-8"),
    recommended=False,
)
def internal_dependency_tls(dependency: Dependency) -> Iterator[Violation]:
    """A connection inside the cluster is encrypted too, and so is HTTP in a private network.

    Not recommended to all: an encrypting network plugin may do it underneath, and many teams trust their own network;
    zero-trust profiles do not. Workloads that labels or annotations put into Istio's or Linkerd's mesh are not judged.
    NIST SP 800-53 SC-8.
    """
    is_web = dependency.location is Location.PRIVATE and dependency.is_web
    if not is_web and (dependency.location is not Location.IN_CLUSTER or dependency.is_in_mesh):
        return
    match dependency.tls:
        case Known(TlsRating.OFF):
            yield dependency.violation(f"{dependency.title} is reached without TLS: {dependency.tls_because}")


@policy(
    "plaintext-api",
    category="dependencies",
    severity=Severity.MEDIUM,
    controls=("nsa-1.2:tls", "nist-800-53-r5:SC-8", "pci-dss-4.0:4.2.1", "soc2:CC6.7", "cwe:319"),
)
def plaintext_api(dependency: Dependency) -> Iterator[Violation]:
    """An external HTTP API is called over HTTPS.

    Tokens and answers over `http://` are open to everyone on the way. Addresses inside the cluster or a private
    network are not judged, nor the application's own (`PUBLIC_URL`, `CORS_ORIGIN`). NIST SP 800-53 SC-8.
    """
    if not dependency.is_web or not dependency.is_external:
        return
    match dependency.tls:
        case Known(TlsRating.OFF):
            yield dependency.violation(f"{dependency.name} calls {_api(dependency)} without TLS")


def _api(dependency: Dependency) -> str:
    return "an external API" if dependency.is_secret else dependency.host


@policy(
    "dependency-credentials",
    category="secrets",
    severity=Severity.HIGH,
    controls=(
        "nsa-1.2:secrets", "nist-800-53-r5:IA-5(7)", "nist-800-190:4.1.4", "pci-dss-4.0:8.6.2", "soc2:CC6.1",
        "owasp-k8s-2025:K03", "cwe:798",
    ),
)  # fmt: skip
def dependency_credentials(dependency: Dependency) -> Iterator[Violation]:
    """No password stands in the address of a dependency.

    A connection string with a password, in a manifest, a ConfigMap or a Dockerfile, hands it to everyone who may read
    the repository or the ConfigMap. `postgres://$(USER):$(PASSWORD)@…` with the parts from a Secret is fine, and so are
    placeholders. A login that everyone knows is `default-login`. NIST SP 800-53 IA-5(7), PCI DSS 8.6.2.
    """
    if dependency.has_inline_credentials and not dependency.has_default_login:
        yield dependency.violation(f"{dependency.name} holds a password for {dependency.title} in the clear")


@policy(
    "default-login",
    category="secrets",
    severity=Severity.HIGH,
    controls=("nist-800-53-r5:IA-5", "pci-dss-4.0:2.2.2", "soc2:CC6.1", "owasp-k8s-2025:K03", "cwe:1392"),
)
def default_login(dependency: Dependency) -> Iterator[Violation]:
    """No address logs in with the user and password that the product ships with.

    RabbitMQ's guest, PostgreSQL's postgres, MinIO's minioadmin, MySQL's root without a password are what anyone tries
    first, and a Secret would not mend it. Judged where the login stands in the clear. PCI DSS 2.2.2.
    """
    if dependency.has_default_login:
        yield dependency.violation(f"{dependency.name} logs in to {dependency.title} as everyone would try first")


@policy(
    "operated-database-tls",
    category="dependencies",
    severity=Severity.MEDIUM,
    controls=("nsa-1.2:tls", "nist-800-53-r5:SC-8", "pci-dss-4.0:4.2.1", "cwe:319"),
)
def operated_database_tls(database: OperatedDatabase) -> Iterator[Violation]:
    """A database that an operator runs speaks TLS.

    Operators make the certificates themselves, so that only a switch leaves the server without: Elastic's
    `selfSignedCertificate.disabled`, Percona's `tls.enabled: false` and `tls.mode: disabled`, MariaDB's and MongoDB's
    `tls.enabled: false`, a Strimzi listener for clients outside the cluster with `tls: false`.
    """
    for field, place in database.plain_places:
        yield database.violation(f"{database.kind} {database.name} speaks no TLS: {field}", at=place)


_OPEN_DATABASES = {
    "POSTGRES_HOST_AUTH_METHOD": ("trust",),
    "MYSQL_ALLOW_EMPTY_PASSWORD": ENV_TRUE,
    "MARIADB_ALLOW_EMPTY_ROOT_PASSWORD": ENV_TRUE,
    "ALLOW_EMPTY_PASSWORD": ENV_TRUE,
    "XPACK.SECURITY.ENABLED": ENV_FALSE,
    "XPACK_SECURITY_ENABLED": ENV_FALSE,
    "DISABLE_SECURITY_PLUGIN": ENV_TRUE,
    "PLUGINS.SECURITY.DISABLED": ENV_TRUE,
}


@policy(
    "database-authentication",
    category="dependencies",
    severity=Severity.MEDIUM,
    controls=("nist-800-53-r5:IA-2", "soc2:CC6.1", "cwe:306"),
)
def database_authentication(container: Container) -> Iterator[Violation]:
    """A database asks who connects.

    `POSTGRES_HOST_AUTH_METHOD=trust`, `ALLOW_EMPTY_PASSWORD=yes`, `xpack.security.enabled=false` and their like give
    everything to every pod that reaches the port.
    """
    for variable in container.variables:
        if (variable.text or "").strip().lower() in _OPEN_DATABASES.get(variable.name.upper(), ()):
            yield variable.violation(f"{variable.name} of container {container.name} lets everyone in")
