"""Logins that stand in addresses: `https://me:password@host`, `https://token@host`."""

from __future__ import annotations

import re

from infracheck.knowledge.words.credential_forms import credential_form
from infracheck.knowledge.words.placeholders import is_placeholder

# RFC 3986, 3.2.1: what stands between the slashes and the last `@` before the next slash
_ADDRESS = r"(?<![\w+.-])([a-zA-Z][a-zA-Z0-9+.-]{1,30})://([^\s/?#'\"@]{1,400})@(\[[0-9a-fA-F:]+\]|[\w.-]+)"
_LONGEST = 65_536
# GitHub, "Easier builds and deployments using Git over HTTPS and OAuth": stands beside a token that is the user
_NO_PASSWORD = "x-oauth-basic"  # noqa: S105  the word that is none
# nobody else is let in there: builds give such addresses where a program wants one to start
_SELF = frozenset(("localhost", "127.0.0.1", "[::1]", "0.0.0.0"))  # noqa: S104  compared, not listened on


def credential_in_login(text: str) -> str | None:
    """What credential stands in an address somewhere in a text; None where its password is a variable or none."""
    if "://" not in text:
        return None
    for scheme, login, host in re.findall(_ADDRESS, text[:_LONGEST]):
        user, colon, password = login.partition(":")
        if password == _NO_PASSWORD:
            password = user
        if host.lower() in _SELF or scheme.lower() == "file":
            continue
        if (found := credential_form(password if colon else user)) is not None:
            return found
        if not is_placeholder(password) and "$" not in password:
            return "a password in an address"
    return None


def token_in_login(text: str) -> str | None:
    """What credential the user of a whole address is, by its form: `https://ghp_…@github.com/shop`."""
    found = re.match(_ADDRESS, text[:_LONGEST])
    return None if found is None else credential_form(found[2].partition(":")[0])
