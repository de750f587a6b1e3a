"""What the types of Secrets ask for."""

from __future__ import annotations

from collections.abc import Iterator
from json import loads

from infracheck.knowledge.words.placeholders import is_placeholder
from infracheck.model.entities.secret import Secret, plain_value

_WANTED = {
    "kubernetes.io/tls": ("tls.crt", "tls.key"),
    "kubernetes.io/dockerconfigjson": (".dockerconfigjson",),
    "kubernetes.io/dockercfg": (".dockercfg",),
    "kubernetes.io/ssh-auth": ("ssh-privatekey",),
}
_TOKEN = "kubernetes.io/service-account-token"  # noqa: S105  the name of a type
_ACCOUNT = "kubernetes.io/service-account.name"


def missing_of(secret: Secret) -> tuple[str, ...]:
    """The keys, or the annotation, that a Secret's type asks for and it lacks."""
    kind = secret.type
    if not kind:
        return ()
    if kind == _TOKEN:
        return () if secret.annotations.get(_ACCOUNT) else (f"annotation {_ACCOUNT}",)
    keys = secret.keys
    if kind == "kubernetes.io/basic-auth":
        missing = [] if "username" in keys or "password" in keys else ["username or password"]
    else:
        missing = [key for key in _WANTED.get(kind, ()) if key not in keys]
    return () if missing and secret.is_made_by_another else tuple(missing)


def mistaken_of(secret: Secret) -> tuple[tuple[str, str], ...]:
    """The keys of a typed Secret whose values are something else, each with what it should be."""
    kind = secret.type
    if kind == "kubernetes.io/tls":
        return tuple(_of_certificate(secret))
    if kind in ("kubernetes.io/dockerconfigjson", "kubernetes.io/dockercfg"):
        return tuple(_of_registry(secret, _WANTED[kind][0]))
    return ()


def _of_certificate(secret: Secret) -> Iterator[tuple[str, str]]:
    for key, mark, words in (
        ("tls.crt", "CERTIFICATE-----", "a PEM certificate"),
        ("tls.key", "PRIVATE KEY-----", "a PEM private key"),
    ):
        plain = _plain(secret, key)
        if plain is not None and mark not in plain:
            yield key, words


def _of_registry(secret: Secret, key: str) -> Iterator[tuple[str, str]]:
    plain = _plain(secret, key)
    if plain is None:
        return
    try:
        found = loads(plain)
    except ValueError:
        yield key, "valid JSON"
        return
    if key == ".dockerconfigjson" and not (isinstance(found, dict) and isinstance(found.get("auths"), dict)):
        yield key, "a registry configuration: it has no auths"


def _plain(secret: Secret, key: str) -> str | None:
    """A value that can be judged; None where it is empty, stands for another, or is not told."""
    plain = plain_value(secret, key)
    # a template in braces may be JSON: only what holds a mark of one is left alone
    if plain is None or not plain.strip() or "{{" in plain or "${" in plain or "$(" in plain:
        return None
    is_structure = plain.lstrip().startswith("{")
    return None if not is_structure and is_placeholder(plain) else plain
