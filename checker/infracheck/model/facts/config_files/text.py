"""The text of a file that stands in a scalar, its places told in the manifest."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate

from infracheck.source.text.span import Source, Span
from infracheck.source.yaml.tree import Scalar

Offsets = Callable[[int], int]
_OTHER_BREAKS = "\r(?!\n)|[\x85\u2028\u2029]"
_ESCAPE = r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)|[^\\]"


class Text:
    """The text of a file in a file: spans of it are spans of the outer one, where its form lets tell them."""

    __slots__ = ("_offsets", "_otherwise", "_source", "text")

    def __init__(self, text: str, source: Source, offsets: Offsets | None, otherwise: Span) -> None:
        self.text = text
        self._source = source
        self._offsets = offsets
        self._otherwise = otherwise

    def __repr__(self) -> str:
        # never the text: it may hold a secret
        return f"Text({self._source.path!r})"

    @classmethod
    def of(cls, scalar: Scalar, otherwise: Span) -> Text:
        """The text of a scalar of a manifest; `otherwise` is the place of whatever has none of its own."""
        return cls(scalar.text, scalar.source, offsets_of(scalar), otherwise)

    def inner(self, scalar: Scalar) -> Text:
        """The text of a scalar of this very text."""
        outer, own = self._offsets, offsets_of(scalar)
        both = None if outer is None or own is None else lambda offset: outer(own(offset))
        return Text(scalar.text, self._source, both, self.span(scalar.start, scalar.start))

    def span(self, start: int, end: int) -> Span:
        """The place of a part."""
        if self._offsets is None:
            return self._otherwise
        first = self._offsets(start)
        # the end is that of the last character: what follows it may stand on another line
        return self._source.span(first, self._offsets(end - 1) + 1 if end > start else first)


def offsets_of(scalar: Scalar) -> Offsets | None:
    """From an offset in a scalar's text to one in its source; None where lines are folded."""
    raw = scalar.source.text[scalar.start : scalar.end]
    if re.search(_OTHER_BREAKS, raw) is not None:
        # lines end here for YAML that end nowhere else
        return None
    if scalar.is_block:
        return _of_block(scalar)
    if "\n" in raw:
        return None
    start = scalar.start
    if scalar.style == "":
        return lambda offset: start + offset
    if "\\" not in raw and "''" not in raw[1:-1]:
        return lambda offset: start + 1 + offset
    body = raw[1:-1]
    pattern = _ESCAPE if scalar.style == '"' else "''|[^']"
    begins = [start + 1 + match.start() for match in re.finditer(pattern, body)]
    # half of a surrogate pair is one character here and none there
    return (lambda offset: begins[min(offset, len(begins) - 1)]) if len(begins) == len(scalar.text) else None


def _of_block(scalar: Scalar) -> Offsets | None:
    begin = scalar.body_at
    written = scalar.source.text[begin : scalar.end].split("\n")
    lines = scalar.text.split("\n")
    if len(written) < len(lines) - 1 or (scalar.style == ">" and sum(map(bool, map(str.strip, written))) > 1):
        return None
    pairs = zip(lines, written, strict=False)
    indent = next((len(w.removesuffix("\r")) - len(line) for line, w in pairs if line.strip()), 0)
    starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
    begins = list(accumulate((len(line) + 1 for line in written), initial=begin))

    def offset_of(offset: int) -> int:
        line = bisect_right(starts, offset) - 1
        return begins[line] + indent + offset - starts[line]

    return offset_of
