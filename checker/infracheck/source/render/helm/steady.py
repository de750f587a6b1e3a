"""What is random in a rendered text: its lines, and their words, replaced by words that are the same in every scan."""

from __future__ import annotations

import re
from hashlib import blake2b
from string import ascii_letters, ascii_lowercase, digits

_WORDS = re.compile(r"[A-Za-z0-9]++(?:[-_.][A-Za-z0-9]++)*+")
_WORD = re.compile(r"[A-Za-z0-9]+")
_LETTERS = ascii_letters + digits
# a key or a certificate is read as what it is, and no message tells it
_LONGEST = 63


def random_lines(text: str, again: str) -> frozenset[int]:
    """The lines, from 1, that a template made otherwise another time; none where they cannot be told."""
    lines, others = text.split("\n"), again.split("\n")
    if len(lines) != len(others):
        return frozenset()
    return frozenset(number for number, pair in enumerate(zip(lines, others, strict=True), 1) if pair[0] != pair[1])


class Steady:
    """The random words of one chart: each is replaced by the same word wherever it stands."""

    def __init__(self) -> None:
        self._words: dict[str, str] = {}

    def text(self, name: str, text: str, again: str) -> str:
        """What a template made, as it will be next time: what differs between two renderings of it is random."""
        lines, others = text.split("\n"), again.split("\n")
        for number in (each - 1 for each in sorted(random_lines(text, again))):
            line = lines[number]
            start, end = _changed(line, others[number])
            lines[number] = line[:start] + self._stretch(line[start:end], f"{name}:{number}") + line[end:]
        return "\n".join(lines)

    def _stretch(self, stretch: str, place: str) -> str:
        # a number may be a port, which not every number can be
        if not _WORDS.fullmatch(stretch) or stretch.isdigit() or len(stretch) > _LONGEST:
            return stretch
        return _WORD.sub(lambda match: self._word(match[0], f"{place}:{match.start()}"), stretch)

    def _word(self, word: str, place: str) -> str:
        if word not in self._words:
            sources = blake2b(place.encode("utf-8", "replace"), digest_size=_LONGEST).digest()
            # small letters may stand wherever random ones do, in names as in keys
            self._words[word] = "".join([ascii_lowercase[each % 26] for each in sources[: len(word)]])
        return self._words[word]


def _changed(line: str, other: str) -> tuple[int, int]:
    """The stretch of a line that another one has not: whole words, as two random ones may have letters in common."""
    most = min(len(line), len(other))
    start = next((at for at in range(most) if line[at] != other[at]), most)
    back = next((at for at in range(most - start) if line[-1 - at] != other[-1 - at]), most - start)
    head, tail = line[:start], line[len(line) - back :]
    return len(head.rstrip(_LETTERS)), len(line) - len(tail.lstrip(_LETTERS))
