"""Secrets that are invalid, unused, or stored in the wrong place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from infracheck import KubernetesObject, Secret, Severity, Violation, credential_in_text, policy


@policy("secret-type-keys", category="secrets", severity=Severity.HIGH)
def secret_type_keys(secret: Secret) -> Iterator[Violation]:
    """A Secret has the keys that its type requires.

    The API server rejects a Secret without them: `kubernetes.io/tls` requires `tls.crt` and `tls.key`,
    `dockerconfigjson` its key `.dockerconfigjson`, `dockercfg` `.dockercfg`, `ssh-auth` `ssh-privatekey`, `basic-auth`
    a `username` or a `password`, and `service-account-token` the annotation `kubernetes.io/service-account.name`.
    Secrets that another object of the scan fills are not checked. Kubernetes, "Types of Secret"; validation.go,
    ValidateSecret.

    Fix: Add the key that the message names, or set `type: Opaque`.
    """
    missing = secret.missing_keys
    if missing:
        yield secret.violation(
            f"Secret {secret.name} of type {secret.type} has no {' and no '.join(missing)}", at=Secret.type
        )


@policy("secret-content", category="secrets", severity=Severity.HIGH)
def secret_content(secret: Secret) -> Iterator[Violation]:
    """The values of a Secret have the format that their keys require.

    `.dockerconfigjson` is JSON with `auths`: the API server rejects a value that is not JSON, and the kubelet finds no
    credentials in one without `auths`. `tls.crt` is a certificate and `tls.key` a private key, both in PEM: programs
    that load them fail at startup otherwise. Placeholders, templates and encrypted values are not checked.

    Fix: Create the Secret with `kubectl create secret tls` or `kubectl create secret docker-registry`, which write the
    right format.
    """
    for key, expected in secret.mistaken_keys:
        yield secret.violation(f"{key} of Secret {secret.name} is not {expected}", at=secret.place_of_key(key))


@policy("unused-secret", category="secrets", severity=Severity.LOW, recommended=False)
def unused_secret(secret: Secret) -> Iterator[Violation]:
    """A Secret is used by another object.

    One that is not used is a credential that can leak and that nobody needs. Uses are those that the scan holds:
    variables, volumes, pull secrets, Ingress certificates, service accounts, and any mention of the name in another
    object. Off by default, since programs also read Secrets through the API.

    Fix: Remove the Secret and revoke its credential, or reference it where it was meant to be used.
    """
    if secret.is_unused:
        yield secret.violation(f"no object of the scan uses Secret {secret.name}", at=Secret.name_written)


_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
# kubectl writes it without blanks, other clients may not; a map without keys copies nothing
_COPY = r'"(?:data|stringData)"\s*:\s*\{\s*"'


@policy("credential-in-annotation", category="secrets", severity=Severity.HIGH)
def credential_in_annotation(owner: KubernetesObject) -> Iterator[Violation]:
    """An annotation holds no credential.

    Annotations can be read by everyone who can read the object, are not encrypted, and are logged by controllers.
    Checked by format, never by name: providers' tokens, private keys, JSON Web Tokens, logins in headers; and
    `last-applied-configuration` of a Secret, which is a copy of the whole Secret, its `data` and `stringData`.

    Fix: Move the value to a Secret and rotate it. Remove `kubectl.kubernetes.io/last-applied-configuration` from
    exported manifests.
    """
    if not owner.annotations:
        return
    for name, value in owner.annotations.items():
        if name == _APPLIED:
            content = "a copy of the Secret" if owner.kind == "Secret" and re.search(_COPY, value) else None
        else:
            content = credential_in_text(value)
        if content:
            yield owner.violation(
                f"annotation {name} of {owner.kind} {owner.name} holds {content} in plaintext",
                at=owner.place(KubernetesObject.annotations, name),
            )
