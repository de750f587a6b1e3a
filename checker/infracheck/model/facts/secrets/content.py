"""Whether a file in a Secret lets one in: what it holds may be no more than settings."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from infracheck.knowledge.words.credential_forms import credential_form, credential_in_text, is_random
from infracheck.knowledge.words.credential_names import is_name_of_credential_variable, speaks_about
from infracheck.knowledge.words.placeholders import is_placeholder
from infracheck.knowledge.words.secret_keys import gives_password, hints_at_credential, is_public_key, names_login
from infracheck.knowledge.words.switches import is_constant
from infracheck.model.entities.secret import Secret, plain_value, written_value
from infracheck.model.facts.config_files.lines import parted, settings_in_lines
from infracheck.model.facts.config_files.settings import form_of
from infracheck.model.facts.config_files.text import Text
from infracheck.model.facts.config_files.toml import settings_in_toml
from infracheck.model.facts.config_files.tree import settings_in_tree
from infracheck.source.text.rendered import RenderedSource
from infracheck.source.yaml.tree import Mapping, Scalar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infracheck.model.entities.setting import Setting

_MOST = 2000
_LONGEST = 100_000
# the last one is base64 of a login of which neither part is set, as in the file of a registry's credentials
_UNSET = frozenset(("", "null", "~", "Og=="))


def credential_keys_of(secret: Secret) -> tuple[str, ...]:
    """The keys of a Secret whose values stand in the file in the clear, the worst first."""
    held = [key for key in secret.keys if _holds_credential(secret, key)]
    if len(held) > 1:
        held.sort(key=lambda key: -harm_of(key, plain_value(secret, key) or ""))
    return tuple(held)


def is_made_anew(secret: Secret) -> bool:
    """Whether a chart makes what a Secret holds anew each time, and nothing of it is written in a file."""
    values = [value for key in secret.keys if (value := written_value(secret, key)) is not None and value.text]
    return bool(values) and not any(written_part(value.text, value) for value in values)


def _holds_credential(secret: Secret, key: str) -> bool:
    if is_public_key(key):
        return False
    plain, value = plain_value(secret, key), written_value(secret, key)
    if plain is None or value is None:
        return False
    plain = written_part(plain, value)
    if not plain.strip() or is_placeholder(plain) or is_name_of_credential_variable(plain.strip()):
        return False
    if names_login(key, plain.strip()) or _waits_for_password(plain.strip()):
        return False
    if is_constant(plain.strip()) or _is_left_in_the_clear(secret, key) or _is_encrypted(secret, key, plain):
        return False
    if is_file_without_credential(key, plain, value):
        return False
    return "-----BEGIN CERTIFICATE-----" not in plain or "PRIVATE KEY-" in plain


def written_part(plain: str, value: Scalar) -> str:
    """What of a value is written in the files; of what a chart makes anew each time nothing is."""
    source = value.source
    random = source.random_lines if isinstance(source, RenderedSource) else frozenset()
    if not random or random.isdisjoint(_lines_of(value)):
        return plain
    if value.style != "|" or plain != value.text:
        return ""
    start = source.line_of(value.body_at)
    lines = (line for number, line in enumerate(plain.split("\n"), start) if number not in random)
    # of a key that is made anew, its first and last line stay
    return "\n".join(line for line in lines if not line.startswith("-----"))


def _lines_of(value: Scalar) -> range:
    return range(value.source.line_of(value.start), value.source.line_of(max(value.start, value.end - 1)) + 1)


def _waits_for_password(plain: str) -> bool:
    """Whether a value is an address in which a placeholder stands where the password belongs."""
    login, at, _ = plain.partition("://")[2].rpartition("@")
    _, colon, password = login.partition(":")
    return bool(at and colon) and "\n" not in plain and is_placeholder(password)


def _is_left_in_the_clear(secret: Secret, key: str) -> bool:
    """Whether SOPS was told to leave a value as it is, or nothing says that it should not have been."""
    sops = secret.node.get("sops") if secret.node is not None else None
    if type(sops) is not Mapping:
        return False
    suffix = sops.get("unencrypted_suffix")
    end = suffix.text if type(suffix) is Scalar and suffix.text else "_unencrypted"
    return key.endswith(end) or not hints_at_credential(key)


def _is_encrypted(secret: Secret, key: str, plain: str) -> bool:
    """Whether a value is a file that SOPS encrypted before it was made a Secret, or one of SOPS' notes in it.

    Flux decrypts the files and the variables of a secretGenerator before it builds.
    """
    if key.startswith("sops_"):
        return "sops_mac" in secret.keys
    return "ENC[AES256_GCM," in plain and "sops" in plain and "mac" in plain


def harm_of(key: str, plain: str) -> int:
    """How surely a value lets one in: more for what its name or its form tells, less for an address."""
    if hints_at_credential(key) or credential_form(plain) is not None:
        return 2
    scheme, is_address, _ = plain.strip().partition("://")
    return 0 if is_address and scheme.replace("+", "").isalnum() and not _has_login(plain) else 1


def is_file_without_credential(key: str, plain: str, scalar: Scalar) -> bool:
    """Whether the value of a key is a file that is understood whole, and none of its settings is a credential.

    A file that holds a line which is no setting may hold anything: it counts, and so does one whose own name speaks of
    a credential, unless all its settings are empty.
    """
    if len(plain) > _LONGEST or not _is_file(key, plain):
        return False
    if "-----BEGIN " in plain or credential_in_text(plain) is not None:
        return False
    settings = _settings_of(key, Text(plain, scalar.source, None, scalar.source.span(scalar.start, scalar.start)))
    if settings is None:
        return False
    found = list(islice(settings, _MOST))
    if not 0 < len(found) < _MOST:
        return False
    if hints_at_credential(key):
        return not any(map(_is_set, found))
    return not any(map(_is_credential, found))


def _is_set(setting: Setting) -> bool:
    value = setting.value.strip().strip("'\"")
    return value not in _UNSET and not is_placeholder(value)


def _is_file(key: str, plain: str) -> bool:
    text = plain.strip()
    if "\n" in text or text[:1] == "{":
        return True
    name, value = parted(text)
    # `Zm9vYg==` is no setting
    return bool(name and value.strip("=")) and ("." in key[1:] or name.isupper())


def _settings_of(key: str, text: Text) -> Iterator[Setting] | None:
    """All the settings of a file; None where a part of it is something else."""
    form = form_of(key, text.text)
    if form in ("yaml", "json"):
        # a text within may be a script
        is_plain = ": |" not in text.text and ": >" not in text.text and "\\n" not in text.text
        return settings_in_tree(key, text, "", is_json=form == "json") if is_plain else None
    if form == "toml":
        return settings_in_toml(key, text, "")
    lines = (line.strip() for line in text.text.split("\n"))
    if all(_is_setting(line) for line in lines if line):
        return settings_in_lines(key, text, is_continued=form == "properties")
    return None


def _is_setting(line: str) -> bool:
    if line.startswith(("#", ";", "//", "!")) or (line[0] == "[" and line[-1] == "]"):
        return True
    name, _ = parted(line)
    # `me:secret` is a line of .htpasswd
    return bool(name) and ("=" in line or ": " in line or line.endswith(":")) and not line.endswith("\\")


def _is_credential(setting: Setting) -> bool:
    value = setting.value.strip().strip("'\"")
    low = value.lower()
    if not _is_set(setting) or is_constant(low):
        return False
    if gives_password(low) or _has_random_part(value):
        return True
    if ("://" in value or "@tcp(" in value) and _has_login(value):
        return True
    name = setting.name
    if speaks_about(name) or not hints_at_credential(setting.full_name):
        return False
    # a number or a path is none, but for a password of digits
    return "pass" in name.lower() or not (value.startswith("/") or value.replace(".", "").isdigit())


def _has_random_part(value: str) -> bool:
    return any(is_random(part) for part in value.translate(_PARTS).split("/"))


_PARTS = dict.fromkeys(map(ord, "?=&.:,"), "/")


def _has_login(value: str) -> bool:
    before = value.partition("://")[2] or value
    login, at, _ = before.partition("@")
    _, colon, password = login.partition(":")
    return bool(at and colon) and not is_placeholder(password)
