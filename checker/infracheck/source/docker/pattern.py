"""Shell patterns in the substitutions of a Dockerfile: `${v#p}`, `${v%p}` and `${v/p/r}`."""

from __future__ import annotations

import re


class ExpansionError(ValueError):
    """A word that BuildKit refuses to expand; the text says what is wrong and quotes nothing."""


def trimmed(value: str, mode: str, word: str) -> str | None:
    """A value without what a pattern matches at its start (`#`) or end (`%`), the longest match where it is doubled.

    None where finding out would take too long.
    """
    greedy = word.startswith(mode)
    word = word[greedy:]
    if _too_costly(word, value):
        return None
    if mode == "#":
        match = _pattern(word, greedy).match(value)
        return value[match.end() :] if match else value
    starts = range(len(value) + 1) if greedy else range(len(value), -1, -1)
    pattern = _pattern(word, greedy)
    return next((value[:start] for start in starts if pattern.fullmatch(value, start)), value)


def _too_costly(pattern: str, value: str) -> bool:
    # Go's expressions take linear time, Python's the length to the power of the stars
    return bool((len(value) + 1) ** min(pattern.count("*") + 2, 9) > 2_000_000)


def _pattern(glob: str, greedy: bool) -> re.Pattern[str]:
    out: list[str] = []
    chars = iter(glob)
    for char in chars:
        if char == "*":
            out.append(".*" if greedy else ".*?")
        elif char == "?":
            out.append(".")
        elif char == "\\":
            escaped = next(chars, "")
            if escaped not in ("*", "?", "\\", "}", "/"):
                raise ExpansionError("a pattern escapes a character that needs no escape")
            out.append(re.escape(escaped))
        else:
            out.append(re.escape(char))
    return re.compile("".join(out))


def replaced(value: str, pattern: str, replacement: str, *, every: bool) -> str | None:
    """A value with what a pattern matches replaced, once or everywhere; None where finding out would take too long."""
    if _too_costly(pattern, value):
        return None
    return _pattern(pattern, greedy=True).sub(lambda _: replacement, value, count=0 if every else 1)
