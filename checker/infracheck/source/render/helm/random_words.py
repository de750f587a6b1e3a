"""Words of a rendered text that another rendering does not have: random ones, and digests of what is rendered."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import takewhile

_LONGEST = 500
_HEAD = re.compile(r"[A-Za-z0-9+/=]*$")
_TAIL = re.compile(r"[A-Za-z0-9+/=]*")


def random_words(pairs: Iterable[tuple[str, str]]) -> frozenset[str]:
    """The words of the first of each two lines that differ between them."""
    return frozenset(word for pair in pairs if max(map(len, pair)) <= _LONGEST and (word := _changed(*pair)))


def _changed(line: str, other: str) -> str:
    start = _in_common(line, other)
    end = _in_common(line[start:][::-1], other[start:][::-1])
    # what two random words have in common is no less random
    head = _HEAD.search(line[:start])
    tail = _TAIL.match(line, len(line) - end)
    return line[head.start() if head else start : tail.end() if tail else len(line) - end].strip()


def _in_common(line: str, other: str) -> int:
    """How many letters two texts begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(line, other, strict=False)))
