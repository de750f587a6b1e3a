"""Whether certificates are checked."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Container, Dockerfile, Known, Metadata, Pod, Severity, Violation, policy

_ZERO = ("0", "false", "no", "off")
_ONE = ("1", "true", "yes", "on")
SWITCHES = {
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
    "OPENSEARCH_SSL_VERIFICATIONMODE": ("none",),
    "BAO_SKIP_VERIFY": _ONE,
    "NOMAD_SKIP_VERIFY": _ONE,
    "PERL_LWP_SSL_VERIFY_HOSTNAME": ("0",),
    "ETCDCTL_INSECURE_SKIP_TLS_VERIFY": _ONE,
    "SSL_VERIFY": _ZERO,
    "VERIFY_SSL": _ZERO,
    "TLS_VERIFY": _ZERO,
    "ARGOCD_INSECURE_SKIP_VERIFY": _ONE,
}


def _is_switch(name: str) -> bool:
    return name.upper() in SWITCHES or name == "PIP_TRUSTED_HOST"


def _is_switched_off(name: str, value: str | None) -> bool:
    if value is None:
        return False
    word = value.strip().lower()
    # pip names the hosts that it believes whatever they show
    return word in SWITCHES.get(name.upper(), ()) or (name == "PIP_TRUSTED_HOST" and word != "")


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
            yield variable.violation(
                f"{variable.name} switches the check of certificates off in container {container.name}"
            )


@policy(
    "image-tls-verification",
    category="dependencies",
    severity=Severity.HIGH,
    controls=("nist-800-53-r5:SC-8", "cwe:295"),
    aliases=(
        "checkov:CKV2_DOCKER_5", "checkov:CKV2_DOCKER_6", "checkov:CKV2_DOCKER_12", "checkov:CKV2_DOCKER_14",
        "checkov:CKV2_DOCKER_16",
    ),
)  # fmt: skip
def image_tls_verification(dockerfile: Dockerfile) -> Iterator[Violation]:
    """No variable of an image or of its build switches the check of certificates off.

    An ENV holds for every process of every container that runs the image; an ARG or a variable before a command lets
    whoever stands between give the build other packages. See `tls-verification-disabled` for manifests. checkov has a
    rule for each of the variables of Node, Python, npm, Git and pip; this policy answers for all of them.
    """
    for instruction in dockerfile.named("ENV", "ARG"):
        for pair in instruction.pairs:
            is_switch = pair.value is not None and _is_switch(pair.key.text)
            match instruction.expand(pair.value) if is_switch and pair.value is not None else None:
                case Known(value) if _is_switched_off(pair.key.text, value):
                    yield instruction.violation(_BUILD_MESSAGE.format(instruction.name, pair.key.text), at=pair.span)
    for run in dockerfile.named("RUN"):
        for command in run.commands:
            for word in command.assignments:
                name, _, value = word.text.partition("=")
                if _is_switched_off(name, value):
                    yield command.violation(_BUILD_MESSAGE.format("RUN", name), at=command.word_span(word))


_BUILD_MESSAGE = "{} sets {}, which switches the check of certificates off"


_INSECURE_ARGUMENTS = frozenset(
    (
        "insecure-skip-tls-verify", "insecure-skip-verify", "kubelet-insecure-tls", "no-check-certificate",
        "no-verify-ssl", "skip-tls-verify", "tls-insecure-skip-verify", "tls-skip-verify", "ssl-insecure",
    )
)  # fmt: skip


@policy(
    "insecure-argument",
    category="dependencies",
    severity=Severity.MEDIUM,
    controls=("nsa-1.2:tls", "nist-800-53-r5:SC-8", "cwe:295"),
)
def insecure_argument(container: Container) -> Iterator[Violation]:
    """No argument of a container switches the check of certificates off.

    `--insecure-skip-tls-verify` and its like let whoever stands between read and change everything.
    """
    for field, words in ((Container.command, container.command), (Container.args, container.args)):
        for index, word in enumerate(words):
            name, _, value = word.partition("=")
            if name.startswith("--") and name[2:] in _INSECURE_ARGUMENTS and value.lower() not in _ZERO:
                yield container.violation(
                    f"argument {name} of container {container.name} switches the check of certificates off",
                    at=container.place(field, index),
                )


_VAULT_ANNOTATIONS = (
    "vault.hashicorp.com/tls-skip-verify", "openbao.openbao.org/tls-skip-verify",
    "vault.security.banzaicloud.io/vault-skip-verify",
)  # fmt: skip


@policy(
    "vault-tls-verification",
    category="dependencies",
    severity=Severity.HIGH,
    controls=("nsa-1.2:tls", "nist-800-53-r5:SC-8", "cwe:295"),
)
def vault_tls_verification(pod: Pod) -> Iterator[Violation]:
    """The injector of Vault checks Vault's certificate.

    Whoever answers instead of Vault receives the pod's token and hands out secrets of his own.
    """
    for name in _VAULT_ANNOTATIONS:
        if pod.annotations.get(name, "").lower() in _ONE:
            yield pod.template.violation(
                f"annotation {name} switches the check of Vault's certificate off",
                at=pod.template.place(Metadata.annotations, name),
            )
