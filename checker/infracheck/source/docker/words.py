"""Splits the text of one instruction into flags, words and JSON strings."""

from __future__ import annotations

import json
import re
from functools import cache

from infracheck.source.docker.lines import SPACES, LogicalLine
from infracheck.source.docker.tree import Flag, Word

# BuildKit's reWhitespace: narrower than what it trims
BLANK = re.compile(r"[\t\v\f\r ]+")
_NOT_BLANK = re.compile(r"[^\t\v\f\r ]+")
_SPACE = re.escape(SPACES)
_SPACES = re.compile(r"[^\S\x1c-\x1f]*")
# split_command.go goes byte by byte, so only these separate flags
_FLAG_SPACES = re.compile(r"[\t\n\v\f\r ]*")


def skip_spaces(text: str, start: int) -> int:
    """The index of the first character from `start` that is no space."""
    if text[start : start + 1] not in SPACES:
        return start
    return _after(_SPACES, text, start)


def _after(blanks: re.Pattern[str], text: str, start: int) -> int:
    match = blanks.match(text, start)
    return match.end() if match else start


def blank_separated(line: LogicalLine, start: int, end: int, escape: str | None) -> list[Word]:
    """Words between blanks, quotes being characters like others."""
    return [
        Word(line, match.start(), match.end(), match[0], escape) for match in _NOT_BLANK.finditer(line.text, start, end)
    ]


@cache
def _quoted_word(escape: str) -> re.Pattern[str]:
    e = re.escape(escape)
    # line_parsers.go, parseWords: an open quote runs to the end
    return re.compile(
        f"""(?:[^{_SPACE}'"{e}]++|{e}.|'[^']*+(?:'|\\Z)|"(?:[^"{e}]++|{e}.)*+(?:"|({e})?\\Z))++({e})?""",
        re.S,
    )


def quoted_words(line: LogicalLine, start: int, end: int, escape: str) -> list[Word]:
    """Words between spaces; a space within quotes or after the escape character belongs to the word."""
    text = line.text[:end]
    words: list[Word] = []
    at = skip_spaces(text, start)
    while at < end:
        match = _quoted_word(escape).match(text, at)
        if match is None:
            break
        word = match[0]
        if match[1] or match[2]:
            # an escape character with nothing to escape is dropped
            word = word[:-1]
        words.append(Word(line, at, match.end(), word, escape))
        at = skip_spaces(text, match.end())
    return words


def flags(line: LogicalLine, start: int, end: int, escape: str) -> tuple[list[Flag], int]:
    """The flags before the arguments, and where the arguments start."""
    text = line.text
    found: list[Flag] = []
    if text[start : start + 1].isalnum():
        return found, start
    at = _after(_FLAG_SPACES, text, start)
    while at < end and text.startswith("--", at):
        stop, word = _flag_word(text, at, end, escape)
        after = min(_after(_FLAG_SPACES, text, stop), end)
        if word == "--":
            at = after
            break
        name, equals, value = word[2:].partition("=")
        found.append(Flag(line, at, stop, name, value if equals else None))
        at = after
    return found, min(skip_spaces(text, at), end)


@cache
def _flag_part(escape: str) -> re.Pattern[str]:
    e = re.escape(escape)
    return re.compile(f"""[^\\t\\n\\v\\f\\r '"{e}]+|{e}.?|'|\"""", re.S)


@cache
def _flag_quoted(escape: str, quote: str) -> re.Pattern[str]:
    e = re.escape(escape)
    return re.compile(f"((?:[^{quote}{e}]++|{e}.)*+)(?:{quote}|{e}?\\Z)", re.S)


def _flag_word(text: str, at: int, end: int, escape: str) -> tuple[int, str]:
    out: list[str] = []
    text = text[:end]
    while True:
        match = _flag_part(escape).match(text, at)
        if match is None:
            return at, "".join(out)
        part = match[0]
        at = match.end()
        if part in ("'", '"'):
            # split_command.go: here the escape character works within single quotes too
            quoted = _flag_quoted(escape, part).match(text, at)
            assert quoted is not None
            part = re.sub(re.escape(escape) + "(.)", r"\1", quoted[1], flags=re.S)
            at = quoted.end()
        elif part[0] == escape:
            part = part[1:]
        out.append(part)


class NotStringsError(ValueError):
    """A JSON array that holds something else than strings."""


_STRING = r'"(?:[^"\\\x00-\x1f]++|\\.)*+"'
_JSON_BLANK = r"[ \t\r\n]*+"
_STRINGS = re.compile(
    f"\\[{_JSON_BLANK}(?:{_STRING}{_JSON_BLANK}(?:,{_JSON_BLANK}{_STRING}{_JSON_BLANK})*+)?\\]{_JSON_BLANK}\\Z"
)
_ONE = re.compile(_STRING)
_SURROGATE = "[\ud800-\udfff]"


def json_words(line: LogicalLine, start: int, end: int, escape: str | None) -> list[Word] | None:
    """The strings of a JSON array, None where the text is none; NotStringsError where it holds other things."""
    if line.text[start : start + 1] != "[":
        return None
    text = line.text[:end]
    if _STRINGS.match(text, start) is None:
        _refuse_others(text[start:])
        return None
    words: list[Word] = []
    for match in _ONE.finditer(text, start):
        literal = match[0]
        if "\\" not in literal:
            value = literal[1:-1]
        else:
            try:
                value = re.sub(_SURROGATE, "\ufffd", json.loads(literal))
            except ValueError:
                return None
        words.append(Word(line, match.start(), match.end(), value, escape))
    return words


def _refuse_others(text: str) -> None:
    try:
        # numbers as text: a long one would be refused for its length
        value = json.loads(text, parse_int=str, parse_float=str, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return
    if isinstance(value, list):
        raise NotStringsError


def _no_constant(_: str) -> object:
    raise ValueError
