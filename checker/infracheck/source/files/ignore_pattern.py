"""One line of an ignore file as the steps that a path takes through it, as git's `dir.c` and `wildmatch.c` read it."""

from __future__ import annotations

import re
from typing import NamedTuple

from infracheck.source.files.ignore_bracket import SLASH, read_bracket

_STAR, _QUESTION, _OPEN, _BACKSLASH = b"*?[\\"
_SPECIAL = re.compile(rb"[*?\[\\]")
_ANY_OF_A_NAME = frozenset(range(256)) - {SLASH}


class PatternStep(NamedTuple):
    """One byte of a path: which it may be, and what may stand before it.

    `stays_in_name` and `stays` let any number of bytes pass first (`*`, which takes no slash, and `**`, which takes
    it too); a step that `may_be_left_out` is the `**/` that also stands for no folder at all.
    """

    accepts: frozenset[int]
    stays_in_name: bool = False
    stays: bool = False
    may_be_left_out: bool = False


class Pattern(NamedTuple):
    """A line: its steps, the last of which accepts nothing and is the end; what it says of what it matches."""

    steps: tuple[PatternStep, ...]
    is_negated: bool
    is_for_folders: bool


_IN_ANY_FOLDER = PatternStep(frozenset((SLASH,)), stays=True, may_be_left_out=True)


def read_pattern(line: bytes) -> Pattern | None:
    """The pattern of a line; None for a comment, a blank line, and what can match nothing."""
    if line.startswith(b"#"):
        return None
    text = _without_trailing_spaces(line.removesuffix(b"\r"))
    is_negated = text.startswith(b"!")
    text = text[is_negated:]
    is_for_folders = text.endswith(b"/")
    text = text[: len(text) - is_for_folders]
    if not text:
        return None
    is_anchored = b"/" in text
    first = 0
    if is_anchored:
        text = text.removeprefix(b"/")
        # git compares what stands before the first wildcard on its own: `a**/b` is `a`, then `**/b`
        special = _SPECIAL.search(text)
        first = special.start() if special else len(text)
    steps = _steps(text, first)
    if steps is None:
        return None
    return Pattern(tuple(steps if is_anchored else [_IN_ANY_FOLDER, *steps]), is_negated, is_for_folders)


def _without_trailing_spaces(text: bytes) -> bytes:
    kept = text.rstrip(b" ")
    slashes = len(kept) - len(kept.rstrip(b"\\"))
    # an odd backslash keeps the space behind it
    return text[: len(kept) + 1] if slashes % 2 and len(kept) < len(text) else kept


def _steps(text: bytes, first: int) -> list[PatternStep] | None:
    """The steps of a text whose wildcards start at `first`; None where a bracket or a backslash is left open."""
    steps: list[PatternStep] = []
    stays_in_name = stays = False
    at = 0
    while at < len(text):
        char = text[at]
        if char == _STAR:
            end = at + len(text[at:]) - len(text[at:].lstrip(b"*"))
            if not _crosses_folders(text, at, end, first):
                stays_in_name = True
            elif text[end : end + 1] == b"/":
                end += 1
                # `**/**/` says no more than `**/`
                if not steps or not steps[-1].may_be_left_out:
                    steps.append(_IN_ANY_FOLDER)
            else:
                stays = True
            at = end
            continue
        accepted = _accepted(text, at)
        if accepted is None:
            return None
        members, at = accepted
        steps.append(PatternStep(members, stays_in_name, stays))
        stays_in_name = stays = False
    return [*steps, PatternStep(frozenset(), stays_in_name, stays)]


def _crosses_folders(text: bytes, at: int, end: int, first: int) -> bool:
    """Whether the stars between `at` and `end` are a `**` that stands alone between slashes."""
    is_alone = at == first or text[at - 1] == SLASH
    return end - at > 1 and is_alone and (end == len(text) or text.startswith((b"/", b"\\/"), end))


def _accepted(text: bytes, at: int) -> tuple[frozenset[int], int] | None:
    """Which bytes one character of a pattern takes, and where the next one starts."""
    char = text[at]
    if char == _QUESTION:
        return _ANY_OF_A_NAME, at + 1
    if char == _OPEN:
        return read_bracket(text, at)
    if char == _BACKSLASH:
        at += 1
    return (frozenset((text[at],)), at + 1) if at < len(text) else None
