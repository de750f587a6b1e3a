"""Which words of a file may be shown: those that cannot be a secret; what nobody can judge is masked."""

from __future__ import annotations

import re
from itertools import pairwise

MASK = "***"

Range = tuple[int, int]
"""A stretch of a line, in code points from 0, the end exclusive."""

_RISKY = re.compile(
    r"pass|pwd|pw$|pin$|secret|token|key|cred|auth|private|cert|salt|hash|sign|session|cookie|bearer|jwt|dsn|login|jdbc"
    r"|licen[cs]e|webhook|conn.?str",
    re.IGNORECASE,
)
# names that hold such a word and yet name no secret
_HARMLESS = re.compile(
    r"secrets?|.*(?:name|refs?|namespace|path|mode|policy|kind|class|type|enabled|required|seconds)|topologykey"
    r"|imagepullsecrets|.*certificates|tokenreviews|serviceaccounttoken|sessionaffinity(?:config)?|passthrough",
    re.IGNORECASE,
)
_CONSTANT = re.compile(r"(?:true|false|yes|no|on|off|null|none|[01]|~|\{\}|\[\])?", re.IGNORECASE)
_QUANTITY = re.compile(r"-?\d{1,10}(?:\.\d{1,6})?(?:[munkKMGTPE]i?|Ki|s|m|h|%)?")
_VERSION = re.compile(r"v?\d{1,4}(?:\.\d{1,6}){1,3}")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9]{0,31}|\d{1,10}|\*")
# capitals with digits, at any length that a credential has
_ACCESS_KEY = re.compile(r"(?=[A-Z_-]*\d)[A-Z0-9_-]{8,}")
_IMAGE = re.compile(
    r"[a-z0-9][a-z0-9.-]*(?::\d+)?(?:/[a-z0-9][a-z0-9._-]*)*(?::[\w][\w.-]{0,60})?(?:@sha256:[0-9a-f]{64})?"
)
_HARMLESS_VALUES = frozenset((
    "debug", "info", "warn", "warning", "error", "trace", "production", "development", "staging", "test", "prod", "dev",
    "local", "json", "text", "disable", "allow", "prefer", "require", "required", "verify-ca", "verify-full",
))  # fmt: skip
_HOST_AND_PORT = re.compile(r"[a-z][a-z0-9.-]{0,60}:\d{2,5}")
_URL = re.compile(
    r"(?P<scheme>[a-z][a-z0-9+.:-]{1,30})://(?P<user>[^/?#\s]*@)?(?P<host>[a-z0-9._-]*(?::\d{1,5}(?!\d))?)(?P<rest>.*)"
)
_PATH = re.compile(r"(?:/\d{1,2}(?=\?|$)|/[a-z][a-z0-9._-]{0,30})*/?(?=\?|$)\??")
_QUERY_WORD = re.compile(
    r"(?i:sslmode|ssl|tls|usessl|requiressl|encrypt|verify\w*|charset)=[a-zA-Z]+(?:-[a-z]+)*(?=&|$)"
)


def is_risky(name: str) -> bool:
    """Whether a name says that its value may be a secret."""
    last = re.split(r"[./]", name)[-1] or name
    return _RISKY.search(name) is not None and _HARMLESS.fullmatch(last) is None


def is_constant(text: str) -> bool:
    """Whether a value is a boolean, nothing, or empty."""
    return _CONSTANT.fullmatch(text) is not None


def is_number(text: str) -> bool:
    """Whether a value is a number, a quantity or a version, of reasonable length."""
    return (_QUANTITY.fullmatch(text) or _VERSION.fullmatch(text)) is not None


def is_harmless(text: str) -> bool:
    """Whether the value of a variable whose name is no risk may be shown: a constant, a number, a level, a host."""
    host = _HOST_AND_PORT.fullmatch(text) is not None and is_ordinary(text)
    return text in _HARMLESS_VALUES or host or is_constant(text) or is_number(text)


def is_ordinary(text: str) -> bool:
    """Whether a text is made of short words as names, paths and enumerations are, and nothing in it looks random."""
    if len(text) > 120 or "://" in text or _ACCESS_KEY.search(text):
        return False
    words = [word for word in re.split(r"[-_./: ,@+~]", text) if word]
    return all(_WORD.fullmatch(word) is not None and not _looks_random(word) for word in words)


def is_image(text: str) -> bool:
    """Whether a text is an image reference."""
    return _IMAGE.fullmatch(text) is not None


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
    start = found.start("rest")
    path = _PATH.match(text, start)
    if path is not None and is_ordinary(path[0].rstrip("?")):
        start = path.end()
    if start < len(text):
        shown = [match.span() for match in _QUERY_WORD.finditer(text, start)]
        ranges.extend(between((start, len(text)), shown))
    return [(first + offset, last + offset) for first, last in ranges]


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


def _looks_random(word: str) -> bool:
    """Digits and letters, or large and small ones, in turn: `a8Fk29xQ`, but not `v1beta1` nor `RuntimeDefault`."""
    if len(word) < 6:
        return False
    kinds = ["d" if each.isdigit() else "l" for each in word]
    turns = sum(one != two for one, two in pairwise(kinds))
    capitals = len(re.findall(r"[a-z0-9][A-Z]", word))
    return turns > 3 or (turns > 0 and capitals > 0 and word.lower() != word and len(word) > 12) or capitals > 6
