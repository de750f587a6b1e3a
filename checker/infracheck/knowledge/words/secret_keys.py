"""What the key of a Secret says of its value, where less of a hint is enough than elsewhere."""

from __future__ import annotations

from infracheck.knowledge.words.credential_names import speaks_about
from infracheck.knowledge.words.credential_words import PARTS_IN_SECRETS

_PUBLIC = frozenset(("ca.crt", "tls.crt", "ca-bundle", "ca", "cacert", "username", "user", "namespace", "path"))
_PUBLIC_STARTS = ("ca.", "ca-", "ca_", "cacert", "trustpolicy", "public")
# names that end so are settings: who and where, not what lets one in
_PUBLIC_ENDS = (
    ".pub", ".crt", ".cer", "type", "host", "hostname", "port", "region", "mode", "name", "namespace", "email",
    "provider", "cipher", "size", "domain", "zone", "endpoint", "_path", "-path", "resourcegroup", "clientid",
    "tenantid", "subscriptionid", "client_id", "client-id", "tenant_id", "tenant-id",
)  # fmt: skip
_LOGIN_ENDS = ("user", "_db", "-db", "database")
# words of connection strings
_PASSWORDS_GIVEN = ("password=", "passwd=", "pwd=", "secret=", "token=", "key=", "sig=")


def is_public_key(key: str) -> bool:
    """Whether a key of a Secret holds what nobody is let in by: a certificate, a host, who logs in."""
    low = key.lower()
    return low in _PUBLIC or low.startswith(_PUBLIC_STARTS) or low.endswith(_PUBLIC_ENDS)


def names_login(key: str, plain: str) -> bool:
    """Whether a key of a Secret says who logs in, or to which database, and its value is no more than such a name."""
    return key.lower().endswith(_LOGIN_ENDS) and plain.replace("-", "").replace("_", "").replace(".", "").isalnum()


def hints_at_credential(name: str) -> bool:
    """Whether a name may speak of a credential: it is enough of a hint in a Secret, and in a Secret alone."""
    low = name.lower()
    return any(part in low for part in PARTS_IN_SECRETS) and not speaks_about(name)


def gives_password(low: str) -> bool:
    """Whether a value, in lower case, is a connection string with a password among its parts."""
    return any(word in low for word in _PASSWORDS_GIVEN)
