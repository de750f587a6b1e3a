"""What the name of a setting says of its value: the last word decides, as the head of a name does.

One grammar for variables, keys of ConfigMaps and files, options of commands, and the ENV and ARG of Dockerfiles.
"""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache

from infracheck.knowledge.words.credential_words import (
    ABOUT,
    KEYS,
    NAMED,
    NOUNS,
    OPEN,
    PAIRS,
    PARTS_IN_SECRETS,
    PASSWORDS,
    PREPOSITIONS,
    PUBLIC,
    PUBLIC_ENDS,
    PUBLISHERS,
    PURPOSES,
    SWITCHES,
    SWITCHES_FIRST,
    WEAK_NOUNS,
)


class NameSays(IntEnum):
    """How surely a name says that its value is a credential."""

    NOTHING = 0
    FAINT = 1
    """A word that has other meanings: `ROUTING_KEY`. Only a value drawn by lot is a credential."""
    LIKELY = 2
    """A word for a credential, and others behind it that no table knows: the value has to look like one."""
    CREDENTIAL = 3


# a first look at names of which most say nothing
_HINT = re.compile("|".join((*PARTS_IN_SECRETS, *sorted(WEAK_NOUNS), *sorted(PASSWORDS))), re.IGNORECASE)


@lru_cache(maxsize=4096)
def name_says(name: str) -> NameSays:
    """How surely a name says that its value is a credential."""
    if _HINT.search(name) is None:
        return NameSays.NOTHING
    words = words_of(name)
    if not words or words[0] in SWITCHES_FIRST or not SWITCHES.isdisjoint(words) or _is_public(words):
        return NameSays.NOTHING
    if tuple(words[-2:]) in PAIRS:
        return NameSays.CREDENTIAL
    words = words_to_head(name)
    head = words[-1]
    if head in NOUNS:
        return NameSays.NOTHING if head == "pass" and not OPEN.isdisjoint(words[:-1]) else NameSays.CREDENTIAL
    if head in WEAK_NOUNS or head.endswith("key"):
        return _of_key(words)
    return NameSays.NOTHING if head in ABOUT or NOUNS.isdisjoint(words) else NameSays.LIKELY


def names_credential(name: str) -> bool:
    """Whether a name states by itself that its value is a credential."""
    return name_says(name) is NameSays.CREDENTIAL


def names_password(name: str) -> bool:
    """Whether what a name says its value to be is a password: `adminPassword`, `DB_PASS_PROD`."""
    words = words_to_head(name)
    return bool(words) and words[-1] in PASSWORDS


def is_half_of_credential(name: str) -> bool:
    """Whether a name is that of a half that is useless alone: `AWS_ACCESS_KEY_ID`."""
    return name.lower() in NAMED


def is_name_of_credential_variable(text: str) -> bool:
    """Whether a value is the name of the variable that holds the credential: `OPENAI_API_KEY`."""
    return text.isupper() and "_" in text and text.isidentifier() and names_credential(text)


def is_for_browsers(name: str) -> bool:
    """Whether what a name stands for is handed to every browser: `NEXT_PUBLIC_MAPS_KEY`, `SUPABASE_ANON_KEY`."""
    return name.upper().startswith(_IN_PAGES) or "anon" in words_of(name)


# Next.js, Nuxt, Expo, SvelteKit and Astro, Vite, Create React App, Vue CLI and Gatsby put such variables into the page
_IN_PAGES = (
    "NEXT_PUBLIC_", "NUXT_PUBLIC_", "EXPO_PUBLIC_", "PUBLIC_", "VITE_", "REACT_APP_", "VUE_APP_", "GATSBY_",
)  # fmt: skip


def speaks_about(name: str) -> bool:
    """Whether a name says something of who, where or how, and nothing that lets one in."""
    words = words_to_head(name)
    return bool(words) and words[-1] in ABOUT


@lru_cache(maxsize=4096)
def words_to_head(name: str) -> list[str]:
    """The words of a name up to the one that says what its value is, in lower case: `DB_PASSWORD_PROD` to `password`.

    What stands behind it says what it is for: a stage, a number, a product, whatever follows `for`.
    """
    words = words_of(name)
    for index, word in enumerate(words[1:], 1):
        if word in PREPOSITIONS and words[index - 1] in NOUNS:
            return words[:index]
    end = len(words)
    while end > 1 and (words[end - 1] in PURPOSES or _WHICH.fullmatch(words[end - 1]) is not None):
        end -= 1
    # `ADMIN`, `TOKEN_SHOP_PROD`: nothing there that could be the head
    return words[:end] if end and _may_head(words[end - 1]) else words


# `TOKEN_2`, `PASSWORD_B`, `SECRET_KEY_V2`: which one of several
_WHICH = re.compile(r"\d+|[a-z]|v\d+")


def _may_head(word: str) -> bool:
    return word in NOUNS or word in WEAK_NOUNS or word in ABOUT or word.endswith("key")


def _of_key(words: list[str]) -> NameSays:
    """What a name says that ends with a weak noun: the word before it decides."""
    *rest, head = words
    before = rest[-1] if rest else ""
    if head not in ("key", "keys"):
        return NameSays.FAINT if OPEN.isdisjoint(rest) else NameSays.NOTHING
    if before in ("private", "secret"):
        return NameSays.CREDENTIAL
    if not PUBLISHERS.isdisjoint(rest) or (before == "access" and "minio" in rest):
        # MinIO, "Root Access Settings": its access key is the old name of MINIO_ROOT_USER
        return NameSays.NOTHING
    if head == "key" and (before in KEYS or before in NOUNS or words[0] == "azure"):
        return NameSays.CREDENTIAL
    return NameSays.NOTHING if before in OPEN else NameSays.FAINT


def _is_public(words: list[str]) -> bool:
    """Whether a name states that its value is public: `VAPID_PUBLIC_KEY`, `RECAPTCHA_SITE_KEY`."""
    return not PUBLIC.isdisjoint(words) or any(tuple(words[-len(end) :]) == end for end in PUBLIC_ENDS)


_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+\d*|[A-Z]+\d*|\d+")


def words_of(name: str) -> list[str]:
    """The words of a name in lower case, by its signs and humps, and of those that are written as one."""
    return [part for word in _WORD.findall(name) for part in _parts(word.lower())]


def _parts(word: str) -> list[str]:
    """`dbpassword`, `apikey` and `tokenttl` taken apart, and a number at the end: `password2`."""
    plain = word.rstrip("0123456789")
    if plain != word and (plain in NOUNS or plain.endswith("key")):
        return [*_parts(plain), word[len(plain) :]]
    for noun in _JOINED:
        if word.startswith(noun) and (word[len(noun) :] in ABOUT or word[len(noun) :] in PURPOSES):
            return [noun, word[len(noun) :]]
    for noun in (*_JOINED, "key"):
        before = word.removesuffix(noun)
        if before != word and before and (noun in _JOINED_TO_ANY or before in KEYS):
            return [before, noun]
    for noun in _JOINED_TO_KNOWN:
        before = word.removesuffix(noun)
        if before != word and (before in PURPOSES or before in _USERS):
            return [before, noun]
    return [word]


_JOINED_TO_ANY = ("password", "passwd", "passphrase")
# `dbpass`, `rootpwd`: with a word before it that is no part of another, as in `bypass` and `compass`
_JOINED_TO_KNOWN = ("pass", "pwd", "pw")
_USERS = ("user", "login", "sa", "sql", "my")
_JOINED = (*_JOINED_TO_ANY, "secret", "token", "credentials")
