"""GitHub's fingerprint of a line, as its upload action computes it: a hash of the 100 characters from the line on."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable
from operator import mul

# codeql-action, src/fingerprints.ts
_WINDOW = 100
_BASE = 37
_MODULUS = 1 << 64
_POWERS = tuple(pow(_BASE, _WINDOW - 1 - nth, _MODULUS) for nth in range(_WINDOW))
_END = "\uffff" + "\0" * _WINDOW
_HASHED = re.compile(rf"(?:[ \t\r]*+[^ \t\r]){{0,{_WINDOW}}}+")
_BLANKS = str.maketrans("", "", " \t")


def end_of_window(text: str, start: int) -> int:
    """Where the characters end that are hashed for the line which starts here."""
    window = _HASHED.match(text, start)
    return start if window is None else window.end()


def line_hashes(text: str, lines: Iterable[int]) -> dict[int, str]:
    """The `primaryLocationLineHash` of the lines asked for; those that the file does not have are missing."""
    wanted = set(lines)
    kept = _utf16_units(text.replace("\r\n", "\n").replace("\r", "\n").translate(_BLANKS)) + _END
    hashes: dict[int, str] = {}
    # Equal windows have equal hashes, so the windows are counted and only the wanted ones hashed.
    seen: dict[str, int] = {}
    start, line, last = 0, 1, max(wanted, default=0)
    while line <= last:
        window = kept[start : start + _WINDOW]
        nth = seen[window] = seen.get(window, 0) + 1
        if line in wanted:
            hashes[line] = f"{_hash(window):x}:{nth}"
        start = kept.find("\n", start) + 1
        if start == 0:
            break
        line += 1
    return hashes


def _hash(window: str) -> int:
    total: int = sum(map(mul, map(ord, window), _POWERS))
    return total % _MODULUS


def _utf16_units(text: str) -> str:
    """JavaScript sees a character beyond the basic plane as two."""
    if text.isascii() or max(text) <= "\uffff":
        return text
    return "".join(map(chr, array("H", text.encode("utf-16", "surrogatepass")[2:])))
