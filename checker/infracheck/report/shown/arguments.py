"""What of one word of a command line is shown, by the word before it, the program and the word itself."""

from __future__ import annotations

import re
from collections.abc import Callable

from infracheck.knowledge.words.showable import (
    Range,
    is_address,
    is_harmless,
    is_number,
    is_ordinary,
    is_risky,
    is_variable,
)
from infracheck.knowledge.words.showable_url import url_ranges

# -u, -p, -H and their like take a name, a password or a header in one tool or another
_TAKES_SECRET = re.compile(r"-[a-zA-Z]*[upPHkUaetdsbKA]|--(?:user|header|data|build-arg|env|set)[\w-]*")
_FLAG = re.compile(r"-[a-zA-Z]|--[a-z][a-z0-9.-]{1,40}")
_ASSIGNED = re.compile(r"(?P<name>-[a-zA-Z]|--?[a-z][a-z0-9_.-]{1,60}|[A-Za-z_]\w*)=(?P<value>.*)", re.DOTALL)
_SIMPLE = re.compile(r"[\w./-]+")
_PATH = re.compile(r"\.{0,2}/[\w@./-]*")
# flags without a value, modes of chmod, expansions, heredocs
_SHELL_SYNTAX = re.compile(
    r"-[a-zA-Z]|-[xzvjfsSLkoOcqyrReuat]{2,6}|--[a-z][a-z0-9-]{1,30}|[a-z]?[+-][rwxst]+|\.|~|`|-|--|:|\[|\]"
)
_PORT = re.compile(r"\d{2,5}")
SAYS_TEXT = frozenset(("echo", "printf", "chpasswd", "passwd", "htpasswd", "sshpass", "expect", "openssl"))
"""Programs whose words are text, passwords among it."""
_LOGS_IN = frozenset((
    "ansible-vault", "cqlsh", "curl", "docker", "gpg", "http", "kinit", "ldapadd", "ldapsearch", "mariadb", "mongo",
    "mongosh", "mysql", "mysqladmin", "mysqldump", "net", "oc", "openssl", "podman", "psql", "redis-cli", "smbclient",
    "sqlcmd", "ssh-keygen", "sshpass", "unzip", "useradd", "usermod", "wget", "zip", "",
))  # fmt: skip
SHELLS = ("sh", "bash", "/bin/sh", "/bin/bash")

Declared = Callable[[str], bool]
"""Whether a text is no more than the reference to a variable that is declared: its name is no secret."""


def is_program_name(word: str) -> bool:
    """Whether the first word of a command looks like a program, with its path or without."""
    return word == word.lower() and is_ordinary(word.replace("+", "/")) and not is_risky(word)


def is_hidden_behind(before: str, word: str, program: str) -> bool:
    """Whether the word before says that this one may be a secret; where something listens is none."""
    if is_risky(before) and "=" not in before:
        return True
    if before.endswith(("=", ":")):
        return True
    if not _TAKES_SECRET.fullmatch(before):
        return False
    if is_address(word):
        return program in _LOGS_IN and not word.startswith(":") and not word[:1].isdigit()
    return program in _LOGS_IN or not _PORT.fullmatch(word)


def strict_argument(word: str, before: str, program: str, is_reference: Declared) -> list[Range]:
    """What to mask of an argument of which no shell tells more: flags, paths, numbers and addresses are shown."""
    whole = [(0, len(word))]
    if is_reference(word) or word in SHELLS:
        return []
    if is_hidden_behind(before, word, program):
        return whole
    if _FLAG.fullmatch(word) or is_address(word) or (is_number(word) and not is_risky(before)):
        return []
    assigned = _ASSIGNED.fullmatch(word)
    if assigned is not None:
        return _assigned(assigned, is_reference)
    if _PATH.fullmatch(word) and is_ordinary(word) and not is_risky(word):
        return []
    found = url_ranges(word, 0) if "://" in word else None
    return whole if found is None else found


def shell_argument(word: str, before: str, program: str, is_reference: Declared, *, is_quoted: bool) -> list[Range]:
    """What to mask of a word of a shell's command: plain words in lower case are shown too."""
    whole = [(0, len(word))]
    if is_reference(word):
        return []
    if is_hidden_behind(before, word, program):
        return whole
    assigned = _ASSIGNED.fullmatch(word)
    if assigned is not None:
        return _assigned(assigned, is_reference)
    if "://" in word:
        found = url_ranges(word, 0)
        return whole if found is None else found
    if _SHELL_SYNTAX.fullmatch(word) or is_address(word):
        return []
    if word.startswith("-") or (is_quoted and not _SIMPLE.fullmatch(word)):
        return whole
    lowered = re.sub(r"[-+.]", "/", word)
    return [] if word == word.lower() and is_ordinary(lowered) and not is_risky(word) else whole


def _assigned(assigned: re.Match[str], is_reference: Declared) -> list[Range]:
    """`NAME=value`: the name where it is one, and the value where it is harmless."""
    name, value = assigned["name"], assigned["value"].strip("\"'")
    # padding of base64 looks like the sign of an assignment
    if not is_variable(name.lstrip("-")):
        return [(0, assigned.end())]
    if is_reference(value) or not value or (not is_risky(name) and _is_plain(value)):
        return []
    start = assigned.start("value")
    if not is_risky(name) and (found := url_ranges(assigned["value"], start)) is not None:
        return found
    return [(start, assigned.end())]


def _is_plain(value: str) -> bool:
    return is_harmless(value) or (_PATH.fullmatch(value) is not None and is_ordinary(value) and not is_risky(value))
