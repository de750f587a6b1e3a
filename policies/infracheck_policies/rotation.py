"""How long a credential lives."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import (
    ROTATION_WORDS,
    AnySecret,
    Certificate,
    CertificateKey,
    Container,
    FetchedSecret,
    Known,
    Metadata,
    Note,
    Pod,
    Record,
    Secret,
    ServiceAccountToken,
    Severity,
    Violation,
    policy,
)

_CONTROLS = ("nist-800-53-r5:IA-5", "pci-dss-4.0:8.6.3", "soc2:CC6.1", "owasp-k8s-2025:K03")


class RotationOptions(Record):
    """How a Secret in the repository shows that something renews it."""

    annotations: tuple[str, ...] = ROTATION_WORDS
    """Parts of the names of annotations or labels that say so."""


@policy("secret-rotation", category="secrets", severity=Severity.LOW, controls=_CONTROLS, recommended=False)
def secret_rotation(secret: Secret, options: RotationOptions) -> Iterator[Violation]:
    """A Secret has a rotation policy.

    A credential that stands in a file stays the same until someone remembers it, and every copy of the repository keeps
    it. What counts: an ExternalSecret, a Vault secret or a cert-manager Certificate that makes the Secret, or an
    annotation that says who rotates it and when. Secrets whose file holds no value (templates, placeholders, SOPS) are
    not judged: the file does not tell who fills them. Not recommended to all, since `secret-in-repository` says of the
    same Secrets what comes first. NIST SP 800-53 IA-5, PCI DSS 8.6.3.
    """
    if secret.is_token or not secret.credential_keys or secret.is_made_by_another:
        return
    marks = (*secret.annotations, *secret.labels)
    if any(word in mark.lower() for mark in marks for word in options.annotations):
        return
    yield secret.violation(
        f"nothing rotates Secret {secret.name}: its values stand in the file", at=Secret.name_written
    )


@policy("secret-refresh", category="secrets", severity=Severity.MEDIUM, controls=_CONTROLS)
def secret_refresh(secret: FetchedSecret) -> Iterator[Violation]:
    """A Secret from a store is fetched again when the store rotates it.

    With `refreshInterval: 0` or `refreshPolicy: CreatedOnce` an ExternalSecret keeps its first value for ever, and so
    does a VaultStaticSecret without `refreshAfter`: once the store rotates, pods hold a credential that is void.
    An ExternalSecret without `refreshInterval` is fine: the default is an hour.
    """
    match secret.is_refreshed:
        case Known(False, (decisive, *rest)):
            yield secret.violation(
                f"{secret.kind} {secret.name} is fetched once: {decisive.message}",
                at=decisive.span,
                related=tuple(rest),
            )


@policy("secret-reload", category="secrets", severity=Severity.LOW, controls=_CONTROLS[:1], recommended=False)
def secret_reload(secret: AnySecret) -> Iterator[Violation]:
    """Pods that take a renewed secret as a variable are restarted when it changes.

    Files of a Secret volume follow the Secret; variables and files mounted by `subPath` never do. Once the store
    rotates, the pod goes on with a credential that is void. What counts: Reloader's annotations, a `checksum/…`
    annotation, `rolloutRestartTargets`; Jobs and init containers are done before. Not recommended to all: that a store
    is asked again does not tell that its value ever changes. Said once for each container that takes it.
    """
    if not secret.is_renewed or secret.restarts_consumers:
        return
    told: set[tuple[str, str]] = set()
    for use in secret.uses:
        who = (use.user.span.path, use.who)
        if use.keeps_old_value and who not in told:
            told.add(who)
            what = f"variable {use.variable}" if use.variable else f"{use.how.value} mount"
            notes = (Note(f"{secret.kind} {secret.name} renews it", secret.place(AnySecret.name_written)),)
            yield use.user.violation(
                f"{what} of {use.who} keeps the value that {secret.kind} {secret.name} had at the start",
                at=use.span,
                related=notes,
            )


@policy("vault-agent-renewal", category="secrets", severity=Severity.LOW, controls=_CONTROLS[:1], recommended=False)
def vault_agent_renewal(pod: Pod) -> Iterator[Violation]:
    """Vault's agent stays with the pod and renews its secrets.

    With `agent-pre-populate-only` the files are written once, by an init container, and no one renews them. A Job may
    well be done before its secrets end, and is not judged.
    """
    name = "vault.hashicorp.com/agent-pre-populate-only"
    if pod.annotations.get(name, "").lower() == "true" and not pod.workload.is_job:
        yield pod.template.violation(
            "secrets of Vault are written once and never renewed", at=pod.template.place(Metadata.annotations, name)
        )


_CLOUD_KEYS = frozenset(
    (
        "AWS_SECRET_ACCESS_KEY",
        "AZURE_CLIENT_SECRET",
        "AZURE_STORAGE_KEY",
        "GOOGLE_APPLICATION_CREDENTIALS",
        "GOOGLE_CREDENTIALS",
    )
)


@policy("static-cloud-key", category="secrets", severity=Severity.LOW, controls=_CONTROLS, recommended=False)
def static_cloud_key(container: Container) -> Iterator[Violation]:
    """A container proves who it is to a cloud by its service account, not by a key.

    A key never ends by itself and works from anywhere. Workload identity (IRSA and EKS Pod Identity, GKE Workload
    Identity, Azure Workload ID) gives tokens that end within hours and need no rotation.
    """
    for variable in container.env:
        if variable.name in _CLOUD_KEYS:
            yield variable.violation(f"container {container.name} takes a static cloud key: {variable.name}")


class LifetimeOptions(Record):
    """How long a certificate may be valid."""

    max_days: int = 398
    """The longest validity in days; what browsers accept of public certificates is the default."""


@policy(
    "certificate-lifetime", category="secrets", severity=Severity.MEDIUM, controls=(*_CONTROLS, "nist-800-53-r5:SC-12")
)
def certificate_lifetime(certificate: Certificate, options: LifetimeOptions) -> Iterator[Violation]:
    """A certificate is renewed within about a year.

    Renewal is automatic, so a long life buys nothing and keeps a stolen key useful. Certificates of authorities
    (`isCA`) are not judged. `spec.duration` unset is 90 days. NIST SP 800-53 SC-12.
    """
    duration = certificate.duration
    if duration is not None and not certificate.is_ca and duration.days > options.max_days:
        yield certificate.violation(
            f"certificate {certificate.name} is valid for {duration.days:.0f} days", at=Certificate.duration
        )


@policy("certificate-renewal", category="secrets", severity=Severity.MEDIUM, controls=("nist-800-53-r5:SC-12",))
def certificate_renewal(certificate: Certificate) -> Iterator[Violation]:
    """A certificate is renewed before it ends, and not all the time.

    cert-manager refuses a `renewBefore` that is not shorter than the duration (90 days where none is set), and a
    duration under an hour.
    """
    duration, before = certificate.duration, certificate.renew_before
    if duration is not None and duration.seconds < _HOUR:
        yield certificate.violation(
            f"certificate {certificate.name} is valid for less than an hour", at=Certificate.duration
        )
    elif before is not None and before.seconds >= (_NINETY_DAYS if duration is None else duration.seconds):
        yield certificate.violation(
            f"certificate {certificate.name} would be renewed before it is valid: renewBefore is {before}",
            at=Certificate.renew_before,
        )


_HOUR = 3600
_NINETY_DAYS = 90 * 24 * _HOUR


@policy(
    "certificate-key-rotation",
    category="secrets",
    severity=Severity.LOW,
    controls=("nist-800-53-r5:SC-12", "nist-800-53-r5:IA-5"),
)
def certificate_key_rotation(certificate: Certificate) -> Iterator[Violation]:
    """A certificate gets a new private key when it is renewed.

    With `rotationPolicy: Never` every renewal signs the same key: one that leaked once stays good for ever. Unset is
    not judged: the default is Always from cert-manager 1.18 on, Never before.
    """
    if certificate.private_key.rotation_policy == "Never":
        yield certificate.private_key.violation(
            f"certificate {certificate.name} keeps its private key for ever", at=CertificateKey.rotation_policy
        )


@policy(
    "long-lived-token",
    category="secrets",
    severity=Severity.MEDIUM,
    controls=("nist-800-53-r5:IA-5", "soc2:CC6.1", "owasp-k8s-2025:K03"),
    aliases=(
        "kyverno:deny-secret-service-account-token-type",
        "kyverno:deny-secret-service-account-token-type/deny-secret-service-account-token-type",
    ),
)
def long_lived_token(secret: Secret) -> Iterator[Violation]:
    """No Secret holds a service account's token.

    Such a token never ends and lies in the cluster's database for everyone who may read Secrets. The TokenRequest API
    and projected volumes give tokens that last an hour and are renewed.
    """
    if secret.is_token:
        yield secret.violation(f"Secret {secret.name} holds a token that never ends", at=Secret.type)


class TokenOptions(Record):
    """How long a projected token may be valid."""

    max_seconds: int = 86_400
    """The longest validity in seconds: a day."""


@policy("token-lifetime", category="secrets", severity=Severity.LOW, controls=("nist-800-53-r5:IA-5", "soc2:CC6.1"))
def token_lifetime(pod: Pod, options: TokenOptions) -> Iterator[Violation]:
    """A projected token of a service account lasts a day at most.

    The kubelet renews it at four fifths of its life, so a long life buys nothing: `expirationSeconds` unset is an hour.
    """
    for source in (source for volume in pod.volumes for source in volume.projected):
        token = source.service_account_token
        seconds = token.expiration_seconds if token is not None else None
        if token is not None and seconds is not None and seconds > options.max_seconds:
            yield token.violation(
                f"a token of the pod's service account is valid for {seconds} seconds",
                at=ServiceAccountToken.expiration_seconds,
            )
