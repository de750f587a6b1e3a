"""Where credentials are stored."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import (
    ConfigMap,
    Container,
    EnvFrom,
    EnvVar,
    Exec,
    Held,
    KubernetesObject,
    Pod,
    Probe,
    Secret,
    Severity,
    Span,
    Violation,
    Volume,
    credential_in_login,
    credentials_in_words,
    held_by,
    is_sentence,
    looks_drawn,
    names_password,
    policy,
    token_in_login,
)


@policy("credential-in-env", category="secrets", severity=Severity.HIGH)
def credential_in_env(container: Container) -> Iterator[Violation]:
    """No environment variable of a container holds a credential in plaintext.

    Everyone who can read the manifest, the workload in the cluster or the history of the repository can read it.
    The last word of a name decides: `DB_PASSWORD` and `API_KEY` name a credential, and still do where a word behind
    says what it is for (`TOKEN_GITHUB`, `DB_PASSWORD_PROD`); `SECRET_NAME`, `TOKEN_TTL` and `PASSWORD_FILE` only say
    something about one. Behind words that are not known (`SECRET_SANTA`) the value has to look drawn by lot. The value
    is no template, path, switch or duration, no reference to a store and no name of a variable. Reported under any name
    are private keys, what has the format of a provider's token, logins of Kafka (`sasl.jaas.config`) and Azure
    signatures (`sig=`). Other scanners check the name alone.

    Fix: Move the value to a Secret and use `valueFrom.secretKeyRef`. Rotate the exposed credential.
    """
    for name, value, variable in container.literals:
        if _holds_credential(name, value):
            yield variable.violation(
                f"variable {name} of container {container.name} holds a credential in plaintext",
                at=EnvVar.value,
            )


def _holds_credential(name: str | None, value: str | None) -> bool:
    """Whether a setting holds a credential, or an address with a token as its user; dependencies have the passwords."""
    if held_by(name, value) is Held.LITERAL:
        return True
    return value is not None and "@" in value and "://" in value and token_in_login(value) is not None


def _is_filled(owner: KubernetesObject, value: str | None) -> bool:
    """Whether Argo CD's Vault plugin replaces the value: "Generic placeholders" and their annotation."""
    text = (value or "").strip()
    return text.startswith("<") and text.endswith(">") and "avp.kubernetes.io/path" in owner.annotations


@policy("placeholder-credential", category="secrets", severity=Severity.LOW)
def placeholder_credential(container: Container) -> Iterator[Violation]:
    """No environment variable holds a placeholder for a credential.

    A placeholder such as `changeme` or `xxxx` is either applied as it is, and then the password is publicly known, or
    replaced by hand, and then the credential is in the manifest. `<password>` is accepted where Argo CD's Vault plugin
    replaces it (`avp.kubernetes.io/path`).

    Fix: Use `valueFrom.secretKeyRef` instead of the placeholder.
    """
    for name, value, variable in container.literals:
        if held_by(name, value) is Held.PLACEHOLDER and not _is_filled(container.pod.workload, value):
            yield variable.violation(
                f"variable {name} of container {container.name} holds a placeholder for a credential",
                at=EnvVar.value,
            )


@policy("credential-in-configmap", category="secrets", severity=Severity.HIGH)
def credential_in_configmap(config_map: ConfigMap) -> Iterator[Violation]:
    """A ConfigMap holds no credential.

    Read access to ConfigMaps is granted widely, and they are not encrypted at rest by default. Lines of files (`.env`,
    `.properties`, `.ini`, YAML) are checked too, including logins of Kafka (`sasl.jaas.config`) and signed Azure
    addresses. Other scanners check names alone; here the value must be a credential, not a template, path or switch.

    Fix: Move the value to a Secret, and rotate the exposed credential.
    """
    for setting in config_map.settings:
        name, value = setting.name, setting.value
        if _holds_credential(name, value) and not (setting.file and is_sentence(name, value)):
            yield config_map.violation(
                f"{name} of ConfigMap {config_map.name} holds a credential in plaintext", at=setting.span
            )


@policy("placeholder-in-configmap", category="secrets", severity=Severity.LOW)
def placeholder_in_configmap(config_map: ConfigMap) -> Iterator[Violation]:
    """A ConfigMap holds no placeholder for a credential.

    Replacing `changeme` there puts the credential into an object that is not a Secret. `<password>` is accepted where
    Argo CD's Vault plugin replaces it (`avp.kubernetes.io/path`).

    Fix: Remove the key from the ConfigMap and use a Secret for it.
    """
    for setting in config_map.settings:
        if held_by(setting.name, setting.value) is Held.PLACEHOLDER and not _is_filled(config_map, setting.value):
            yield config_map.violation(
                f"{setting.name} of ConfigMap {config_map.name} holds a placeholder for a credential", at=setting.span
            )


@policy("credential-in-release", category="secrets", severity=Severity.HIGH)
def credential_in_release(owner: KubernetesObject) -> Iterator[Violation]:
    """The values of a Helm release hold no credential.

    What a HelmRelease of Flux, an Application or ApplicationSet of Argo CD, a HelmChart of k3s or a Release of
    Crossplane gives a chart stands in the repository and in the object in plaintext, whatever the chart makes of it.
    Checked are `values`, `valuesObject`, `valuesContent`, `parameters` and `set`: passwords by name, addresses with a
    password, tokens by their format, and keys and secrets by name whose value looks drawn by lot, since a chart's
    `secret: shop-tls` is the name of a Secret. Placeholders and templates (`${DB_PASSWORD}`) are accepted.

    Fix: Keep the value in a Secret that the release reads: `valuesFrom` of Flux and Crossplane, or the chart's own
    `existingSecret`. Rotate the exposed credential.
    """
    for setting in owner.release_values:
        name, value = setting.name, setting.value
        is_secret = _holds_credential(name, value) and (names_password(name) or looks_drawn(value))
        if is_secret or credential_in_login(value) is not None:
            yield owner.violation(
                f"{setting.full_name} in the values of {owner.kind} {owner.name} holds a credential in plaintext",
                at=setting.span,
            )


@policy("credential-in-arguments", category="secrets", severity=Severity.HIGH)
def credential_in_arguments(container: Container) -> Iterator[Violation]:
    """No command or argument of a container holds a credential in plaintext.

    Arguments can be read in the manifest and in the process list of the node. `--password=$(PASSWORD)` with a variable
    from a Secret keeps the value out of the manifest; a file keeps it out of both. Checked are options by name, in
    scripts too, those of programs such as `curl --user` and `redis-cli -a`, and tokens, private keys and logins by
    their format; the commands of probes and lifecycle hooks are read like the container's own.

    Fix: Read the value from a mounted Secret, or pass a variable from a Secret, as in `--password=$(PASSWORD)`. Rotate
    the exposed credential.
    """
    words = (*container.command, *container.args)
    for index, match in credentials_in_words(words):
        in_args = index - len(container.command)
        field, at = (Container.command, index) if in_args < 0 else (Container.args, in_args)
        yield _in_command(container, match, "", container.place(field, at))
    for handler in container.handlers:
        if handler.exec is not None:
            where = "a probe of " if isinstance(handler, Probe) else "a lifecycle hook of "
            for index, match in credentials_in_words(handler.exec.command):
                yield _in_command(container, match, where, handler.exec.place(Exec.command, index))


def _in_command(container: Container, match: str, where: str, place: Span) -> Violation:
    which, what = (f"argument {match}", "a credential") if match.startswith("-") else ("an argument", match)
    return container.violation(f"{which} of {where}container {container.name} holds {what} in plaintext", at=place)


@policy("secret-in-repository", category="secrets", severity=Severity.MEDIUM)
def secret_in_repository(secret: Secret) -> Iterator[Violation]:
    """A Secret in the repository holds no value in plaintext.

    Base64 is not encryption: everyone who can read the repository, or ever could, has the credential. Templates,
    placeholders and public parts such as `ca.crt` are not checked. CIS Kubernetes 5.4.2, NIST SP 800-53 IA-5(7).

    Fix: Encrypt the Secret (SealedSecret, SOPS) or fetch it from a store (ExternalSecret, SecretProviderClass), and
    rotate the exposed credential.
    """
    keys = secret.credential_keys
    if keys:
        named = keys[0] if len(keys) == 1 else f"{keys[0]} and {len(keys) - 1} more"
        yield secret.violation(f"Secret {secret.name} holds {named} in plaintext", at=secret.place_of_key(keys[0]))


@policy("secret-store", category="secrets", severity=Severity.LOW, recommended=False)
def secret_store(secret: Secret) -> Iterator[Violation]:
    """Secrets come from an external store.

    An external store logs access, rotates and revokes. Reported for each plain Secret where the scan holds no object of
    such a store (ExternalSecret, SecretProviderClass, Vault's). CIS Kubernetes 5.4.2.

    Fix: Keep the values in the store, and create the Secret with an ExternalSecret or mount it with a
    SecretProviderClass.
    """
    if not secret.has_store:
        yield secret.violation(f"Secret {secret.name} does not come from an external store", at=Secret.kind_written)


@policy("secret-as-env", category="secrets", severity=Severity.LOW, recommended=False)
def secret_as_env(container: Container) -> Iterator[Violation]:
    """A container reads Secrets from files, not from environment variables.

    Variables are inherited by child processes, printed in crash reports and do not change while the pod runs; files of
    a Secret volume have none of these problems. Off by default, since many teams decide otherwise. CIS Kubernetes
    5.4.1, `env[*].valueFrom.secretKeyRef`; `envFrom` is `secret-env-from`.

    Fix: Mount the Secret as a volume and read the file.
    """
    for variable in container.env:
        if variable.secret_key is not None:
            yield variable.violation(
                f"variable {variable.name} of container {container.name} comes from a Secret", at=EnvVar.secret_key
            )


@policy("secret-env-from", category="secrets", severity=Severity.LOW, recommended=False)
def secret_env_from(container: Container) -> Iterator[Violation]:
    """A container does not import all keys of a Secret as environment variables.

    `envFrom` with a `secretRef` exposes every key, including those added later, whether the container needs it or not.
    CIS Kubernetes 5.4.1.

    Fix: Mount the keys that the container needs as files, or list them with `valueFrom.secretKeyRef`.
    """
    for source in container.env_from:
        if source.secret is not None:
            yield source.violation(
                f"container {container.name} imports all keys of Secret {source.secret.name} as variables",
                at=EnvFrom.secret,
            )


@policy("secret-volume", category="secrets", severity=Severity.LOW, recommended=False)
def secret_volume(pod: Pod) -> Iterator[Violation]:
    """A pod mounts no Secret.

    For clusters where secrets must come from an external store only (CSI, an agent) and are never stored in etcd.

    Fix: Mount the secret with the Secrets Store CSI driver (`csi`) instead of a `secret` volume.
    """
    for volume in pod.volumes:
        if volume.secret is not None:
            yield volume.violation(f"volume {volume.name} mounts a Secret", at=Volume.secret)
