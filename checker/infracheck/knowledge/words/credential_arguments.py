"""Which options of a command line hold a credential."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from infracheck.knowledge.words.credential_forms import credential_in_text
from infracheck.knowledge.words.credential_logins import credential_in_login
from infracheck.knowledge.words.credential_names import words_of, words_to_head
from infracheck.knowledge.words.credential_options import PASSWORD_OPTIONS, Takes
from infracheck.knowledge.words.credential_values import Held, held_by, looks_drawn
from infracheck.knowledge.words.credential_words import PASSWORDS

_MOST = 8192


def credential_in_argument(word: str, following: str) -> str | None:
    """What an argument holds: the name of an option with a credential (`--password`), a form of one, or nothing.

    `--password=…`, or `--password` and the next word; or a token, a private key or a login in a header anywhere in it.
    """
    if word.startswith("-"):
        name, equals, value = word.partition("=")
        if not equals:
            value = "" if following.startswith("-") or _takes_nothing(name) else following
        if held_by(name.lstrip("-"), value) is Held.LITERAL:
            return name
    # a word that is an address alone is a dependency's, and judged as such
    return credential_in_text(word) or (credential_in_login(word) if " " in word else None)


def _takes_nothing(option: str) -> bool:
    """Whether an option does something about a credential: `adduser --disabled-password app`, `--ask-vault-pass`."""
    return words_of(option.lstrip("-"))[:1] in _DOING


_DOING = (["disabled"], ["ask"], ["force"], ["generate"], ["prompt"], ["read"], ["reset"])


def credentials_in_words(words: Sequence[str]) -> Iterator[tuple[int, str]]:
    """What the words of one command line hold, each with the index of its word: by option, by form, or in a script."""
    options: Mapping[str, Takes] = {}
    for index, word in enumerate(words):
        following = words[index + 1] if index + 1 < len(words) else ""
        if not word.startswith("-"):
            options = PASSWORD_OPTIONS.get(word.rpartition("/")[2], options)
        found = credential_in_argument(word, following) or credential_in_script(word)
        if found is None and options and word.startswith("-"):
            found = _short_option(word, following, options)
        if found is not None:
            yield index, found


def credential_in_script(text: str) -> str | None:
    """The name of an option in a script that holds a credential: `mysqldump --password=…`, `curl --user me:…`."""
    return credential_in_command(text[:_MOST].split()) if " -" in text else None


def credential_in_command(words: Sequence[str]) -> str | None:
    """The name of an option of a command that holds a credential, by its name or by the program that takes it."""
    options: dict[str, Takes] = {}
    for index, word in enumerate(words):
        following = words[index + 1] if index + 1 < len(words) else ""
        if not word.startswith("-"):
            options = PASSWORD_OPTIONS.get(word.rpartition("/")[2], options)
            if word == "set" and _is_setting(following, "".join(words[index + 2 : index + 3])):
                return following
            continue
        if word.startswith("--") and (name := _option(word, following)):
            return name
        if name := _short_option(word, following, options):
            return name
    return None


def _is_setting(name: str, value: str) -> bool:
    """Whether `set NAME VALUE` stores a credential: `aws configure set aws_secret_access_key …`, `npm config set …`."""
    name, equals, given = name.rpartition(":")[2].partition("=")
    value = given if equals else value
    return is_written_out(value) and held_by(name, value) is Held.LITERAL


def _option(word: str, following: str) -> str | None:
    name, equals, value = word.partition("=")
    value = (value if equals else following).strip("\"'")
    if not is_written_out(value) or (not equals and _takes_nothing(name)):
        return None
    return name if held_by(name.lstrip("-"), value) is Held.LITERAL else None


def _short_option(word: str, following: str, options: Mapping[str, Takes]) -> str | None:
    """The option of a program that takes a login or a password, its value in the same word or in the next one."""
    for option, takes in options.items():
        if word == option and takes is not Takes.PASSWORD_BEHIND:
            value = following.strip("\"'")
        elif word.startswith(option) and takes is not Takes.PASSWORD_APART:
            value = word[len(option) :].strip("\"'")
        else:
            continue
        if takes is Takes.LOGIN:
            value = value.partition(":")[2]
        if len(value) > 2 and is_written_out(value) and held_by("password", value) is Held.LITERAL:
            return option
    return None


def assigns_credential(name: str, value: str) -> bool:
    """Whether a variable that is set for one command holds a credential.

    Builds set many only so that a program starts (`SECRET_KEY_BASE=precompile`): but for a password, a value has to
    look drawn by lot.
    """
    if not is_written_out(value) or held_by(name, value) is not Held.LITERAL:
        return False
    return words_to_head(name)[-1] in PASSWORDS or looks_drawn(value)


def is_written_out(value: str) -> bool:
    """Whether a word of a command stands for itself: no variable, no output of another command, no option."""
    return value != "" and not value.startswith("-") and not any(mark in value for mark in "$`;|&()<>{")
