"""Which files hold credentials, by where tools look for them."""

from __future__ import annotations

import re

from infracheck.knowledge.words.credential_names import names_credential, words_of

_NAMES = frozenset(
    (
        ".netrc", "_netrc", ".pypirc", ".git-credentials", ".pgpass", "pgpass.conf", ".dockercfg", ".s3cfg", ".boto",
        ".my.cnf", ".mylogin.cnf", ".vault-token", ".vault_pass", "application_default_credentials.json",
        "credentials.tfrc.json", "kubeconfig", "secring.gpg", ".gem/credentials", ".cargo/credentials",
        ".cargo/credentials.toml", ".docker/config.json", ".kube/config", ".config/gh/hosts.yml",
        ".config/git/credentials", ".composer/auth.json", "composer/auth.json", ".config/containers/auth.json",
        "containers/auth.json", ".azure/accesstokens.json", ".azure/msal_token_cache.json",
        ".config/gcloud/credentials.db", ".config/gcloud/access_tokens.db", ".oci/config", ".pulumi/credentials.json",
    )
)  # fmt: skip
"""The ends of paths, in lower case, from a folder's or a file's name on."""
_FOLDERS = (".ssh", ".aws", ".password-store", "ssl/private", "tls/private", "private-keys-v1.d", "run/secrets")
"""Folders for nothing but credentials, and what is listed as public."""
_SETTINGS = (".docker/config.json", "containers/auth.json", ".aws/config", ".my.cnf", ".boto", ".oci/config")
_STORES = (".p12", ".pfx", ".pkcs12", ".jks", ".ppk", ".kdbx", ".p8", ".pem", ".key")
"""Ends of names of keys and of stores of them; those of certificates and public keys among them are told by a word."""
# OpenSSH, ssh-keygen(1), "FILES", and its host keys
_SSH_KEY = r"(?:id_(?:rsa|dsa|ecdsa|ed25519|xmss)(?:_sk)?|ssh_host_\w+_key)(?:[._-](?!pub\b).*)?|id_\*"
_SSH_STARTS = ("id_", "ssh_host_")
# ssh(1) and sshd(8), "FILES"
_SSH_LISTS = ("known_hosts", "authorized_keys")
_SSH_SETTINGS = ("config", "environment", "rc")
_PUBLIC_ENDS = (".pub", ".crt", ".cer", ".csr", ".gpg", ".asc")
_PUBLIC = frozenset(("pub", "pubkey", "public"))
_PRIVATE = frozenset(("private", "priv", "privkey", "secret"))
_OPENPGP = frozenset(("apt", "archive", "gpg", "keyring", "pgp", "release", "repo", "repository", "rpm"))
"""Words in the names of keys that packages are verified with."""
_CERTIFICATES = frozenset(
    (
        "anchor", "anchors", "authority", "bundle", "ca", "cacert", "cacerts", "cert", "certificate", "certificates",
        "certs", "chain", "crt", "dh", "dhparam", "dhparams", "fullchain", "intermediate", "issuer", "root", "trust",
        "trusted", "truststore",
    )
)  # fmt: skip
"""Words in the names of certificates in PEM, and of stores of them."""
# where programs look for certificates and public keys that they trust
_TRUSTED = ("ca-certificates", "ca-trust", "ssl/certs", "trusted.gpg.d", "keyrings", "rpm-gpg", "apk/keys", "cacerts")
_VARIABLES = frozenset(
    (
        # AWS SDKs; Google's libraries; kubectl; curl and Python; libpq; containers-auth.json(5); boto; SOPS; Ansible
        "AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE", "AWS_WEB_IDENTITY_TOKEN_FILE",
        "GOOGLE_APPLICATION_CREDENTIALS", "CLOUDSDK_AUTH_CREDENTIAL_FILE_OVERRIDE", "KUBECONFIG", "NETRC",
        "PGPASSFILE", "PGSSLKEY", "REGISTRY_AUTH_FILE", "BOTO_CONFIG", "SOPS_AGE_KEY_FILE",
        "ANSIBLE_PRIVATE_KEY_FILE", "MYSQL_TEST_LOGIN_FILE", "AZURE_FEDERATED_TOKEN_FILE", "TF_CLI_CONFIG_FILE",
    )
)  # fmt: skip
_WHERE = frozenset(("file", "path"))
# from the slash before it on
_ENDS = tuple(f"/{name}" for name in _NAMES)
_WITHIN = tuple(f"/{folder}/" for folder in _FOLDERS)
_WITHIN_TRUSTED = tuple(f"/{folder}/" for folder in _TRUSTED)


def is_credential_file(path: str) -> bool:
    """Whether a path is that of a private key, a file in which a tool keeps credentials, or a folder of them."""
    return is_login_file(path) or (path.lower().endswith(_STORES) and not is_public_file(path))


def is_login_file(path: str) -> bool:
    """Whether a path is where a tool looks for what it logs in with, so that whoever writes it means to log in."""
    low = path.lower().replace("\\", "/").rstrip("/")
    # nearly all files are none, which is told sooner than whether one is public
    return _is_at_login_path(low) and not is_public_file(low)


def _is_at_login_path(low: str) -> bool:
    name = low.rpartition("/")[2]
    if name.startswith(_SSH_STARTS) and re.fullmatch(_SSH_KEY, name) is not None:
        return True
    return f"/{low}".endswith(_ENDS) or any(map(f"/{low}/".__contains__, _WITHIN))


def may_be_without_credential(path: str) -> bool:
    """Whether a file of that name often holds settings alone: Docker's credential helpers, a region of AWS."""
    return path.lower().endswith(_SETTINGS)


def is_public_file(path: str) -> bool:
    """Whether a path is that of a public key, a certificate, or a list of them: nobody is let in by it."""
    low = path.lower().replace("\\", "/")
    folder, _, name = low.rpartition("/")
    if name == "secring.gpg":
        return False
    if name.endswith(_PUBLIC_ENDS) or name.startswith(_SSH_LISTS) or any(map(f"/{low}/".__contains__, _WITHIN_TRUSTED)):
        return True
    if folder.endswith(".ssh") and name.startswith(_SSH_SETTINGS):
        return True
    stem, _, end = name.rpartition(".")
    return end in ("pem", "key", "jks") and _is_public_by_words(set(words_of(stem)), end, folder)


def _is_public_by_words(words: set[str], end: str, folder: str) -> bool:
    """Whether words say that a PEM file is public; where its name says neither, its folder may: `certs/shop.pem`."""
    if words & _PUBLIC or words & _PRIVATE:
        return not words.isdisjoint(_PUBLIC)
    # `ca.key` is the private key of a CA, and `ca-key.pem` too
    if end == "key" or "key" in words:
        return not words.isdisjoint(_OPENPGP)
    words |= set(words_of(folder.rpartition("/")[2]))
    return not words.isdisjoint(_CERTIFICATES | _OPENPGP)


def names_credential_file(variable: str) -> bool:
    """Whether a variable holds the path of a file of credentials: `KUBECONFIG`, `DB_PASSWORD_FILE`."""
    if variable.upper() in _VARIABLES:
        return True
    before, _, last = variable.rpartition("_")
    return last.lower() in _WHERE and names_credential(before)
