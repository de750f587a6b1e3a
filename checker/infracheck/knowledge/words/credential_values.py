"""What a setting holds, judged by its name and its value: a credential, a placeholder for one, or neither."""

from __future__ import annotations

import re
from enum import Enum

from infracheck.knowledge.words.credential_forms import IN_PAGES, credential_form, is_random
from infracheck.knowledge.words.credential_names import (
    NameSays,
    is_for_browsers,
    is_name_of_credential_variable,
    name_says,
    words_of,
    words_to_head,
)
from infracheck.knowledge.words.credential_words import OBJECTS, PASSWORDS
from infracheck.knowledge.words.placeholders import is_filler, is_reference
from infracheck.knowledge.words.switches import is_constant


class Held(Enum):
    """What a setting holds."""

    NOTHING = 0
    PLACEHOLDER = 1
    LITERAL = 2


# what a setting holds that no one has set, or that says how something is done
_SETTINGS = frozenset(("nil", "undefined", "optional", "required", "enabled", "disabled", "default", "auto"))
# public keys: OpenSSH, "AUTHORIZED_KEYS FILE FORMAT"
_PUBLIC_KEYS = ("ssh-rsa ", "ssh-ed25519 ", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-")
# BuildKit, "docker buildx build": `--secret id=token,src=…`
_MOUNTED = ("id=", "type=")
_PATH_ENDS = (".pem", ".key", ".crt", ".json", ".txt", ".yaml", ".yml", ".jks", ".p12", ".pub", ".conf")
_MOST = 8192


def held_by(name: str | None, value: str | None) -> Held:
    """Whether a setting holds a credential, a placeholder for one, or neither."""
    if not name or not value:
        return Held.NOTHING
    text = value.strip().strip("'\"")
    if "LoginModule" in text:
        return _by_jaas(text[:_MOST])
    form = credential_form(text)
    if form in IN_PAGES and is_for_browsers(name):
        return Held.NOTHING
    if form is not None or ("PRIVATE KEY-" in text[:_MOST] and "-BEGIN " in text):
        return Held.LITERAL
    match name_says(name):
        case NameSays.CREDENTIAL:
            return _by_name(name, text)
        case NameSays.LIKELY:
            found = _by_name(name, text)
            return found if found is Held.PLACEHOLDER or looks_drawn(text) else Held.NOTHING
        case NameSays.FAINT:
            return _by_faint_name(name, text)
    return Held.NOTHING


def _by_faint_name(name: str, text: str) -> Held:
    if name == "NEO4J_AUTH":
        # Neo4j, "Docker": `user/password`, or `none`
        return _by_name("password", text.partition("/")[2])
    if not is_random(text) or stands_for_credential(text) or _is_fingerprint(words_of(name)[-1], text):
        return Held.NOTHING
    return Held.LITERAL


def looks_drawn(text: str) -> bool:
    """Whether a word is random, or has what a password is asked to have: small letters, capitals, digits; enough."""
    if is_random(text):
        return True
    if len(text) < 8 or any(map(str.isspace, text)):
        return False
    return any(map(str.islower, text)) and any(map(str.isupper, text)) and any(map(str.isdigit, text))


def _by_name(name: str, text: str) -> Held:
    low = text[:_MOST].lower()
    if len(text) < 2 or is_constant(low) or low in _SETTINGS or "\n" in text or stands_for_credential(text):
        return Held.NOTHING
    if low.startswith("<") or is_filler(low):
        return Held.PLACEHOLDER
    words = words_to_head(name)
    last = words[-1]
    if (text.isupper() and low in words) or (len(words) > 1 and words_of(text) == words):
        return Held.PLACEHOLDER
    if last == "passwd" and low.partition(" ")[0] in _NSS:
        return Held.NOTHING
    if text.isdigit():
        return Held.LITERAL if last in PASSWORDS and len(text) > 3 else Held.NOTHING
    if _is_number(text) or (last not in PASSWORDS and re.fullmatch(_DURATION, text) is not None):
        return Held.NOTHING
    if _is_fingerprint(last, text) or (last in _NAMING and _names_another(name, words, text)):
        return Held.NOTHING
    if last == "token" and words[-2:-1] == ["auth"] and (low == "simple" or low.startswith("jwt,")):
        # etcd, "--auth-token": the kind of its tokens
        return Held.NOTHING
    return Held.LITERAL


def is_sentence(name: str, value: str) -> bool:
    """Whether a setting holds text for people under the name of what a program issues: `"token": "Enter your token"`.

    Files of translations have such; a variable with such a name is read as the credential.
    """
    last = words_to_head(name)[-1:]
    if " " not in value or any(map(str.isdigit, value)) or _ISSUED.isdisjoint(last):
        return False
    return not value.lower().startswith(_SCHEMES) and credential_form(value) is None


def stands_for_credential(text: str) -> bool:
    """Whether a value tells where a credential is: a template, a reference, a path, a variable; or is public."""
    low = text[:_MOST].lower()
    if _is_template(text) or is_reference(low) or "://" in text or _is_path(text):
        return True
    return low.startswith((*_PUBLIC_KEYS, *_MOUNTED)) or is_name_of_credential_variable(text)


_ISSUED = frozenset(("token", "key", "keys", "jwt", "bearer"))
# RFC 6750, section 2.1; RFC 7617, section 2
_SCHEMES = ("bearer ", "basic ")
# nsswitch.conf(5): where the database of users is
_NSS = ("files", "compat", "db", "sss")
_DURATION = r"(?:\d+(?:\.\d+)?(?:ms|s|m|h|d|w))+"


def _is_number(text: str) -> bool:
    return text[0] in "-+" and text[1:].replace(".", "", 1).isdigit()


def _is_fingerprint(last: str, text: str) -> bool:
    """Whether a value is the public name of an OpenPGP key: RFC 4880, 12.2, in capitals as gpg prints it."""
    return last in ("key", "keys") and re.fullmatch(_FINGERPRINT, text) is not None


_FINGERPRINT = r"(?:0x)?(?:[0-9A-F]{16}|(?:[0-9A-F]{4} {0,2}){10})"
_NAMING = frozenset(("secret", "secrets", "credentials", "key", "keys"))


def _names_another(name: str, words: list[str], text: str) -> bool:
    """Whether a value is the name of a Secret, or of a key in one: `passwordSecret: db-pass`, `passwordKey: pw`."""
    *rest, last = words
    before = rest[-1] if rest else ""
    if last in ("key", "keys"):
        if before == "secret" and len(rest) > 1:
            # Helm's values: `passwordSecretKey: admin-password`, `clientSecretKey: client-secret`
            is_same = not name.isupper() and set(words_of(text)) <= set(rest)
            return (rest[-2] in _LOGINS or is_same) and _is_name(text)
        return (before in _LOGINS or before == "key" or "existing" in rest) and _is_name(text)
    if not _is_object_name(text):
        return False
    if not OBJECTS.isdisjoint(rest):
        return True
    return (before in _LOGINS or rest[-2:] == ["private", "key"]) and _is_name(text)


_LOGINS = PASSWORDS | {"credential", "credentials", "creds"}


def _is_name(text: str) -> bool:
    """Whether a value reads like a chosen name: words, with no digits among the letters as in a password."""
    plain = text.replace("-", "").replace("_", "").replace(".", "")
    if not plain.isalnum() or not plain.isascii() or is_random(text):
        return False
    return plain.isalpha() or (text.islower() and plain != text)


def _by_jaas(text: str) -> Held:
    """What a login of Kafka holds: `org.apache.kafka…PlainLoginModule required username="…" password="…";`."""
    kinds = {_by_name("password", value) for value in re.findall(_JAAS, text, re.IGNORECASE)}
    return max(kinds, key=lambda kind: kind.value, default=Held.NOTHING)


# "JAAS Login Configuration File": options in quotes, which a shell or YAML may escape
_JAAS = r"""(?:password|secret|token)\s*=\s*\\?["']([^"'\\]*)"""


def _is_template(text: str) -> bool:
    # `@DB_PASSWORD@`: what Maven and Ant filter
    is_filtered = len(text) > 2 and text[0] == text[-1] == "@" and "@" not in text[1:-1]
    return (
        is_filtered
        or text.startswith(("$", "%", "[[", "#{", "@@", "__"))
        or any(mark in text for mark in ("$(", "${", "{{"))
    )


def _is_path(text: str) -> bool:
    if text.startswith(("/", "./", "../", "~/")) and "=" not in text:
        return True
    return text.lower().endswith(_PATH_ENDS)


def _is_object_name(text: str) -> bool:
    return text.islower() and text.replace("-", "").replace(".", "").replace("/", "").isalnum()
