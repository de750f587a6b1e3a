"""GitHub's fingerprint of a line, as its upload action computes it: a hash of the 100 characters from the line on."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable
from operator import mul
from typing import TYPE_CHECKING

from infracheck.report.shown.masked import hidden_of

if TYPE_CHECKING:
    from infracheck.source.text.span import Source

# codeql-action, src/fingerprints.ts
_WINDOW = 100
_BASE = 37
_MODULUS = 1 << 64
_POWERS = tuple(pow(_BASE, _WINDOW - 1 - nth, _MODULUS) for nth in range(_WINDOW))
_END = "\uffff" + "\0" * _WINDOW
_HASHED = re.compile(rf"(?:[ \t\r]*+[^ \t\r]){{0,{_WINDOW}}}+")
_BLANKS = str.maketrans("", "", " \t")


def harmless_hashes(source: Source, lines: Iterable[int]) -> dict[int, str]:
    """GitHub's hash of the lines of a file that are asked for; none where it could tell a secret.

    The hash is linear and has no key: who knows all of a window but a password of eight letters works these out. Where
    it is missing, GitHub's upload action computes it from the checkout.
    """
    return line_hashes(source.text, _harmless(source, lines))


def _harmless(source: Source, lines: Iterable[int]) -> list[int]:
    """The lines whose windows hold nothing that an excerpt would mask."""
    text, starts = source.text, source.line_starts
    if text.count("\r") != text.count("\r\n"):
        # here a line of GitHub's is none of ours
        return []
    hidden = hidden_of(source)
    return [
        line
        for line in lines
        if 0 < line <= len(starts) and not hidden.within(starts[line - 1], end_of_window(text, starts[line - 1]))
    ]


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
