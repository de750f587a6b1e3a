"""One bracket expression of an ignore pattern, such as `[!a-z]` or `[[:digit:]_]`."""

from __future__ import annotations

from typing import NamedTuple

SLASH = ord("/")
_BACKSLASH, _CLOSE, _COLON, _DASH = b"\\]:-"
_NEGATIONS = (ord("!"), ord("^"))

_DIGIT = b"0123456789"
_LOWER = b"abcdefghijklmnopqrstuvwxyz"
_ALPHA = _LOWER + _LOWER.upper()
_PUNCT = bytes(each for each in range(0x21, 0x7F) if each not in _ALPHA + _DIGIT)
# git's own: its spaces leave out vertical tab and form feed
_CLASSES = {
    b"alnum": _ALPHA + _DIGIT,
    b"alpha": _ALPHA,
    b"blank": b" \t",
    b"cntrl": bytes((*range(0x20), 0x7F)),
    b"digit": _DIGIT,
    b"graph": bytes(range(0x21, 0x7F)),
    b"lower": _LOWER,
    b"print": bytes(range(0x20, 0x7F)),
    b"punct": _PUNCT,
    b"space": b" \t\n\r",
    b"upper": _LOWER.upper(),
    b"xdigit": _DIGIT + b"abcdefABCDEF",
}


class Bracket(NamedTuple):
    """The bytes that an expression matches, and where the text behind it starts."""

    members: frozenset[int]
    end: int


def read_bracket(text: bytes, at: int) -> Bracket | None:
    """The expression whose `[` stands at `at`; None where it never closes, or names no class that git knows."""
    at += 1
    negated = at < len(text) and text[at] in _NEGATIONS
    at += negated
    start = at
    members: set[int] = set()
    # what a range may begin with: nothing at first, nothing behind a range or a class
    before: int | None = None
    while at < len(text):
        if text[at] == _CLOSE and at > start:
            found = frozenset(range(256)) - members if negated else frozenset(members)
            return Bracket(found - {SLASH}, at + 1)
        part = _part(text, at, before)
        if part is None:
            return None
        added, before, at = part
        members.update(added)
    return None


def _part(text: bytes, at: int, before: int | None) -> tuple[bytes, int | None, int] | None:
    """What stands at `at`: its members, what a range behind it would begin with, and where the next part starts."""
    char = text[at]
    if char == _DASH and before is not None and at + 1 < len(text) and text[at + 1] != _CLOSE:
        last = _character(text, at + 1)
        return None if last is None else (bytes(range(before, text[last] + 1)), None, last + 1)
    if text[at : at + 2] == b"[:":
        end = text.find(b"]", at + 2)
        if end < 0:
            return None
        if end > at + 2 and text[end - 1] == _COLON:
            named = _CLASSES.get(text[at + 2 : end - 1])
            return None if named is None else (named, None, end + 1)
    place = _character(text, at)
    return None if place is None else (text[place : place + 1], text[place], place + 1)


def _character(text: bytes, at: int) -> int | None:
    """Where the character that is meant stands: behind a backslash the next one, None where there is none."""
    if text[at] == _BACKSLASH:
        at += 1
    return at if at < len(text) else None
