"""What of a URL may be shown: its scheme, its host, a path of plain words, the settings of its TLS."""

from __future__ import annotations

import re

from infracheck.knowledge.words.showable import Range, is_ordinary, is_risky

_URL = re.compile(
    r"(?P<scheme>[a-z][a-z0-9+.:-]{1,30})://(?P<user>[^/?#\s]*@)?(?P<host>[a-z0-9._-]*(?::\d{1,5}(?!\d))?)(?P<rest>.*)"
)
_SEGMENT = re.compile(r"/(?:\d{1,2}(?=[/?]|$)|[a-z][a-z0-9._-]{0,30}(?=[/?]|$))?")
_HEXADECIMAL = re.compile(r"[0-9a-f]{8,}")
_DIGIT_INSIDE = re.compile(r"[a-z]\d+[a-z]")
_QUERY_WORD = re.compile(
    r"(?i:sslmode|ssl|tls|usessl|requiressl|encrypt|verify\w{0,20}|charset)=[a-zA-Z]+(?:-[a-z]+)*(?=&|$)"
)
_LONGEST_PLAIN = 12


def url_ranges(text: str, offset: int) -> list[Range] | None:
    """What to mask of a URL, so that its scheme, host and TLS settings are left to read; None for no URL."""
    found = _URL.fullmatch(text)
    if found is None:
        return None
    if "@" in found["rest"]:
        # a password with a slash in it: where it ends is anybody's guess
        return [(found.end("scheme") + 3 + offset, len(text) + offset)]
    ranges = []
    if found["user"]:
        ranges.append((found.start("user"), found.end("user") - 1))
    if not is_ordinary(found["host"]):
        ranges.append(found.span("host"))
    start = _end_of_path(text, found.start("rest"))
    start += text.startswith("?", start)
    if start < len(text):
        shown = [match.span() for match in _QUERY_WORD.finditer(text, start)]
        ranges.extend(between((start, len(text)), shown))
    return [(first + offset, last + offset) for first, last in ranges]


def _end_of_path(text: str, start: int) -> int:
    """Where the part of a path ends that may be shown: before what looks random, and behind a word such as `hooks`."""
    end = start
    while (segment := _SEGMENT.match(text, end)) is not None:
        word = segment[0][1:]
        if _may_be_random(word):
            break
        end = segment.end()
        if is_risky(word) or word.startswith("hook"):
            break
    return end


def _may_be_random(word: str) -> bool:
    if _HEXADECIMAL.fullmatch(word) is not None or not is_ordinary(word):
        return True
    return len(word) >= _LONGEST_PLAIN and _DIGIT_INSIDE.search(word) is not None


def between(whole: Range, shown: list[Range]) -> list[Range]:
    """What is left of a stretch without the parts that are shown."""
    left, start = [], whole[0]
    for first, last in shown:
        if start < first:
            left.append((start, first))
        start = max(start, last)
    if start < whole[1]:
        left.append((start, whole[1]))
    return left
