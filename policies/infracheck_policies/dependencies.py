"""How workloads connect to their dependencies, those outside the cluster above all."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import (
    ENV_FALSE,
    ENV_TRUE,
    Container,
    Dependency,
    Known,
    OperatedDatabase,
    Severity,
    TlsRating,
    Unknown,
    Variable,
    Violation,
    policy,
)
from infracheck_policies.certificate_checks import SWITCHES


@policy("dependency-tls", category="dependencies", severity=Severity.HIGH)
def dependency_tls(dependency: Dependency) -> Iterator[Violation]:
    """A connection to an external service is encrypted.

    Data sent in plaintext over the internet, passwords included, can be read and modified in transit. Reported only
    where the address or a setting turns TLS off (`sslmode=disable`, `redis://`, `security.protocol=PLAINTEXT`); HTTP is
    `plaintext-api`. NIST SP 800-53 SC-8, PCI DSS 4.2.1.

    Fix: Use the TLS scheme or setting of the client, such as `rediss://`, `amqps://`, `sslmode=verify-full` or
    `security.protocol=SASL_SSL`.
    """
    if dependency.is_web or not dependency.is_external:
        return
    match dependency.tls:
        case Known(TlsRating.OFF):
            yield dependency.violation(f"connection to {dependency.title} does not use TLS: {dependency.tls_because}")


@policy("dependency-tls-optional", category="dependencies", severity=Severity.MEDIUM)
def dependency_tls_optional(dependency: Dependency) -> Iterator[Violation]:
    """A connection to an external service does not fall back to plaintext.

    With `sslmode=prefer` and similar settings an on-path attacker can refuse TLS, and the client continues in
    plaintext. `require` prevents eavesdropping; `verify-full` also prevents impersonation. NIST SP 800-53 SC-8.

    Fix: Require TLS and verify the server, for example with `sslmode=verify-full` (PostgreSQL) or
    `sslMode=VERIFY_IDENTITY` (MySQL).
    """
    if dependency.is_web or not dependency.is_external:
        return
    match dependency.tls:
        case Known(TlsRating.OPPORTUNISTIC):
            yield dependency.violation(
                f"connection to {dependency.title} can fall back to plaintext: {dependency.tls_because}"
            )


@policy("dependency-tls-verification", category="dependencies", severity=Severity.MEDIUM)
def dependency_tls_verification(dependency: Dependency) -> Iterator[Violation]:
    """A connection to an external service verifies the server's certificate and host name.

    Without verification the client encrypts to any server that answers, so an on-path attacker can read all traffic.
    For PostgreSQL, `require` encrypts but does not verify in libpq, pgx, pgjdbc and asyncpg (node's pg 8 does verify,
    and will not from 9 on); only `verify-full` means the same in all of them. A variable that disables verification for
    all connections is `tls-verification-disabled`. NIST SP 800-53 SC-8.

    Fix: Use `sslmode=verify-full` or the equivalent setting of the client, and give it the CA certificate where the CA
    is private.
    """
    if dependency.is_web or not dependency.is_external:
        return
    match dependency.tls:
        case Known(TlsRating.UNVERIFIED) if not is_set_by_variable(dependency):
            yield dependency.violation(
                f"connection to {dependency.title} does not verify the server: {dependency.tls_because}"
            )


def is_set_by_variable(dependency: Dependency) -> bool:
    """Whether a variable disables verification, which `tls-verification-disabled` or the policy of images reports."""
    name = dependency.tls_because.partition("=")[0]
    if name not in SWITCHES:
        return False
    containers = (container for workload in dependency.workloads for container in workload.containers)
    return dependency.resource.kind == "Dockerfile" or any(
        variable.name.upper() == name for container in containers for variable in container.variables
    )


@policy("dependency-tls-unset", category="dependencies", severity=Severity.LOW)
def dependency_tls_unset(dependency: Dependency) -> Iterator[Violation]:
    """The address of an external database states how TLS is used.

    For a PostgreSQL or MySQL address without `sslmode` or an equivalent parameter the driver decides: some drivers use
    no TLS (node's pg, mysql2, PyMySQL), some fall back to plaintext (libpq, pgx), and none verifies the server.
    Application code may configure TLS, which no file of the scan shows, hence the low severity.

    Fix: Add the parameter to the address, for example `?sslmode=verify-full` (PostgreSQL) or `?sslMode=VERIFY_IDENTITY`
    (MySQL).
    """
    if not dependency.is_tls_unset or not dependency.is_external:
        return
    match dependency.tls:
        case Unknown(why):
            yield dependency.violation(f"address of {dependency.title} does not state how TLS is used: {why}")


@policy("plaintext-api", category="dependencies", severity=Severity.MEDIUM)
def plaintext_api(dependency: Dependency) -> Iterator[Violation]:
    """An external HTTP API is called over HTTPS.

    Tokens and responses sent over `http://` can be read by anyone on the path. Addresses inside the cluster or a
    private network are not checked, nor the application's own (`PUBLIC_URL`, `CORS_ORIGIN`). NIST SP 800-53 SC-8.

    Fix: Write the address with `https://` (`wss://` for a WebSocket).
    """
    if not dependency.is_web or not dependency.is_external:
        return
    match dependency.tls:
        case Known(TlsRating.OFF):
            yield dependency.violation(f"{dependency.name} calls {_api(dependency)} over plaintext HTTP")


def _api(dependency: Dependency) -> str:
    return "an external API" if dependency.is_secret else dependency.host


@policy("dependency-credentials", category="secrets", severity=Severity.HIGH)
def dependency_credentials(dependency: Dependency) -> Iterator[Violation]:
    """The address of a dependency contains no password.

    A connection string with a password, in a manifest, a ConfigMap or a Dockerfile, discloses it to everyone who can
    read the repository or the ConfigMap. `postgres://$(USER):$(PASSWORD)@…` with the parts from a Secret is accepted,
    and so are placeholders. Default credentials are `default-login`. NIST SP 800-53 IA-5(7), PCI DSS 8.6.2.

    Fix: Define variables from a Secret (`valueFrom.secretKeyRef`) before this one and refer to them in the address, as
    in `postgres://$(DB_USER):$(DB_PASSWORD)@db`; or keep the whole address in a Secret. Rotate the exposed password.
    """
    if dependency.has_inline_credentials and not dependency.has_default_login:
        yield dependency.violation(f"{dependency.name} contains a password for {dependency.title} in plaintext")


@policy("default-login", category="secrets", severity=Severity.HIGH)
def default_login(dependency: Dependency) -> Iterator[Violation]:
    """The address of a dependency does not use the product's default credentials.

    Attackers try the default credentials first: `guest` of RabbitMQ, `postgres` of PostgreSQL, `minioadmin` of MinIO,
    `root` without a password of MySQL. Moving them into a Secret does not help. Checked where the credentials are in
    plaintext. PCI DSS 2.2.2.

    Fix: Create a user with a generated password on the server, and refer to a Secret for it.
    """
    if dependency.has_default_login:
        yield dependency.violation(f"{dependency.name} uses the default credentials of {dependency.title}")


@policy("operated-database-tls", category="dependencies", severity=Severity.MEDIUM)
def operated_database_tls(database: OperatedDatabase) -> Iterator[Violation]:
    """A database managed by an operator does not disable TLS.

    Operators create the certificates themselves, so the server is without TLS only if a field turns it off: Elastic's
    `selfSignedCertificate.disabled`, Percona's `tls.enabled: false` and `tls.mode: disabled`, MariaDB's and MongoDB's
    `tls.enabled: false`, a Strimzi listener for clients outside the cluster with `tls: false`.

    Fix: Remove the field that the message names, or set it so that TLS is enabled (`tls: true` for a Strimzi listener).
    """
    for field, place in database.plain_places:
        yield database.violation(f"{database.kind} {database.name} disables TLS: {field}", at=place)


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


def _is_of_another(variable: Variable, container: Container) -> bool:
    """Whether `envFrom` imports a variable into a container that is not known to serve anything."""
    if container.served_product is not None or variable.resource.kind != "ConfigMap":
        return False
    return all(each.name != variable.name for each in container.env)


@policy("database-authentication", category="dependencies", severity=Severity.MEDIUM)
def database_authentication(container: Container) -> Iterator[Violation]:
    """A database requires authentication.

    `POSTGRES_HOST_AUTH_METHOD=trust`, `ALLOW_EMPTY_PASSWORD=yes`, `xpack.security.enabled=false` and similar settings
    give every pod that can reach the port full access to the data. A variable that `envFrom` imports is reported where
    the image is that of a server: clients share such ConfigMaps, and ignore it.

    Fix: Remove the variable and set a password from a Secret, for example `POSTGRES_PASSWORD` with
    `valueFrom.secretKeyRef`.
    """
    for variable in container.variables:
        value = (variable.text or "").strip().lower()
        if value in _OPEN_DATABASES.get(variable.name.upper(), ()) and not _is_of_another(variable, container):
            yield variable.violation(f"{variable.name}={value} disables authentication in container {container.name}")
