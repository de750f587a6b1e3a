"""Secrets that a build stores in its image."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from infracheck import Dockerfile, Severity, Violation, is_constant, policy


@policy("secret-in-build", category="secrets", severity=Severity.HIGH)
def secret_in_build(dockerfile: Dockerfile) -> Iterator[Violation]:
    """A build has no secret in ARG or ENV.

    Anyone with the image can read them with `docker history` and `docker inspect`, in every stage that is kept, whether
    the value is written in the Dockerfile or passed at build time. Names are checked, never values: those that end in
    `password`, `token`, `secret`, `key` and the like. Unlike in BuildKit, a name that only refers to a secret passes
    (`…_FILE`, `KEY_ID`, `AUTH_TYPE`, `PUBLIC_KEY`, `GPG_KEY`), and so does a value that is empty, a switch or the path
    of a file. `AZURE_CLIENT_ID`, which trivy reports, is not a secret.

    Fix: Remove the variable. Use `RUN --mount=type=secret` for a secret of the build, and set a secret of the
    application when the container starts.
    """
    for found in dockerfile.instructions:
        instruction = found.trigger if found.name == "ONBUILD" else found
        if instruction is None or instruction.name not in ("ARG", "ENV"):
            continue
        for pair in instruction.pairs:
            value = None if pair.value is None else pair.value.value
            if _is_secret(pair.key.value) and not _is_harmless(instruction.name, value):
                location = "the image" if instruction.name == "ENV" else "the build history or cache"
                yield dockerfile.violation(
                    f"{instruction.name} {pair.key.value} stores a secret in {location}", at=pair.key.span
                )


_SECRETS = frozenset(
    (
        "apikey", "accesskey", "secretkey", "privatekey", "key", "credential", "credentials", "creds", "password",
        "passwords", "passwd", "passphrase", "pword", "pwd", "pass", "secret", "secrets", "token", "auth",
        "pat", "jwt",
    )
)  # fmt: skip
_STRONG = frozenset(("password", "passwd", "passphrase", "secret", "token", "credentials", "apikey"))
# words after the secret's: the variable then describes the secret
_ABOUT = frozenset(
    (
        "file", "files", "path", "dir", "directory", "name", "names", "id", "ids", "type", "mode", "method", "url",
        "uri", "host", "port", "endpoint", "issuer", "ttl", "expiry", "expiration", "expires", "timeout", "lifetime",
        "size", "length", "bits", "alg", "algo", "algorithm", "sock", "socket", "enabled", "disabled", "required",
        "store", "ring", "server", "servers", "provider", "backend", "header", "prefix", "suffix", "version", "env",
        "var", "count", "limit", "field", "format", "policy", "realm", "domain", "service", "fingerprint", "hash",
        "map", "location", "plugin", "module", "user", "username", "class", "mount", "rotation", "interval", "cache",
        "attribute", "column", "encryption", "hasher", "hashing", "hint", "len", "max", "min", "pattern", "regex",
    )
)  # fmt: skip
# words before it: then it is no secret
_OPEN = frozenset(
    (
        "public", "pub", "gpg", "pgp", "signing", "sign", "release", "host", "primary", "foreign", "partition", "sort",
        "cache", "translation", "fingerprint", "apt", "rpm", "repo", "registry", "hot", "map", "by", "no", "allow",
        "skip", "use", "enable", "disable", "with", "without", "empty", "random", "max", "min", "known", "ssl", "tls",
        "work", "old", "first", "site", "publishable",
    )
)  # fmt: skip


# the id of a key is useless without its secret, but all other tools report it
_NAMED = frozenset(("aws_access_key_id",))
# the path of a file
_PATHS = frozenset(("google_application_credentials",))
_ENDINGS = ("password", "passwd", "passphrase")


# most files use the same few names
@lru_cache(maxsize=1024)
def _is_secret(name: str) -> bool:
    lower = name.lower().replace("-", "_").replace(".", "_")
    words = [word for word in lower.split("_") if word]
    if lower in _NAMED or not words or lower in _PATHS or "public" in words:
        return lower in _NAMED
    last = words[-2] if words[-1].isdigit() and len(words) > 1 else words[-1]
    if last in _ABOUT or {"allow", "empty", "random"}.intersection(words):
        return False
    if last in ("key", "auth", "pass", "pat"):
        # weak words: alone, or after a word such as `gpg`, they do not indicate a secret
        return "private" in words or (len(words) > 1 and not _OPEN.intersection(words[:-1]))
    return last in _SECRETS or last.endswith(_ENDINGS) or any(word in _STRONG for word in words)


def _is_harmless(instruction: str, value: str | None) -> bool:
    if value is None:
        return False
    text = value.strip().lower()
    if is_constant(text):
        # an ARG with an empty default gets its value at build time
        return instruction == "ENV" or text != ""
    return text.startswith(("/", "./", "~/", "file:"))


@policy("secret-file", category="secrets", severity=Severity.HIGH)
def secret_file(dockerfile: Dockerfile) -> Iterator[Violation]:
    """A build copies no private key or credentials file.

    Anyone with the image can read the file, even if a later layer removes it. Checked are names that are used for
    nothing else: SSH private keys, `.netrc`, `.pgpass`, `.pypirc`, `.git-credentials`, `.aws/credentials`,
    `.docker/config.json`, `.kube/config`, `*.p12`, `*.pfx`. Files from another stage are not checked, since that stage
    is not part of the image.

    Fix: Remove the file from the build, and use `RUN --mount=type=secret` or `RUN --mount=type=ssh`.
    """
    for copy in dockerfile.named("ADD", "COPY", triggers=True):
        if copy.flag("from") is not None:
            continue
        for word in copy.words[:-1]:
            source = word.value
            if source.rpartition("/")[2] in _FILES or source.endswith(_FILE_ENDINGS):
                yield dockerfile.violation(f"{copy.name} copies a credentials file into the image", at=word.span)


_FILES = frozenset(("id_rsa", "id_dsa", "id_ecdsa", "id_ed25519", ".netrc", ".pypirc", ".git-credentials", ".pgpass"))
_FILE_ENDINGS = (".aws/credentials", ".docker/config.json", ".kube/config", ".p12", ".pfx")
