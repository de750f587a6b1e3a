"""Secrets that a build leaves in its image."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Dockerfile, Severity, Violation, policy


@policy(
    "secret-in-build",
    category="secrets",
    severity=Severity.HIGH,
    controls=(
        "cis-docker-1.6:4.10", "nist-800-190:4.1.4", "nist-800-53-r5:IA-5(7)", "pci-dss-4.0:8.6.2",
        "owasp-k8s-2025:K03", "cwe:538",
    ),
    aliases=("buildkit:SecretsUsedInArgOrEnv", "hadolint:DL3064", "trivy:DS-0031"),
)  # fmt: skip
def secret_in_build(dockerfile: Dockerfile) -> Iterator[Violation]:
    """No ARG and no ENV carries a secret.

    Whoever has the image reads them with `docker history` and `docker inspect`, in every stage that is kept, with a
    value or passed at build time. `RUN --mount=type=secret` gives a build a secret and leaves no trace. Names are
    judged, never values: those that end in `password`, `token`, `secret`, `key` and the like. Other than with
    BuildKit, what only tells of a secret passes (`…_FILE`, `…_KEY_ID`, `AUTH_TYPE`, `PUBLIC_KEY`, `GPG_KEY`), and so
    does a value that is empty, a switch or the path of a file. trivy asks for a fixed list of names.
    """
    for found in dockerfile.instructions:
        instruction = found.trigger or found
        if instruction.name not in ("ARG", "ENV"):
            continue
        for pair in instruction.pairs:
            value = None if pair.value is None else pair.value.value
            if _is_secret(pair.key.value) and not _is_harmless(instruction.name, value):
                yield dockerfile.violation(
                    f"{instruction.name} {pair.key.value} leaves a secret in the image", at=pair.key.span
                )


_SECRETS = frozenset(
    (
        "apikey", "accesskey", "secretkey", "privatekey", "key", "credential", "credentials", "creds", "password",
        "passwords", "passwd", "passphrase", "pword", "pwd", "pass", "secret", "secrets", "token", "tokens", "auth",
        "pat", "jwt", "password1",
    )
)  # fmt: skip
_STRONG = frozenset(("password", "passwd", "passphrase", "secret", "token", "credentials", "apikey"))
# what stands behind the word: then the variable tells of the secret
_ABOUT = frozenset(
    (
        "file", "files", "path", "dir", "directory", "name", "names", "id", "ids", "type", "mode", "method", "url",
        "uri", "host", "port", "endpoint", "issuer", "ttl", "expiry", "expiration", "expires", "timeout", "lifetime",
        "size", "length", "bits", "alg", "algo", "algorithm", "sock", "socket", "enabled", "disabled", "required",
        "store", "ring", "server", "servers", "provider", "backend", "header", "prefix", "suffix", "version", "env",
        "var", "count", "limit", "field", "format", "policy", "realm", "domain", "service", "fingerprint", "hash",
        "map", "location", "plugin", "module", "user", "username", "class", "mount", "rotation", "interval", "cache",
    )
)  # fmt: skip
# what stands before it: then it is no secret
_OPEN = frozenset(
    (
        "public", "pub", "gpg", "pgp", "signing", "sign", "release", "host", "primary", "foreign", "partition", "sort",
        "cache", "translation", "fingerprint", "apt", "rpm", "repo", "registry", "hot", "map", "by", "no", "allow",
        "skip", "use", "enable", "disable", "with", "without", "empty", "random", "max", "min", "known", "ssl", "tls",
        "work", "old", "first",
    )
)  # fmt: skip


def _is_secret(name: str) -> bool:
    words = [word for word in name.lower().replace("-", "_").replace(".", "_").split("_") if word]
    if not words:
        return False
    if words[-1] in _ABOUT or words[-1].isdigit():
        words = words[:-1] if words[-1].isdigit() else []
    if not words or "public" in words:
        return False
    if words[-1] in ("key", "auth", "pass", "pat"):
        # weak words: with `gpg` before them, or alone, they say too little
        return len(words) > 1 and not _OPEN.intersection(words[:-1])
    return words[-1] in _SECRETS or any(word in _STRONG for word in words)


def _is_harmless(instruction: str, value: str | None) -> bool:
    if value is None:
        return False
    text = value.strip().lower()
    if text in ("", "true", "false", "yes", "no", "on", "off", "0", "1", "none", "null"):
        # an ARG without a value is there for one that is passed
        return instruction == "ENV" or text != ""
    return text.startswith(("/", "./", "~/", "file:"))
