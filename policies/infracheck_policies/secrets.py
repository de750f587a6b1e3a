"""Secrets that are not what they say, that nobody takes, or that stand in the wrong place."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import KubernetesObject, Secret, Severity, Violation, credential_in_text, policy

_CONTROLS = ("nist-800-53-r5:IA-5(7)", "pci-dss-4.0:8.6.2", "soc2:CC6.1", "owasp-k8s-2025:K03", "cwe:798")


@policy("secret-type-keys", category="secrets", severity=Severity.HIGH)
def secret_type_keys(secret: Secret) -> Iterator[Violation]:
    """A Secret has the keys that its type asks for.

    The API server refuses one without: `kubernetes.io/tls` takes `tls.crt` and `tls.key`, `dockerconfigjson` its key
    `.dockerconfigjson`, `dockercfg` `.dockercfg`, `ssh-auth` `ssh-privatekey`, `basic-auth` a `username` or a
    `password`, and `service-account-token` the annotation `kubernetes.io/service-account.name`. Those that another
    object of the scan fills are not judged. Kubernetes, "Types of Secret"; validation.go, ValidateSecret.
    """
    missing = secret.missing_keys
    if missing:
        yield secret.violation(
            f"Secret {secret.name} of type {secret.type} has no {' and no '.join(missing)}", at=Secret.type
        )


@policy("secret-content", category="secrets", severity=Severity.HIGH)
def secret_content(secret: Secret) -> Iterator[Violation]:
    """A Secret holds what its keys say.

    `.dockerconfigjson` is JSON with `auths`: the API server refuses what is no JSON, and the kubelet finds no login in
    what has none. `tls.crt` is a certificate and `tls.key` a private key, both in PEM: what takes them fails at its
    start. Placeholders, templates and encrypted values are not judged.
    """
    for key, wanted in secret.mistaken_keys:
        yield secret.violation(f"{key} of Secret {secret.name} is no {wanted}", at=secret.place_of_key(key))


@policy("unused-secret", category="secrets", severity=Severity.LOW, recommended=False)
def unused_secret(secret: Secret) -> Iterator[Violation]:
    """A Secret is used by something.

    One that is not is a credential that nobody will miss when it is read. Uses are those that the scan sees: variables,
    volumes, pull secrets, Ingress certificates, service accounts, and any mention of the name in another object.
    Programs read Secrets through the API too, so it is not recommended to all.
    """
    if secret.is_unused:
        yield secret.violation(f"nothing of the scan uses Secret {secret.name}", at=Secret.name_written)


_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"


@policy("credential-in-annotation", category="secrets", severity=Severity.HIGH, controls=_CONTROLS)
def credential_in_annotation(each: KubernetesObject) -> Iterator[Violation]:
    """No credential stands in an annotation.

    Annotations are for what everyone may read: no role hides them, nothing encrypts them, controllers log them. Judged
    by form, never by name: providers' tokens, private keys, JSON Web Tokens, logins in headers; and
    `last-applied-configuration` of a Secret, which is the whole Secret once more.
    """
    if not each.annotations:
        return
    for name, value in each.annotations.items():
        if name == _APPLIED:
            found = "the Secret once more" if each.kind == "Secret" and '"data":{' in value else None
        else:
            found = credential_in_text(value)
        if found:
            yield each.violation(
                f"annotation {name} holds {found} in the clear", at=each.place(KubernetesObject.annotations, name)
            )
