"""Which words of a file may be shown: those that cannot be a secret; what nobody can judge is masked."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from infracheck.knowledge.words.credential_words import PARTS
from infracheck.knowledge.words.switches import is_constant

MASK = "***"

Range = tuple[int, int]
"""A stretch of a text, in code points from 0, the end exclusive."""

# what is masked is more than what is judged: a name that may be of a secret is enough
_RISKY = re.compile(
    "|".join((*PARTS, r"pw$|(?:^|[_.-])pw(?=[_.-])|pin$|cert|hash|sign|session|jdbc|webhook|conn.?str")),
    re.IGNORECASE,
)
# names that hold such a word and yet name no secret
_HARMLESS = re.compile(
    r"secrets?|.*(?:name|refs?|namespace|path|mode|policy|kind|class|type|enabled|required|seconds|auth_method)|topologykey"
    r"|imagepullsecrets|.*certificates|tokenreviews|serviceaccounttoken|sessionaffinity(?:config)?|passthrough",
    re.IGNORECASE,
)
_QUANTITY = re.compile(r"-?\d{1,10}(?:\.\d{1,6})?(?:[munkKMGTPE]i?|Ki|s|m|h|%)?")
_VERSION = re.compile(r"v?\d{1,4}(?:\.\d{1,6}){1,3}")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9]{0,31}|\d{1,10}|\*")
# capitals with digits, at any length that a credential has
_ACCESS_KEY = re.compile(r"(?<![A-Z0-9_-])(?=[A-Z_-]*+\d)[A-Z0-9_-]{8,}")
# patterns that few scans need are strings: `re` compiles one when it is first asked, and keeps it
_IMAGE = r"[a-z0-9][a-z0-9.-]*(?::\d+)?(?:/[a-z0-9][a-z0-9._-]*)*(?::[\w][\w.-]{0,60})?(?:@sha256:[0-9a-f]{64})?"
EXPANSION = r"\$(?:\w{1,60}|\{\w{1,60}\}|\(\w{1,60}\))"
"""A variable as Kubernetes, shells and templates write it."""
_HARMLESS_VALUES = frozenset((
    "debug", "info", "warn", "warning", "error", "trace", "production", "development", "staging", "test", "prod", "dev",
    "local", "json", "text", "disable", "allow", "prefer", "require", "required", "verify-ca", "verify-full", "trust",
))  # fmt: skip
_HOST_AND_PORT = re.compile(r"[a-z][a-z0-9.-]{0,60}:\d{2,5}")
_ADDRESS = re.compile(r"(?:\d{1,3}(?:\.\d{1,3}){3}(?:/\d{1,2})?|\[[0-9a-f:]{2,39}\]|localhost|\*)?(?::\d{1,5})?")
_VARIABLE = (
    r"[A-Z_][A-Z0-9_]{0,80}|[a-z_][a-z0-9_.-]{0,80}|[A-Za-z][a-z0-9]++(?:[_.-]?[A-Z][a-z0-9]++|[_.-][a-z0-9]++){0,9}"
)
_BETWEEN_WORDS = re.compile(r"[-_./: ,@+~]")
_LONG = 12
_HEXADECIMAL = re.compile(r"[0-9a-f]+")
_HUMP = re.compile(r"[a-z0-9][A-Z]")
_KEY = re.compile(r"[-._a-zA-Z0-9]{1,253}")


def is_risky(name: str) -> bool:
    """Whether a name says that its value may be a secret."""
    if _RISKY.search(name) is None:
        return False
    last = name[max(name.rfind("."), name.rfind("/")) + 1 :]
    return _HARMLESS.fullmatch(last) is None


is_risky_key = lru_cache(maxsize=4096)(is_risky)
"""The same of the keys of manifests, of which there are few and each is met time and again."""


def is_number(text: str) -> bool:
    """Whether a value is a number, a quantity or a version, of reasonable length."""
    return (_QUANTITY.fullmatch(text) or _VERSION.fullmatch(text)) is not None


def is_address(text: str) -> bool:
    """Whether a text is where something listens or is reached: an IP address, a port behind it or behind a host."""
    if _ADDRESS.fullmatch(text) is not None:
        return text != ""
    return _HOST_AND_PORT.fullmatch(text) is not None and is_ordinary(text)


def is_harmless(text: str) -> bool:
    """Whether the value of a variable whose name is no risk may be shown: a constant, a number, a level, an address."""
    return text in _HARMLESS_VALUES or is_constant(text) or is_number(text) or is_address(text)


def is_ordinary(text: str) -> bool:
    """Whether a text is made of short words as names, paths and enumerations are, and nothing in it looks random."""
    if len(text) > 120 or "://" in text or _ACCESS_KEY.search(text):
        return False
    for word in _BETWEEN_WORDS.split(text):
        if word and (_WORD.fullmatch(word) is None or looks_random(word)):
            return False
    return True


def is_image(text: str) -> bool:
    """Whether a text is an image reference, the names of variables in it included: `${REGISTRY}/web:1`."""
    if "$" in text:
        if not all(is_variable(each.strip("${}()")) for each in re.findall(EXPANSION, text)):
            return False
        text = re.sub(EXPANSION, "a", text)
    return re.fullmatch(_IMAGE, text) is not None


def is_variable(text: str) -> bool:
    """Whether a text can be the name of a variable that people chose: `AUTH`, `maxAge`, but not `dXNlcjp6UTd4Vw`."""
    return re.fullmatch(_VARIABLE, text) is not None and not any(map(looks_random, _BETWEEN_WORDS.split(text)))


def looks_random(word: str) -> bool:
    """Digits and letters, or large and small ones, in turn: `a8Fk29xQ`, but not `v1beta1` nor `RuntimeDefault`."""
    if len(word) < 6 or (word.isalpha() and (word.islower() or word.isupper())) or word.isdigit():
        return False
    if len(word) >= _LONG and _HEXADECIMAL.fullmatch(word) is not None:
        return True
    kinds = ["d" if each.isdigit() else "l" for each in word]
    turns = sum(one != two for one, two in pairwise(kinds))
    capitals = len(_HUMP.findall(word))
    return turns > 3 or (turns > 0 and capitals > 0 and len(word) > 12) or capitals > 6


def shown_name(text: str) -> str:
    """The name of a key, a variable or an object as it may be shown.

    One that no such name can be, `PASSWORD=hunter2` or `password:hunter2`, is a value that slipped to the place of one:
    it is cut at the sign, and what follows is masked.
    """
    return _cut(text) if _holds_value(text) else text


def shown_key(text: str) -> str:
    """The key of a Secret or a ConfigMap as it may be shown: Kubernetes allows letters, digits, `-`, `_` and `.`."""
    return text if _KEY.fullmatch(text) is not None or not text else _cut(text)


def _holds_value(name: str) -> bool:
    """Whether a name holds what is none: a sign of an assignment, a login, more characters than a name has."""
    if len(name) > _LONGEST_NAME or "=" in name or "://" in name or '"' in name or "'" in name:
        return True
    before, colon, after = name.rpartition(":")
    return bool(colon and after) and (is_risky(before.rpartition(":")[2]) or "@" in after)


def _cut(name: str) -> str:
    head = re.match(_HEAD, name)
    start = "" if head is None or not is_ordinary(head[0].lower()) else head[0]
    return start + MASK


_LONGEST_NAME = 253
_HEAD = r"[-._a-zA-Z0-9]{1,40}(?![-._a-zA-Z0-9])"
