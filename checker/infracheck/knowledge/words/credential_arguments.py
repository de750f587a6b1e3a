"""Which options of a command line hold a credential."""

from __future__ import annotations

from infracheck.knowledge.words.credential_forms import credential_in_text
from infracheck.knowledge.words.credential_values import Held, held_by

_MOST = 8192


def credential_in_argument(word: str, following: str) -> str | None:
    """What an argument holds: the name of an option with a credential (`--password`), a form of one, or nothing.

    `--password=…`, or `--password` and the next word; or a token, a private key or a login in a header anywhere in it.
    """
    if word.startswith("-"):
        name, equals, value = word.partition("=")
        if not equals:
            value = "" if following.startswith("-") else following
        bare = name.lstrip("-")
        if bare and held_by(bare, value) is Held.LITERAL:
            return name
    return credential_in_text(word)


def credential_in_script(text: str) -> str | None:
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
    return name if held_by(bare, value) is Held.LITERAL else None


def _is_login(text: str) -> bool:
    name, _, value = text.strip("\"'").partition(":")
    return bool(name) and len(value) > 2 and not any(mark in text for mark in "$`{<(")
