"""File modes that are world-writable."""

from __future__ import annotations

import re

_OCTAL = r"[0-7]{1,5}"
_CLAUSE = r"([ugoa]*)((?:[-+=][rwxXst]*)+)"
_STICKY, _WRITE = 0o1000, 0o002


def is_open(mode: str) -> bool:
    """Whether a mode, in digits or in letters, is world-writable; one from a variable counts as not."""
    if re.fullmatch(_OCTAL, mode):
        bits = int(mode, 8)
        return bool(bits & _WRITE) and not bits & _STICKY
    is_writable = False
    for clause in mode.split(","):
        match = re.fullmatch(_CLAUSE, clause)
        if match is None or "t" in match[2]:
            return False
        # without a class the umask applies, which removes write access for others
        if not {"a", "o"}.isdisjoint(match[1]):
            for change in re.findall(r"[-+=][rwxXs]*", match[2]):
                if change[0] == "=" or "w" in change:
                    is_writable = "w" in change and change[0] != "-"
    return is_writable


def mode_of(program: str, arguments: list[str]) -> str | None:
    """The mode that chmod, mkdir or install sets; None if it sets none in the image."""
    if program != "chmod":
        return _option(arguments)
    mode, *files = [word for word in arguments if not word.startswith("-")] or [""]
    # devices are not part of the image
    return None if files and all(word.startswith("/dev/") for word in files) else mode


def _option(arguments: list[str]) -> str | None:
    """The value of `-m` or `--mode` of mkdir and install."""
    for index, word in enumerate(arguments):
        if word.startswith("--mode="):
            return word.partition("=")[2]
        letters, is_mode, value = word.partition("m")
        if is_mode and word[0] == "-" and word[1:2] != "-" and {"g", "o", "t", "S"}.isdisjoint(letters):
            return value or next(iter(arguments[index + 1 :]), None)
        if word == "--mode":
            return next(iter(arguments[index + 1 :]), None)
    return None
