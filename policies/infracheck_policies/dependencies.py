"""How workloads reach what they depend on."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Container, Dependency, Instruction, Known, Location, Severity, TlsRating, Violation, policy

_WEB = ("HTTP", "WebSocket")


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
    if dependency.kind in _WEB or not dependency.is_external:
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
    if dependency.kind in _WEB or not dependency.is_external:
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
    only `verify-full` means the same in all of them. NIST SP 800-53 SC-8.
    """
    if dependency.kind in _WEB or not dependency.is_external:
        return
    match dependency.tls:
        case Known(TlsRating.UNVERIFIED):
            yield dependency.violation(
                f"{dependency.title} is reached over TLS that is not verified: {dependency.tls_because}"
            )


@policy(
    "internal-dependency-tls",
    category="dependencies",
    severity=Severity.LOW,
    controls=("nsa-1.2:tls", "nist-800-53-r5:SC-8"),
    recommended=False,
)
def internal_dependency_tls(dependency: Dependency) -> Iterator[Violation]:
    """A connection inside the cluster or a private network is encrypted too.

    Not recommended to all: a service mesh or an encrypting network plugin may do it underneath, and many teams trust
    their own network. Zero-trust profiles do not. NIST SP 800-53 SC-8.
    """
    if dependency.location not in (Location.IN_CLUSTER, Location.PRIVATE):
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
    if dependency.kind not in _WEB or not dependency.is_external:
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
    placeholders. NIST SP 800-53 IA-5(7), PCI DSS 8.6.2.
    """
    if dependency.has_inline_credentials:
        yield dependency.violation(f"{dependency.name} holds a password for {dependency.title} in the clear")


_ZERO = ("0", "false", "no", "off")
_ONE = ("1", "true", "yes", "on")
_SWITCHES = {
    "NODE_TLS_REJECT_UNAUTHORIZED": ("0",),
    "PYTHONHTTPSVERIFY": ("0",),
    "GIT_SSL_NO_VERIFY": _ONE,
    "VAULT_SKIP_VERIFY": _ONE,
    "CONSUL_HTTP_SSL_VERIFY": _ZERO,
    "NPM_CONFIG_STRICT_SSL": _ZERO,
    "INSECURE_SKIP_VERIFY": _ONE,
    "AWS_S3_VERIFY": _ZERO,
    "LDAPTLS_REQCERT": ("never", "allow"),
    "LDAP_TLS_REQCERT": ("never", "allow"),
    "ELASTICSEARCH_SSL_VERIFICATIONMODE": ("none",),
    "ELASTICSEARCH_SSL_VERIFY": _ZERO,
    "SSL_VERIFY": _ZERO,
    "VERIFY_SSL": _ZERO,
    "TLS_VERIFY": _ZERO,
    "ARGOCD_INSECURE_SKIP_VERIFY": _ONE,
}


def _is_switched_off(name: str, value: str | None) -> bool:
    return value is not None and value.strip().lower() in _SWITCHES.get(name.upper(), ())


@policy(
    "tls-verification-disabled",
    category="dependencies",
    severity=Severity.HIGH,
    controls=("nsa-1.2:tls", "nist-800-53-r5:SC-8", "soc2:CC6.7", "cwe:295"),
)
def tls_verification_disabled(container: Container) -> Iterator[Violation]:
    """No environment variable switches the check of certificates off.

    `NODE_TLS_REJECT_UNAUTHORIZED=0`, `PYTHONHTTPSVERIFY=0`, `GIT_SSL_NO_VERIFY`, `VAULT_SKIP_VERIFY` and their like
    hold for every connection of the process: whoever stands between reads all of it. Trust the authority's certificate
    instead (`NODE_EXTRA_CA_CERTS`, `SSL_CERT_FILE`, `VAULT_CACERT`).
    """
    for variable in container.variables:
        # of an image: see image-tls-verification
        if variable.resource.kind != "Dockerfile" and _is_switched_off(variable.name, variable.text):
            yield container.violation(
                f"{variable.name} switches the check of certificates off in container {container.name}",
                at=variable.origin,
                related=variable.because,
            )._replace(resource=variable.resource)


@policy(
    "image-tls-verification",
    category="dependencies",
    severity=Severity.HIGH,
    controls=("nist-800-53-r5:SC-8", "cwe:295"),
    aliases=("checkov:CKV2_DOCKER_5", "checkov:CKV2_DOCKER_6", "checkov:CKV2_DOCKER_12", "checkov:CKV2_DOCKER_14"),
)
def image_tls_verification(instruction: Instruction) -> Iterator[Violation]:
    """No variable of an image or of its build switches the check of certificates off.

    An ENV holds for every process of every container that runs the image; an ARG or a variable before a command lets
    whoever stands between give the build other packages. See `tls-verification-disabled` for manifests.
    """
    for pair in instruction.pairs if instruction.name in ("ENV", "ARG") else ():
        match instruction.expand(pair.value) if pair.value is not None else None:
            case Known(value) if _is_switched_off(pair.key.text, value):
                yield instruction.violation(_BUILD_MESSAGE.format(instruction.name, pair.key.text), at=pair.span)
    for command in instruction.commands if instruction.name == "RUN" else ():
        for word in command.assignments:
            name, _, value = word.text.partition("=")
            if _is_switched_off(name, value):
                yield command.violation(_BUILD_MESSAGE.format("RUN", name), at=command.word_span(word))


_BUILD_MESSAGE = "{} sets {}, which switches the check of certificates off"
