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


class RotationOptions(Record):
    """How a Secret in the repository states that it is renewed."""

    annotations: tuple[str, ...] = ROTATION_WORDS
    """Parts of names of annotations or labels that state it."""


@policy("secret-rotation", category="secrets", severity=Severity.LOW, recommended=False)
def secret_rotation(secret: Secret, options: RotationOptions) -> Iterator[Violation]:
    """A Secret has a rotation policy.

    A credential written in a file does not change until someone edits it, and every copy of the repository keeps it. A
    rotation policy is an ExternalSecret, a Vault secret or a cert-manager Certificate that creates the Secret, or an
    annotation that states who rotates it and when. Secrets whose file holds no value (templates, placeholders, SOPS)
    are not checked, since the file does not show what provides the values. Off by default, because
    `secret-in-repository` reports the same Secrets for the more important reason. NIST SP 800-53 IA-5, PCI DSS 8.6.3.

    Fix: Create the Secret with an ExternalSecret or another operator that renews it, or document the rotation in an
    annotation.
    """
    if secret.is_token or not secret.credential_keys or secret.is_made_by_another:
        return
    marks = (*secret.annotations, *secret.labels)
    if any(word in mark.lower() for mark in marks for word in options.annotations):
        return
    yield secret.violation(
        f"Secret {secret.name} has no rotation policy: its values are written in the file", at=Secret.name_written
    )


@policy("secret-refresh", category="secrets", severity=Severity.MEDIUM)
def secret_refresh(secret: FetchedSecret) -> Iterator[Violation]:
    """A Secret from an external store is refreshed when the store rotates it.

    With `refreshInterval: 0` or `refreshPolicy: CreatedOnce` an ExternalSecret keeps its first value forever, and so
    does a VaultStaticSecret without `refreshAfter`: once the store rotates the credential, pods use one that is no
    longer valid. An ExternalSecret without `refreshInterval` passes: the default is one hour.

    Fix: Set `refreshInterval: 1h` (ExternalSecret) or `refreshAfter: 1h` (VaultStaticSecret), and remove
    `refreshPolicy: CreatedOnce`.
    """
    match secret.is_refreshed:
        case Known(False, (decisive, *rest)):
            yield secret.violation(
                f"{secret.kind} {secret.name} is never refreshed: {decisive.message}",
                at=decisive.span,
                related=tuple(rest),
            )


@policy("secret-reload", category="secrets", severity=Severity.LOW, recommended=False)
def secret_reload(secret: AnySecret) -> Iterator[Violation]:
    """Pods that use a renewed Secret as a variable are restarted when it changes.

    Files of a Secret volume are updated with the Secret; variables and files mounted by `subPath` never are. Once the
    store rotates the credential, the pod uses one that is no longer valid. Accepted are Reloader's annotations, a
    `checksum/…` annotation and `rolloutRestartTargets`; Jobs and init containers end before it matters. Off by default:
    a Secret that is fetched again does not necessarily change. Reported once for each container that uses it.

    Fix: Mount the Secret as a volume without `subPath`, or restart the pods with Reloader's annotation
    `reloader.stakater.com/auto: "true"`.
    """
    if not secret.is_renewed or secret.restarts_consumers:
        return
    reported: set[tuple[str, str]] = set()
    for use in secret.uses:
        consumer = (use.user.span.path, use.who)
        if use.keeps_old_value and consumer not in reported:
            reported.add(consumer)
            what = f"variable {use.variable}" if use.variable else f"{use.how.value} mount"
            notes = (Note(f"{secret.kind} {secret.name} renews it", secret.place(AnySecret.name_written)),)
            yield use.user.violation(
                f"{what} of {use.who} is not updated when {secret.kind} {secret.name} changes",
                at=use.span,
                related=notes,
            )


@policy("vault-agent-renewal", category="secrets", severity=Severity.LOW, recommended=False)
def vault_agent_renewal(pod: Pod) -> Iterator[Violation]:
    """The Vault agent runs beside the application and renews its secrets.

    With `agent-pre-populate-only` an init container writes the files once, and they are never renewed. Jobs are not
    checked: they may end before their secrets expire.

    Fix: Remove the annotation `vault.hashicorp.com/agent-pre-populate-only`.
    """
    name = "vault.hashicorp.com/agent-pre-populate-only"
    if pod.annotations.get(name, "").lower() == "true" and not pod.workload.is_job:
        yield pod.template.violation(
            f"files of Vault secrets in {pod.workload.kind} {pod.workload.name} are written once and never renewed",
            at=pod.template.place(Metadata.annotations, name),
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


@policy("static-cloud-key", category="secrets", severity=Severity.LOW, recommended=False)
def static_cloud_key(container: Container) -> Iterator[Violation]:
    """A container authenticates to a cloud provider by workload identity, not by a static key.

    A static key never expires and works from anywhere. Workload identity (IRSA and EKS Pod Identity, GKE Workload
    Identity, Azure Workload ID) issues tokens that expire within hours and need no rotation.

    Fix: Remove the variable and bind the pod's service account to a role of the cloud provider.
    """
    for variable in container.env:
        if variable.name in _CLOUD_KEYS:
            yield variable.violation(f"container {container.name} uses a static cloud key: {variable.name}")


class LifetimeOptions(Record):
    """The longest validity of a certificate."""

    max_days: int = 398
    """In days; the default is the limit of browsers for public certificates."""


@policy("certificate-lifetime", category="secrets", severity=Severity.MEDIUM)
def certificate_lifetime(certificate: Certificate, options: LifetimeOptions) -> Iterator[Violation]:
    """A certificate is valid for 398 days at most.

    Renewal is automatic, so a longer validity has no benefit and keeps a stolen key useful for longer. Certificates of
    CAs (`isCA`) are not checked. `spec.duration` unset means 90 days. NIST SP 800-53 SC-12.

    Fix: Set `spec.duration: 2160h` (90 days), or remove the field.
    """
    duration = certificate.duration
    if duration is not None and not certificate.is_ca and duration.days > options.max_days:
        yield certificate.violation(
            f"certificate {certificate.name} is valid for {duration.days:.0f} days, more than {options.max_days}",
            at=Certificate.duration,
        )


@policy("certificate-renewal", category="secrets", severity=Severity.MEDIUM)
def certificate_renewal(certificate: Certificate) -> Iterator[Violation]:
    """A certificate is renewed before it expires, and not continuously.

    cert-manager rejects a `renewBefore` that is not shorter than the duration (90 days where none is set), and a
    duration of less than an hour.

    Fix: Set `spec.renewBefore` to about a third of `spec.duration`, and `spec.duration` to an hour or more.
    """
    duration, before = certificate.duration, certificate.renew_before
    if duration is not None and duration.seconds < _HOUR:
        yield certificate.violation(
            f"certificate {certificate.name} is valid for less than an hour", at=Certificate.duration
        )
    elif before is not None and before.seconds >= (_NINETY_DAYS if duration is None else duration.seconds):
        yield certificate.violation(
            f"renewBefore of certificate {certificate.name}, {before}, is not shorter than its duration",
            at=Certificate.renew_before,
        )


_HOUR = 3600
_NINETY_DAYS = 90 * 24 * _HOUR


@policy("certificate-key-rotation", category="secrets", severity=Severity.LOW)
def certificate_key_rotation(certificate: Certificate) -> Iterator[Violation]:
    """A certificate gets a new private key when it is renewed.

    With `rotationPolicy: Never` every renewal signs the same key, so a key that leaked once stays valid. Unset is not
    checked: the default is Always from cert-manager 1.18 on, and Never before.

    Fix: Set `spec.privateKey.rotationPolicy: Always`.
    """
    if certificate.private_key.rotation_policy == "Never":
        yield certificate.private_key.violation(
            f"certificate {certificate.name} keeps its private key on renewal: rotationPolicy is Never",
            at=CertificateKey.rotation_policy,
        )


@policy("long-lived-token", category="secrets", severity=Severity.MEDIUM)
def long_lived_token(secret: Secret) -> Iterator[Violation]:
    """No Secret holds a service account token.

    Such a token never expires and is stored in etcd, where everyone who can read Secrets can read it. The TokenRequest
    API and projected volumes issue tokens that are valid for an hour and are renewed.

    Fix: Remove the Secret and use a projected `serviceAccountToken` volume, or `kubectl create token` outside the
    cluster.
    """
    if secret.is_token:
        yield secret.violation(f"Secret {secret.name} holds a service account token that never expires", at=Secret.type)


class TokenOptions(Record):
    """The longest lifetime of a projected token."""

    max_seconds: int = 86_400
    """In seconds; the default is one day."""


@policy("token-lifetime", category="secrets", severity=Severity.LOW)
def token_lifetime(pod: Pod, options: TokenOptions) -> Iterator[Violation]:
    """A projected service account token is valid for one day at most.

    The kubelet renews it at 80 % of its lifetime, so a longer lifetime has no benefit; `expirationSeconds` unset means
    one hour.

    Fix: Set `expirationSeconds: 3600`, or remove the field.
    """
    for source in (source for volume in pod.volumes for source in volume.projected):
        token = source.service_account_token
        seconds = token.expiration_seconds if token is not None else None
        if token is not None and seconds is not None and seconds > options.max_seconds:
            yield token.violation(
                f"service account token of {pod.workload.kind} {pod.workload.name} is valid for {seconds} seconds,"
                f" more than {options.max_seconds}",
                at=ServiceAccountToken.expiration_seconds,
            )
