"""Credentials that are known by their form, whatever the name beside them says."""

from __future__ import annotations

import re
from binascii import a2b_base64
from math import log2

# start, words for it, shortest and longest length; longest 0 is any
_FORMS = (
    ("AKIA", "an AWS access key", 20, 20),
    ("ASIA", "an AWS access key", 20, 20),
    ("ghp_", "a GitHub token", 20, 0),
    ("gho_", "a GitHub token", 20, 0),
    ("ghu_", "a GitHub token", 20, 0),
    ("ghs_", "a GitHub token", 20, 0),
    ("ghr_", "a GitHub token", 20, 0),
    ("github_pat_", "a GitHub token", 30, 0),
    ("glpat-", "a GitLab token", 20, 0),
    ("glrt-", "a GitLab token", 25, 0),
    ("gldt-", "a GitLab token", 25, 0),
    ("xoxb-", "a Slack token", 20, 0),
    ("xoxp-", "a Slack token", 20, 0),
    ("xoxa-", "a Slack token", 20, 0),
    ("xapp-", "a Slack token", 20, 0),
    ("sk_live_", "a Stripe key", 24, 0),
    ("rk_live_", "a Stripe key", 24, 0),
    ("AIza", "a Google API key", 39, 39),
    ("GOCSPX-", "a Google client secret", 28, 0),
    ("ya29.", "a Google token", 40, 0),
    ("npm_", "an npm token", 40, 40),
    ("pypi-AgEI", "a PyPI token", 60, 0),
    ("dckr_pat_", "a Docker Hub token", 36, 0),
    ("SG.", "a SendGrid key", 60, 80),
    ("sk-ant-", "an Anthropic key", 40, 0),
    ("sk-proj-", "an OpenAI key", 40, 0),
    ("hf_", "a Hugging Face token", 37, 37),
    ("hvs.", "a Vault token", 28, 0),
    ("dop_v1_", "a DigitalOcean token", 71, 71),
    ("dapi", "a Databricks token", 36, 38),
    ("shpat_", "a Shopify token", 38, 38),
    ("glsa_", "a Grafana token", 46, 0),
    ("AGE-SECRET-KEY-1", "an age key", 70, 80),
    ("https://hooks.slack.com/services/T", "a Slack webhook", 60, 0),
    ("https://discord.com/api/webhooks/", "a Discord webhook", 80, 0),
)
STARTS = (*(form[0] for form in _FORMS), "eyJ")
"""How tokens begin that providers mark, and JSON Web Tokens."""
_MARKS = STARTS[:-1]
ENCODED = ("LS0tLS1CRUdJTi", "ZXlKaGJHY2lP")
"""How private keys and JSON Web Tokens begin in base64."""
IN_PAGES = frozenset(("a Google API key", "a JSON Web Token"))
"""What pages hold that lets nobody in: keys that Google restricts to a site, Supabase's key of those not logged in."""
# what ends a word: forms hold none of these
_ENDS = frozenset(" \t\r\n\"'`,;()[]{}<>|&\\")
_LONGEST = 65_536
_SAMPLES = ("EXAMPLE", "example", "xxxx", "XXXX", "****", "....", "<", "${", "$(", "{{", "1234567890123456")


def credential_form(text: str) -> str | None:
    """What credential a whole value is by its form, in words (`a GitHub token`); None for none.

    Tokens that providers mark, private keys in PEM or its base64, JSON Web Tokens, Azure's signed addresses. Samples of
    documentation are none.
    """
    if len(text) < 16:
        return None
    if "sig=" in text and (found := _signature(text)):
        return found
    if text.startswith(_MARKS):
        return _marked(text)
    if text.startswith("eyJ") and text.count(".") == 2 and len(text) >= 60:
        return None if _is_sample(text) else _web_token(text)
    if "PRIVATE KEY" in text:
        return _private_key(text)
    if text.startswith(ENCODED):
        return _encoded(text)
    return None


def credential_in_text(text: str) -> str | None:
    """What credential stands somewhere in a text: a command line, an annotation, a file; None for none."""
    if len(text) < 20:
        return None
    text = text[:_LONGEST]
    if "PRIVATE KEY" in text and (found := _private_key(text)):
        return found
    if "sig=" in text and (found := _signature(text)):
        return found
    for mark in _MARKS:
        at = text.find(mark)
        if at >= 0 and (at == 0 or not text[at - 1].isalnum()) and (found := credential_form(token_at(text, at))):
            return found
    at = text.find("eyJ")
    if at >= 0 and (found := credential_form(token_at(text, at))):
        return found
    return _header(text)


def token_at(text: str, start: int) -> str:
    """The word that starts somewhere in a text, as far as a token may reach."""
    end = start
    while end < len(text) and text[end] not in _ENDS:
        end += 1
    return text[start:end]


def _marked(text: str) -> str | None:
    for start, words, shortest, longest in _FORMS:
        if text.startswith(start) and len(text) >= shortest and (not longest or len(text) <= longest):
            body = text[len(start) :]
            plain = body.replace("-", "").replace("_", "").replace(".", "").replace("/", "")
            if plain.isalnum() and plain.isascii() and len(set(plain)) > 6 and not _is_sample(body):
                return words
    return None


def _is_sample(text: str) -> bool:
    return any(sample in text for sample in _SAMPLES)


def _web_token(text: str) -> str | None:
    head = text.partition(".")[0]
    try:
        found = a2b_base64(head.replace("-", "+").replace("_", "/") + "=" * (-len(head) % 4))
    except ValueError:
        return None
    return "a JSON Web Token" if b'"alg"' in found else None


def _private_key(text: str) -> str | None:
    at = text.find("-----BEGIN ")
    while at >= 0:
        line = text[at + 11 : at + 60].partition("-----")[0]
        if line.endswith(("PRIVATE KEY", "PRIVATE KEY BLOCK")):
            body = text[at + 11 + len(line) + 5 : at + 300].replace("\\n", "\n").strip()
            if len(body) >= 40 and not _is_sample(body[:40]):
                return "a private key"
        at = text.find("-----BEGIN ", at + 11)
    return None


def _signature(text: str) -> str | None:
    """A shared access signature: whoever has such an address is let in.

    Azure Storage, "Create a service SAS": `sig` is an HMAC of SHA-256 in base64, beside `sv`, `se` and others; Service
    Bus and Logic Apps sign alike.
    """
    for match in re.finditer(_SIGNATURE, text[:_LONGEST]):
        near = text[max(0, match.start() - _NEAR) : match.end() + _NEAR]
        if re.search(_TERMS, near) is not None and len(set(match[1])) > 12 and not _is_sample(match[1]):
            return "a shared access signature"
    return None


_SIGNATURE = r"(?<!\w)sig=((?:[\w+/-]|%2[bBfF]){43})(?:=|%3[dD])?(?![\w+/%=-])"
_TERMS = r"(?:^|[?&;= ])(?:sv|se|sr|skn|sp)="
_NEAR = 400


def _encoded(text: str) -> str | None:
    if text.startswith("ZXlK"):
        return "a JSON Web Token"
    try:
        return "a private key" if b"PRIVATE KEY-" in a2b_base64(text[:80]) else None
    except ValueError:
        return None


def _header(text: str) -> str | None:
    """A header that logs in: `Authorization: Basic …`, `Bearer …` with a value of its own."""
    low = text.lower()
    at = low.find("authorization")
    while at >= 0:
        rest = text[at + 13 : at + 400].lstrip(" \t:='\"")
        scheme, _, value = rest.partition(" ")
        word = token_at(value.lstrip(), 0)
        if scheme.lower() == "basic" and _is_login(word):
            return "a login"
        if (
            scheme.lower() == "bearer"
            and len(word) >= 20
            and word.isascii()
            and not _is_sample(word)
            and "$" not in word
        ):
            return "a bearer token"
        at = low.find("authorization", at + 13)
    return None


def _is_login(word: str) -> bool:
    try:
        plain = a2b_base64(word, strict_mode=True)
    except ValueError:
        return False
    return len(word) >= 8 and b":" in plain[1:-1] and plain.isascii()


def is_random(text: str) -> bool:
    """Whether a word looks drawn by lot: letters and digits mixed, no words in it; ids of objects are not meant.

    Evidence beside a name that hints at a credential, never alone: of 250 such words that a detector by entropy alone
    reports in 2,300 real files one is a credential, the others are digests, ids and names.
    """
    if not 20 <= len(text) <= 512 or not text.isascii() or " " in text:
        return False
    digits = sum(each.isdigit() for each in text)
    letters = sum(each.isalpha() for each in text)
    if digits < 3 or letters < 3 or (digits + letters) < 0.8 * len(text):
        return False
    if len(text) == 36 and text.count("-") == 4:
        return False
    return _entropy(text) >= (3.0 if _is_hex(text) else 3.7)


def _is_hex(text: str) -> bool:
    return all(each in "0123456789abcdefABCDEF" for each in text)


def _entropy(text: str) -> float:
    size = len(text)
    return -sum(n / size * log2(n / size) for n in (text.count(each) for each in set(text)))
