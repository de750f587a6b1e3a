"""A sentence about files as it may be said: logins in addresses, tokens and values of credentials masked."""

from __future__ import annotations

import re

from infracheck.knowledge.words.credential_forms import STARTS, credential_form, token_at
from infracheck.knowledge.words.showable import MASK, is_harmless, is_risky

SIGNS = ("@", "=", *STARTS)
"""A text without any of these holds nothing to mask: a quick look before its words are judged."""
_WORD = re.compile(r"\S+")
# a string: few texts hold an assignment
_ASSIGNED = r"(?<![\w.-])(?P<name>-{0,2}[A-Za-z_][\w.-]{0,80})[\"']?=[\"']?(?P<value>[^\s\"')&;,]+)"
_END_OF_VALUE = ".,;:)]}\"'"
_BEFORE_LOGIN = "\"'(/,="
_SIGNATURE = "sig="


def masked(text: str) -> str:
    """A text without what lets one in by its form: `u:pw@` of an address, `PASSWORD=…`, a provider's token."""
    if not any(sign in text for sign in SIGNS):
        return text
    return _WORD.sub(lambda match: _masked_word(match[0]), text)


def _masked_word(word: str) -> str:
    return _without_value(_without_token(_without_login(word)))


def _without_login(word: str) -> str:
    """A word without the login of an address, with a scheme or without; the digest of an image is none."""
    at = word.rfind("@")
    scheme = word.find("://")
    if 0 <= scheme < at:
        return f"{word[: scheme + 3]}{MASK}{word[at:]}"
    colon = word.find(":", 0, max(at, 0))
    if colon < 0 or word.startswith(("sha256:", "sha512:"), at + 1):
        return word
    start = max(word.rfind(sign, 0, colon) for sign in _BEFORE_LOGIN) + 1
    return f"{word[:start]}{MASK}{word[at:]}"


def _without_token(word: str) -> str:
    """A word in which what a provider marks as its token is masked, and the signature of an address."""
    for start in STARTS:
        at = word.find(start)
        if at >= 0 and (at == 0 or not word[at - 1].isalnum()):
            token = token_at(word, at)
            if credential_form(token) is not None:
                return f"{word[:at]}{MASK}{word[at + len(token) :]}"
    if _SIGNATURE in word and credential_form(word) is not None:
        return word[: word.find(_SIGNATURE) + len(_SIGNATURE)] + MASK
    return word


def _without_value(word: str) -> str:
    """A word that ends where the value of a credential would start."""
    for assigned in re.finditer(_ASSIGNED, word):
        value = assigned["value"].rstrip(_END_OF_VALUE)
        is_told = is_harmless(value) or value.startswith((MASK, "$(", "${"))
        if not is_told and is_risky(assigned["name"]):
            rest = word[assigned.start("value") :]
            return word[: assigned.start("value")] + MASK + rest[len(rest.rstrip(_END_OF_VALUE)) :]
    return word
