"""How the API server encrypts Secrets at rest."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import EncryptionConfiguration, Severity, Violation, policy

_STRONG = ("aescbc", "kms", "secretbox")
_SECRETS = ("secrets", "*.", "*.*")


@policy("encryption-plaintext", category="control-plane", severity=Severity.HIGH, recommended=False)
def encryption_plaintext(configuration: EncryptionConfiguration) -> Iterator[Violation]:
    """The first provider of an EncryptionConfiguration encrypts Secrets.

    The first one writes, the others only read: where it is `identity`, Secrets are stored unencrypted, whatever stands
    behind it. Kubernetes, "Encrypting Confidential Data at Rest".

    Fix: Move `identity: {}` behind the provider that encrypts.
    """
    for each in configuration.resources:
        first = each.providers[0] if each.providers else None
        if first is not None and first.kind == "identity" and any(name in _SECRETS for name in each.resources):
            yield first.violation("first provider of secrets is identity: they are stored unencrypted")


@policy("encryption-provider", category="control-plane", severity=Severity.MEDIUM, recommended=False)
def encryption_provider(configuration: EncryptionConfiguration) -> Iterator[Violation]:
    """An EncryptionConfiguration uses the provider aescbc, kms or secretbox.

    `identity` does not encrypt, and the keys of `aesgcm` must be replaced every 200,000 writes. CIS Kubernetes
    Benchmark 1.12, 1.2.28.

    Fix: List `kms`, `secretbox` or `aescbc` as the first provider of `secrets`.
    """
    providers = [provider.kind for each in configuration.resources for provider in each.providers]
    if not any(kind in _STRONG for kind in providers):
        found = f"only {', '.join(dict.fromkeys(providers))}" if providers else "no provider"
        yield configuration.violation(f"encryption at rest uses {found}", at=EncryptionConfiguration.resources)
