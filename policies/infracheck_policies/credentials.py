"""Where credentials stand."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import (
    ConfigMap,
    Container,
    EnvFrom,
    EnvVar,
    KubernetesObject,
    Pod,
    Secret,
    Severity,
    Violation,
    Volume,
    policy,
)
from infracheck_policies.sensitive import Words, judge, judge_argument, judge_script

_CONTROLS = (
    "nsa-1.2:secrets", "nist-800-53-r5:IA-5(7)", "nist-800-190:4.1.4", "pci-dss-4.0:8.6.2", "soc2:CC6.1",
    "owasp-k8s-2025:K03", "cwe:798",
)  # fmt: skip


@policy(
    "credential-in-env",
    category="secrets",
    severity=Severity.HIGH,
    controls=_CONTROLS,
    aliases=(
        "kube-linter:env-var-secret", "polaris:sensitiveContainerEnvVar", "kubescape:rule-credentials-in-env-var",
        "kubescape:C-0012", "kubescape:C-0259",
    ),
)  # fmt: skip
def credential_in_env(container: Container) -> Iterator[Violation]:
    """No credential stands as a literal among a container's variables.

    It is read by everyone who may read the manifest, the workload in the cluster or the history of the repository.
    A literal counts where the variable's name says password, token, secret or key and the value is one: no template, no
    path, no reference, no switch; or where the value is a private key, bears a provider's mark or logs in to Kafka
    (`sasl.jaas.config`) or to an address of Azure's (`sig=`). Peers judge the name alone: `SECRET_NAME`, `TOKEN_TTL`
    and `PASSWORD_FILE` are no credentials here.
    """
    for name, value, variable in container.literals:
        if judge(name, value) is Words.LITERAL:
            yield variable.violation(
                f"variable {name} of container {container.name} holds a credential in the clear",
                at=EnvVar.value,
            )


def _is_filled(each: KubernetesObject, value: str | None) -> bool:
    """Whether Argo CD's Vault plugin puts another value there: "Generic placeholders" and their annotation."""
    text = (value or "").strip()
    return text.startswith("<") and text.endswith(">") and "avp.kubernetes.io/path" in each.annotations


@policy(
    "placeholder-credential",
    category="secrets",
    severity=Severity.LOW,
    controls=("nist-800-53-r5:IA-5", "owasp-k8s-2025:K03", "cwe:1392"),
    aliases=(
        "kube-linter:env-var-secret", "polaris:sensitiveContainerEnvVar", "kubescape:rule-credentials-in-env-var",
        "kubescape:C-0012", "kubescape:C-0259",
    ),
)  # fmt: skip
def placeholder_credential(container: Container) -> Iterator[Violation]:
    """No variable waits for a credential to be written in its place.

    `changeme` and `xxxx` are either applied as they are, and then everyone knows the password, or replaced by hand, and
    then the credential stands in the manifest. A `secretKeyRef` is neither, nor is `<password>` where Argo CD's Vault
    plugin fills it in (`avp.kubernetes.io/path`).
    """
    for name, value, variable in container.literals:
        if judge(name, value) is Words.PLACEHOLDER and not _is_filled(container.pod.workload, value):
            yield variable.violation(
                f"variable {name} of container {container.name} has a placeholder for a credential",
                at=EnvVar.value,
            )


@policy(
    "credential-in-configmap",
    category="secrets",
    severity=Severity.HIGH,
    controls=_CONTROLS,
    aliases=(
        "polaris:sensitiveConfigmapContent", "kubescape:rule-credentials-configmap", "kubescape:C-0012",
        "trivy:KSV-0109",
    ),
)  # fmt: skip
def credential_in_configmap(config_map: ConfigMap) -> Iterator[Violation]:
    """No credential stands in a ConfigMap.

    ConfigMaps are for what everyone may read: roles that may read them are handed out freely, and they are never
    encrypted at rest. Lines of files (`.env`, `.properties`, `.ini`, YAML) are judged too, logins of Kafka's
    (`sasl.jaas.config`) and signed addresses of Azure's among them. Peers judge names alone; here the value must be
    one: no template, no path, no switch.
    """
    for setting in config_map.settings:
        if judge(setting.name, setting.value) is Words.LITERAL:
            yield config_map.violation(f"{setting.name} holds a credential in the clear", at=setting.span)


@policy(
    "placeholder-in-configmap",
    category="secrets",
    severity=Severity.LOW,
    controls=("nist-800-53-r5:IA-5", "owasp-k8s-2025:K03", "cwe:1392"),
    aliases=(
        "polaris:sensitiveConfigmapContent", "kubescape:rule-credentials-configmap", "kubescape:C-0012",
        "trivy:KSV-0109",
    ),
)  # fmt: skip
def placeholder_in_configmap(config_map: ConfigMap) -> Iterator[Violation]:
    """No ConfigMap waits for a credential to be written in its place.

    Whoever replaces `changeme` there puts the credential into an object that is no Secret. Where Argo CD's Vault plugin
    fills in `<password>` (`avp.kubernetes.io/path`) nobody has to.
    """
    for setting in config_map.settings:
        if judge(setting.name, setting.value) is Words.PLACEHOLDER and not _is_filled(config_map, setting.value):
            yield config_map.violation(f"{setting.name} has a placeholder for a credential", at=setting.span)


@policy(
    "credential-in-arguments",
    category="secrets",
    severity=Severity.HIGH,
    controls=_CONTROLS,
)
def credential_in_arguments(container: Container) -> Iterator[Violation]:
    """No credential stands among a container's arguments.

    Arguments stand in the manifest and, in the cluster, in the list of processes of the node. `--password=$(PASSWORD)`
    with a variable from a Secret keeps it out of the first; a file keeps it out of both. Judged are options by their
    names, in scripts too, `curl --user`, and tokens, private keys and logins by their form.
    """
    for field, words in ((Container.command, container.command), (Container.args, container.args)):
        for index, word in enumerate(words):
            following = words[index + 1] if index + 1 < len(words) else ""
            found = judge_argument(word, following) or judge_script(word)
            if found:
                option = found.startswith("-")
                which, what = (f"argument {found}", "a credential") if option else ("an argument", found)
                yield container.violation(
                    f"{which} of container {container.name} holds {what} in the clear",
                    at=container.place(field, index),
                )


@policy(
    "secret-in-repository",
    category="secrets",
    severity=Severity.MEDIUM,
    controls=(*_CONTROLS[:4], "cis-kubernetes-1.12:5.4.2", *_CONTROLS[4:]),
)
def secret_in_repository(secret: Secret) -> Iterator[Violation]:
    """A Secret in the repository holds no value in the clear.

    Base64 is no encryption: whoever reads the repository, or ever read it, has the credential. Seal it (SealedSecret,
    SOPS) or fetch it (ExternalSecret, SecretProviderClass). Templates, placeholders and public parts such as `ca.crt`
    are not judged. CIS Kubernetes 5.4.2, NIST SP 800-53 IA-5(7).
    """
    held = secret.credential_keys
    if held:
        keys = held[0] if len(held) == 1 else f"{held[0]} and {len(held) - 1} more"
        yield secret.violation(f"Secret {secret.name} holds {keys} in the clear", at=secret.place_of_key(held[0]))


@policy(
    "secret-store",
    category="secrets",
    severity=Severity.LOW,
    controls=("cis-kubernetes-1.12:5.4.2", "nist-800-53-r5:IA-5"),
    aliases=("kics:b9c83569-459b-4110-8f79-6305aa33cb37",),
    recommended=False,
)
def secret_store(secret: Secret) -> Iterator[Violation]:
    """Secrets come from an external store.

    One that logs who reads, rotates and revokes. Said of each plain Secret where the whole scan holds no object of such
    a store (ExternalSecret, SecretProviderClass, Vault's). CIS Kubernetes 5.4.2.
    """
    if not secret.has_store:
        yield secret.violation(f"Secret {secret.name} comes from no external store", at=Secret.kind_written)


@policy(
    "secret-as-env",
    category="secrets",
    severity=Severity.LOW,
    controls=("cis-kubernetes-1.12:5.4.1", "nsa-1.2:secrets"),
    aliases=(
        "checkov:CKV_K8S_35", "kube-linter:read-secret-from-env-var", "kubescape:rule-secrets-in-env-var",
        "kubescape:C-0207", "kics:3d658f8b-d988-41a0-a841-40043121de1e", "kyverno:secrets-not-from-env-vars",
        "kyverno:secrets-not-from-env-vars/secrets-not-from-env-vars", "kyverno:no-secrets",
        "kyverno:no-secrets/secrets-not-from-env",
    ),
    recommended=False,
)  # fmt: skip
def secret_as_env(container: Container) -> Iterator[Violation]:
    """A container reads secrets from files, not from variables.

    Variables are inherited by child processes, printed in crash reports and never change while the pod runs; files of
    a Secret volume are none of that. Many teams decide otherwise, so it is not recommended to all.
    CIS Kubernetes 5.4.1, `env[*].valueFrom.secretKeyRef`; `envFrom` is `secret-env-from`.
    """
    for variable in container.env:
        if variable.secret_key is not None:
            yield variable.violation(
                f"variable {variable.name} of container {container.name} comes from a Secret", at=EnvVar.secret_key
            )


@policy(
    "secret-env-from",
    category="secrets",
    severity=Severity.LOW,
    controls=("cis-kubernetes-1.12:5.4.1", "nsa-1.2:secrets"),
    aliases=(
        "checkov:CKV_K8S_35", "kics:3d658f8b-d988-41a0-a841-40043121de1e", "kubescape:rule-credentials-in-env-var",
        "kubescape:rule-secrets-in-env-var", "kubescape:C-0207", "kyverno:secrets-not-from-env-vars",
        "kyverno:secrets-not-from-env-vars/secrets-not-from-envfrom", "kyverno:no-secrets",
        "kyverno:no-secrets/secrets-not-from-envfrom",
    ),
    recommended=False,
)  # fmt: skip
def secret_env_from(container: Container) -> Iterator[Violation]:
    """A container takes no whole Secret as variables.

    `envFrom` with a `secretRef` hands over every key, those added later too, whether the container needs it or not.
    CIS Kubernetes 5.4.1.
    """
    for source in container.env_from:
        if source.secret is not None:
            yield source.violation(
                f"container {container.name} takes all keys of a Secret as variables", at=EnvFrom.secret
            )


@policy(
    "secret-volume",
    category="secrets",
    severity=Severity.LOW,
    aliases=(
        "kyverno:no-secrets",
        "kyverno:no-secrets/secrets-not-from-volumes",
        "kubescape:workload-mounted-secrets",
        "kubescape:C-0255",
    ),
    recommended=False,
)
def secret_volume(pod: Pod) -> Iterator[Violation]:
    """A pod mounts no Secret.

    For clusters whose rule is that secrets come from an external store alone (CSI, an agent) and never lie in etcd.
    """
    for volume in pod.volumes:
        if volume.secret is not None:
            yield volume.violation(f"volume {volume.name} is a Secret", at=Volume.secret)
