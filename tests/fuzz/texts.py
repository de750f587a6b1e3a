"""Bytes changed at random: cut, doubled, spliced and encoded anew."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from random import Random

from tests.fuzz import words

_ENCODINGS = (
    ("utf-16-le", codecs.BOM_UTF16_LE), ("utf-16-be", codecs.BOM_UTF16_BE), ("utf-16-le", b""),
    ("utf-8", codecs.BOM_UTF8), ("latin-1", b""), ("utf-32-le", codecs.BOM_UTF32_LE),
)  # fmt: skip


def mutate(content: bytes, random: Random, times: int) -> bytes:
    """A text that was changed `times` times."""
    for _ in range(times):
        content = random.choice(_CHANGES)(content, random)
    return content


def _cut(content: bytes, random: Random) -> bytes:
    return content[: random.randrange(len(content) + 1)]


def _remove(content: bytes, random: Random) -> bytes:
    start = random.randrange(len(content) + 1)
    return content[:start] + content[start + random.choice((1, 1, 2, 5, 40)) :]


def _double(content: bytes, random: Random) -> bytes:
    start = random.randrange(len(content) + 1)
    end = start + random.choice((1, 5, 40, 200))
    return content[:end] + content[start:end] * random.choice((1, 1, 3)) + content[end:]


def _insert(content: bytes, random: Random) -> bytes:
    start = random.randrange(len(content) + 1)
    return content[:start] + random.choice(words.INSERTS) + content[start:]


def _at_line(content: bytes, random: Random) -> bytes:
    """Something at the start or the end of a line."""
    lines = content.split(b"\n")
    index, inserted = random.randrange(len(lines)), random.choice(words.INSERTS)
    lines[index] = inserted + lines[index] if random.random() < 0.5 else lines[index] + inserted
    return b"\n".join(lines)


def _lines(content: bytes, random: Random) -> bytes:
    """Lines that are swapped, doubled, indented or dropped."""
    lines = content.split(b"\n")
    one, other = random.randrange(len(lines)), random.randrange(len(lines))
    match random.randrange(5):
        case 0:
            lines[one], lines[other] = lines[other], lines[one]
        case 1:
            lines.insert(other, lines[one])
        case 2:
            lines[one] = b" " * random.choice((1, 2, 4)) + lines[one]
        case 3:
            lines[one] = lines[one].lstrip(b" ")
        case _:
            del lines[one]
    return b"\n".join(lines)


def _line_ends(content: bytes, random: Random) -> bytes:
    return content.replace(b"\n", random.choice((b"\r\n", b"\r", b"\n\n", b" \n", b"\t\n")))


def _encode(content: bytes, random: Random) -> bytes:
    text = content.decode("utf-8", "replace")
    name, mark = random.choice(_ENCODINGS)
    return mark + text.encode(name, "replace")


def _replace_word(content: bytes, random: Random) -> bytes:
    parts = content.split(b" ")
    parts[random.randrange(len(parts))] = random.choice(words.ODD).encode("utf-8", "surrogatepass")
    return b" ".join(parts)


_CHANGES: tuple[Callable[[bytes, Random], bytes], ...] = (
    _cut, _remove, _remove, _double, _insert, _insert, _insert, _at_line, _at_line, _lines, _lines, _line_ends,
    _encode, _replace_word, _replace_word,
)  # fmt: skip
