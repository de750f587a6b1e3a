"""Whether clients verify certificates."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import ENV_FALSE, ENV_TRUE, Container, Dockerfile, Metadata, Pod, Severity, Unknown, Violation, policy

SWITCHES = {
    "NODE_TLS_REJECT_UNAUTHORIZED": ("0",),
    "PYTHONHTTPSVERIFY": ("0",),
    "VAULT_SKIP_VERIFY": ENV_TRUE,
    "CONSUL_HTTP_SSL_VERIFY": ENV_FALSE,
    "NPM_CONFIG_STRICT_SSL": ENV_FALSE,
    "INSECURE_SKIP_VERIFY": ENV_TRUE,
    "AWS_S3_VERIFY": ENV_FALSE,
    "LDAPTLS_REQCERT": ("never", "allow"),
    "LDAP_TLS_REQCERT": ("never", "allow"),
    "ELASTICSEARCH_SSL_VERIFICATIONMODE": ("none",),
    "ELASTICSEARCH_SSL_VERIFY": ENV_FALSE,
    "OPENSEARCH_SSL_VERIFICATIONMODE": ("none",),
    "BAO_SKIP_VERIFY": ENV_TRUE,
    "NOMAD_SKIP_VERIFY": ENV_TRUE,
    "PERL_LWP_SSL_VERIFY_HOSTNAME": ("0",),
    "ETCDCTL_INSECURE_SKIP_TLS_VERIFY": ENV_TRUE,
    "SSL_VERIFY": ENV_FALSE,
    "VERIFY_SSL": ENV_FALSE,
    "TLS_VERIFY": ENV_FALSE,
    "ARGOCD_INSECURE_SKIP_VERIFY": ENV_TRUE,
}


# Git's http.c: `if (getenv("GIT_SSL_NO_VERIFY"))`, so that 0, false and an empty value disable verification too
_BY_PRESENCE = "GIT_SSL_NO_VERIFY"


def _is_switch(name: str) -> bool:
    return name.upper() in SWITCHES or name in ("PIP_TRUSTED_HOST", _BY_PRESENCE)


def _is_switched_off(name: str, value: str | None) -> bool:
    if name == _BY_PRESENCE:
        return True
    if value is None:
        return False
    word = value.strip().lower()
    # pip lists the hosts whose certificates it does not verify
    return word in SWITCHES.get(name.upper(), ()) or (name == "PIP_TRUSTED_HOST" and word != "")


@policy("tls-verification-disabled", category="dependencies", severity=Severity.HIGH)
def tls_verification_disabled(container: Container) -> Iterator[Violation]:
    """No environment variable of a container disables TLS certificate verification.

    `NODE_TLS_REJECT_UNAUTHORIZED=0`, `PYTHONHTTPSVERIFY=0`, `VAULT_SKIP_VERIFY=true` and similar variables apply to
    every connection of the process: an on-path attacker can read all traffic. Git only tests whether
    `GIT_SSL_NO_VERIFY` is set, so any value of it counts, even `false`.

    Fix: Remove the variable and trust the CA certificate instead (`NODE_EXTRA_CA_CERTS`, `SSL_CERT_FILE`,
    `VAULT_CACERT`).
    """
    for variable in container.variables:
        # of an image: see image-tls-verification
        if variable.resource.kind == "Dockerfile" or isinstance(variable.value, Unknown):
            continue
        if _is_switched_off(variable.name, variable.text):
            yield variable.violation(
                f"{variable.name} of container {container.name} disables TLS certificate verification"
            )


@policy("image-tls-verification", category="dependencies", severity=Severity.HIGH)
def image_tls_verification(dockerfile: Dockerfile) -> Iterator[Violation]:
    """No variable of an image or its build disables TLS certificate verification.

    An ENV applies to every process of every container that runs the image; with an ARG or a variable before a command,
    an on-path attacker can replace the packages that the build downloads. See `tls-verification-disabled` for
    manifests. checkov has one rule for each of the variables of Node, Python, npm, Git and pip; this policy covers all
    of them. Git only tests whether `GIT_SSL_NO_VERIFY` is set, so any value of it counts, even `false`.

    Fix: Remove the variable and add the CA certificate to the image, for example with `COPY ca.crt
    /usr/local/share/ca-certificates/` and `RUN update-ca-certificates`.
    """
    for instruction in dockerfile.named("ENV", "ARG"):
        for pair in instruction.pairs:
            if pair.value is None or not _is_switch(pair.key.text):
                continue
            if _is_switched_off(pair.key.text, instruction.expand_text(pair.value.text)):
                yield instruction.violation(_BUILD_MESSAGE.format(instruction.name, pair.key.text), at=pair.span)
    for run in dockerfile.named("RUN"):
        for command in run.commands:
            # parsed assignments first: few commands set a variable
            is_setting = command.command.assignments or command.name == "export" or command.wrappers
            for word in command.assignments if is_setting else ():
                name, _, value = word.text.partition("=")
                if _is_switched_off(name, value):
                    yield command.violation(_BUILD_MESSAGE.format("RUN", name), at=command.word_span(word))


_BUILD_MESSAGE = "{} sets {}, which disables TLS certificate verification"


_INSECURE_ARGUMENTS = frozenset(
    (
        "insecure-skip-tls-verify", "insecure-skip-verify", "kubelet-insecure-tls", "no-check-certificate",
        "no-verify-ssl", "skip-tls-verify", "tls-insecure-skip-verify", "tls-skip-verify", "ssl-insecure",
    )
)  # fmt: skip


@policy("insecure-argument", category="dependencies", severity=Severity.MEDIUM)
def insecure_argument(container: Container) -> Iterator[Violation]:
    """No argument of a container disables TLS certificate verification.

    With `--insecure-skip-tls-verify` and similar options an on-path attacker can read and change all traffic. The same
    holds for `curl -k` (`--insecure`), in scripts too; `tls-flag` reports it in builds. Calls to the pod itself are not
    reported.

    Fix: Remove the option and give the program the CA certificate, for example with `--cacert` or
    `--certificate-authority`.
    """
    for field, words in ((Container.command, container.command), (Container.args, container.args)):
        for index, word in enumerate(words):
            name, _, value = word.partition("=")
            if name.startswith("--") and name[2:] in _INSECURE_ARGUMENTS and value.lower() not in ENV_FALSE:
                yield container.violation(
                    f"argument {name} of container {container.name} disables TLS certificate verification",
                    at=container.place(field, index),
                )
            elif "curl" in word and " " in word and _has_unverified_curl(word):
                yield container.violation(
                    f"curl in container {container.name} does not verify TLS certificates",
                    at=container.place(field, index),
                )
    yield from _curl_itself(container)


def _curl_itself(container: Container) -> Iterator[Violation]:
    """A container that runs nothing but curl."""
    command, args = container.command, container.args
    words = [*command, *args]
    if not words or words[0].rpartition("/")[2] != "curl" or not _is_unverified_curl(words[1:]):
        return
    index = next(index for index, word in enumerate(words) if index and _disables_verification(word))
    place = (
        container.place(Container.command, index)
        if index < len(command)
        else container.place(Container.args, index - len(command))
    )
    yield container.violation(f"curl in container {container.name} does not verify TLS certificates", at=place)


# short options with a value: the rest of a cluster of letters is the value
_WITH_VALUE = frozenset("AbcCdDeEFHKmoPQrtTuUwxXyYz")
_LOCAL = ("localhost", "127.0.0.1", "[::1]")
_LONGEST_SCRIPT = 65_536


def _disables_verification(word: str) -> bool:
    """Whether an argument of curl is `-k` or `--insecure`, alone or among other letters."""
    if word.startswith("--") or not word.startswith("-"):
        return word == "--insecure"
    for letter in word[1:]:
        if letter == "k" or letter in _WITH_VALUE:
            return letter == "k"
    return False


def _is_unverified_curl(arguments: list[str]) -> bool:
    """Whether curl with these arguments calls a server outside the pod without verifying its certificate."""
    if not any(_disables_verification(word) for word in arguments):
        return False
    addresses = [word for word in arguments if "://" in word and not word.startswith("-")]
    return not addresses or any(_has_certificate(address) for address in addresses)


def _has_certificate(address: str) -> bool:
    """Whether an address has a certificate worth verifying: not without TLS, and not within the pod."""
    scheme, _, rest = address.partition("://")
    return scheme.lower() != "http" and not rest.startswith(_LOCAL)


def _has_unverified_curl(script: str) -> bool:
    """Whether a script of a shell calls curl like that."""
    return any(_is_unverified_curl(arguments) for arguments in _calls(script[:_LONGEST_SCRIPT]))


_BEFORE_COMMAND = frozenset(("if", "while", "until", "then", "do", "else", "elif", "!", "time", "sudo", "exec"))


def _calls(script: str) -> Iterator[list[str]]:
    """The arguments of each curl in a script, as far as its quotes are sound."""
    from shlex import shlex  # late: few commands use curl

    # a line is a command unless it goes on
    lexer = shlex(script.replace("\\\n", " ").replace("\n", "\n;\n"), posix=True, punctuation_chars="();|&{}`")
    lexer.whitespace_split = True
    arguments: list[str] | None = None
    is_first = True
    try:
        for word in lexer:
            if not word.strip("();|&{}`"):
                if arguments is not None:
                    yield arguments
                arguments, is_first = None, True
            elif arguments is not None:
                arguments.append(word)
            elif is_first:
                # `apk add curl` calls none
                arguments = [] if word.rpartition("/")[2] == "curl" else None
                is_first = word in _BEFORE_COMMAND or "=" in word
    except ValueError:
        # a quote that is never closed
        return
    if arguments is not None:
        yield arguments


_VAULT_ANNOTATIONS = (
    "vault.hashicorp.com/tls-skip-verify", "openbao.openbao.org/tls-skip-verify",
    "vault.security.banzaicloud.io/vault-skip-verify",
)  # fmt: skip


@policy("vault-tls-verification", category="dependencies", severity=Severity.HIGH)
def vault_tls_verification(pod: Pod) -> Iterator[Violation]:
    """The Vault injector verifies Vault's certificate.

    Without verification, a server that impersonates Vault receives the pod's token and can return secrets of its
    choice.

    Fix: Remove the annotation and set `vault.hashicorp.com/ca-cert` to the path of the CA certificate.
    """
    for name in _VAULT_ANNOTATIONS:
        if pod.annotations.get(name, "").lower() in ENV_TRUE:
            yield pod.template.violation(
                f"annotation {name} of {pod.workload.kind} {pod.workload.name} disables TLS certificate verification",
                at=pod.template.place(Metadata.annotations, name),
            )
