"""Which settings hold a credential, judged by name and value."""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache

from infracheck import credential_form, credential_in_text, is_constant, is_filler, is_random, is_reference


class Words(Enum):
    """What a setting holds."""

    NOTHING = 0
    PLACEHOLDER = 1
    LITERAL = 2


_HINTS = ("pass", "pw", "secret", "token", "key", "cred", "bearer", "jwt", "cookie", "masterauth")
_ALWAYS = frozenset(("password", "passwd", "passphrase", "secret", "token", "apikey", "bearer", "pwd", "secretkey"))
# requirepass and masterauth: redis.conf
_AT_END = frozenset(("pass", "credential", "credentials", "jwt", "pw", "secrets", "requirepass", "masterauth"))
_KEYS = frozenset(
    (
        "access", "account", "admin", "api", "app", "auth", "batch", "client", "decryption", "encryption", "hmac",
        "jwt", "license", "licence", "master", "private", "secret", "service", "shared", "signing", "ssh", "storage",
        "webhook",
    )
)  # fmt: skip
# a name with such an end describes a credential and is not one
_ABOUT = frozenset(
    (
        "address", "age", "alg", "algo", "algorithm", "algorithms", "arn", "attempts", "attr", "attribute",
        "attributes", "audience", "authentication", "authority", "backend", "cache", "characters", "chars", "claim",
        "class", "cmd", "column", "columns", "command", "complexity", "count", "days", "digits", "dir", "directory",
        "disabled", "driver", "duration", "enable", "enabled", "encoder", "encoding", "encryption", "endpoint",
        "engine", "env", "exp", "expiration", "expires", "expiry", "field", "file", "filename", "files", "format",
        "from", "group", "hasher", "hashers", "hashing", "header", "helper", "hint", "hints", "history", "host",
        "hours", "id", "in", "index", "interval", "issuer", "iterations", "kind", "label", "len", "length", "lifetime",
        "limit", "location", "lowercase", "management", "manager", "max", "maxlen", "maxlength", "message", "method",
        "min", "minlen", "minlength", "minutes", "mode", "mount", "name", "names", "namespace", "option", "options",
        "param", "parameter", "path", "paths", "pattern", "patterns", "per", "placeholder", "plugin", "policy", "port",
        "prefix", "process", "prompt", "property", "provider", "providers", "question", "recovery", "ref", "reference",
        "refresh", "regex", "regexp", "region", "required", "requirement", "requirements", "reset", "resolver",
        "retention", "retries", "reuse", "role", "rotation", "rounds", "rule", "rules", "scheme", "scope", "seconds",
        "separator", "server", "service", "size", "source", "state", "status", "storage", "store", "strength",
        "subject", "suffix", "symbols", "template", "threshold", "timeout", "title", "ttl", "type", "unit",
        "uppercase", "uri", "url", "user", "username", "validation", "validator", "validators", "validity", "var",
        "variable", "version", "volume",
    )
)  # fmt: skip
_BEFORE = frozenset(
    ("allow", "enable", "disable", "use", "no", "has", "is", "require", "max", "min", "num", "show", "hide")
)


@lru_cache(maxsize=4096)
def names_credential(name: str) -> bool:
    """Whether a name states that its value is a credential."""
    low = name.lower()
    for hint in _HINTS:
        if hint in low:
            break
    else:
        return False
    words = _split(name)
    if not words or words[-1] in _ABOUT or words[0] in _BEFORE or _is_public(words):
        return False
    last = words[-1]
    if any(word in _ALWAYS for word in words) or last in _AT_END:
        return True
    if last == "key" and len(words) > 1:
        if words[-2] == "access" and "minio" in words:
            # MinIO, "Root Access Settings": the old name of MINIO_ROOT_USER
            return False
        return words[-2] in _KEYS or words[0] == "azure"
    return words[-2:] in (["erlang", "cookie"], ["key", "content"], ["key", "base"]) or last.endswith("password")


def _is_public(words: list[str]) -> bool:
    """Whether a name states that its value is public: `VAPID_PUBLIC_KEY`, `RECAPTCHA_SITE_KEY`."""
    return "public" in words or "publishable" in words or words[-2:] == ["site", "key"] or words[-3:] == _CLUSTER


# etcd, "Clustering Guide": the name of a cluster, so that two do not mix
_CLUSTER = ["initial", "cluster", "token"]


def _split(name: str) -> list[str]:
    words: list[str] = []
    start = 0
    for index, letter in enumerate(name):
        if not letter.isalnum():
            words.append(name[start:index])
            start = index + 1
        elif letter.isupper() and index > start and name[index - 1].islower():
            words.append(name[start:index])
            start = index
    words.append(name[start:])
    return [word.lower() for word in words if word]


# what a setting holds that no one has set, or that says how something is done
_SETTINGS = frozenset(("nil", "undefined", "optional", "required", "enabled", "disabled", "default", "auto"))
# public keys: OpenSSH, "AUTHORIZED_KEYS FILE FORMAT"
_PUBLIC_KEYS = ("ssh-rsa ", "ssh-ed25519 ", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-")
_PATH_ENDS = (".pem", ".key", ".crt", ".json", ".txt", ".yaml", ".yml", ".jks", ".p12", ".pub", ".conf")
_MOST = 8192


def judge(name: str | None, value: str | None) -> Words:
    """Whether a setting holds a credential, a placeholder for one, or neither."""
    if not name or not value:
        return Words.NOTHING
    text = value.strip().strip("'\"")
    if "LoginModule" in text:
        return _by_jaas(text[:_MOST])
    if credential_form(text) is not None or ("PRIVATE KEY-" in text[:_MOST] and "-BEGIN " in text):
        return Words.LITERAL
    if names_credential(name):
        return _by_name(name, text)
    return _by_weak_name(name, text) if name.lower().endswith(_WEAK) else Words.NOTHING


def _by_weak_name(name: str, text: str) -> Words:
    if name == "NEO4J_AUTH":
        # Neo4j, "Docker": `user/password`, or `none`
        return _by_name("password", text.partition("/")[2])
    if not is_random(text) or _is_no_value(text, text.lower()) or _is_public(_split(name)):
        return Words.NOTHING
    return Words.LITERAL


# names that may mean a credential: then the value decides, by looking random
_WEAK = ("key", "salt", "seed", "auth", "_pat", "pepper", "_sas", "signature")


def _by_name(name: str, text: str) -> Words:
    low = text[:_MOST].lower()
    if len(text) < 2 or is_constant(low) or low in _SETTINGS or "\n" in text or _is_no_value(text, low):
        return Words.NOTHING
    if low.startswith("<") or is_filler(low):
        return Words.PLACEHOLDER
    words = _split(name)
    last = words[-1]
    if text.isupper() and low in words:
        return Words.PLACEHOLDER
    if text.isdigit():
        return Words.LITERAL if last in ("password", "passwd", "pwd", "pass") and len(text) > 3 else Words.NOTHING
    if _is_number(text) or (last in _NAMING and _names_another(name, words, text)):
        return Words.NOTHING
    if last == "token" and words[-2:-1] == ["auth"] and (low == "simple" or low.startswith("jwt,")):
        # etcd, "--auth-token": the kind of its tokens
        return Words.NOTHING
    return Words.LITERAL


def _is_no_value(text: str, low: str) -> bool:
    """Whether a value is a template, a reference, a path or a public key."""
    if _is_template(text) or is_reference(low) or "://" in text or _is_path(text):
        return True
    return low.startswith(_PUBLIC_KEYS)


def _is_number(text: str) -> bool:
    return text[0] in "-+" and text[1:].replace(".", "", 1).isdigit()


_NAMING = frozenset(("secret", "secrets", "credentials", "key", "keys"))


def _names_another(name: str, words: list[str], text: str) -> bool:
    """Whether a value is the name of a Secret, or of a key in one: `passwordSecret: db-pass`, `passwordKey: pw`."""
    *rest, last = words
    before = rest[-1] if rest else ""
    if last in ("key", "keys"):
        if before == "secret" and len(rest) > 1:
            # Helm's values: `passwordSecretKey: admin-password`, `clientSecretKey: client-secret`
            is_same = not name.isupper() and set(_split(text)) <= set(rest)
            return (rest[-2] in _PASSWORDS or is_same) and _is_name(text)
        return (before in _PASSWORDS or before == "key" or "existing" in rest) and _is_name(text)
    if not _is_object_name(text):
        return False
    if not _OBJECTS.isdisjoint(rest):
        return True
    return (before in _PASSWORDS or rest[-2:] == ["private", "key"]) and _is_name(text)


_PASSWORDS = frozenset(("password", "passwd", "passphrase", "credential", "credentials", "creds"))


def _is_name(text: str) -> bool:
    """Whether a value reads like a chosen name: words, with no digits among the letters as in a password."""
    plain = text.replace("-", "").replace("_", "").replace(".", "")
    if not plain.isalnum() or not plain.isascii() or is_random(text):
        return False
    return plain.isalpha() or (text.islower() and plain != text)


def _by_jaas(text: str) -> Words:
    """What a login of Kafka holds: `org.apache.kafka…PlainLoginModule required username="…" password="…";`."""
    kinds = {_by_name("password", value) for value in re.findall(_JAAS, text, re.IGNORECASE)}
    return max(kinds, key=lambda kind: kind.value, default=Words.NOTHING)


# "JAAS Login Configuration File": options in quotes, which a shell or YAML may escape
_JAAS = r"""(?:password|secret|token)\s*=\s*\\?["']([^"'\\]*)"""


def _is_template(text: str) -> bool:
    return text.startswith(("$", "%", "{{", "[[", "#{", "@@", "__")) or "$(" in text or "${" in text or "{{" in text


def _is_path(text: str) -> bool:
    if text.startswith(("/", "./", "../", "~/")) and "=" not in text:
        return True
    return text.lower().endswith(_PATH_ENDS)


# TLS_SECRET and IMAGE_PULL_SECRET name an object, JWT_SECRET does not
_OBJECTS = frozenset(
    ("ca", "cert", "certificate", "existing", "image", "keystore", "pull", "registry", "ssl", "tls", "truststore")
)


def _is_object_name(text: str) -> bool:
    return text.islower() and text.replace("-", "").replace(".", "").replace("/", "").isalnum()


def judge_argument(word: str, following: str) -> str | None:
    """What an argument holds: the name of an option with a credential (`--password`), a form of one, or nothing.

    `--password=…`, or `--password` and the next word; or a token, a private key or a login in a header anywhere in it.
    """
    if word.startswith("-"):
        name, equals, value = word.partition("=")
        if not equals:
            value = "" if following.startswith("-") else following
        bare = name.lstrip("-")
        if bare and judge(bare, value) is Words.LITERAL:
            return name
    return credential_in_text(word)


def judge_script(text: str) -> str | None:
    """The name of an option in a script that holds a credential: `mysqldump --password=…`, `curl --user me:…`."""
    if " -" not in text:
        return None
    words = text[:_MOST].split()
    for index, word in enumerate(words):
        following = words[index + 1] if index + 1 < len(words) else ""
        if word.startswith("--") and (name := _option(word, following)):
            return name
        if word in ("-u", "--user") and "curl" in words[:index] and _is_login(following):
            return word
    return None


def _option(word: str, following: str) -> str | None:
    name, equals, value = word.partition("=")
    value = (value if equals else following).strip("\"'")
    bare = name.lstrip("-")
    if not bare or not value or value.startswith("-") or any(mark in value for mark in "$`;|&()<>"):
        return None
    return name if judge(bare, value) is Words.LITERAL else None


def _is_login(text: str) -> bool:
    name, _, value = text.strip("\"'").partition(":")
    return bool(name) and len(value) > 2 and not any(mark in text for mark in "$`{<(")
