"""What of a YAML text is checked and not read: the schemas in CustomResourceDefinitions.

They describe other objects, nothing asks for what is in them, and where operators are kept they are most of the text.
libyaml parses such a block six times as fast as the composer makes nodes of it.
"""

from __future__ import annotations

import re

from yaml import CBaseLoader, YAMLError

from infracheck.record import Record

KEY = "openAPIV3Schema"
# the key alone on its line, and the first key below it, in block style
_OPENING = re.compile(r"( *)openAPIV3Schema:[ \t\r]*\n(?=(\1 +)[A-Za-z$][\w-]*:[ \r\n])")
_STAR = re.compile(r"\*(?=[^\s*])")
_BEFORE_A_VALUE = frozenset("\n\r:,?-[{")


class Cut(Record):
    """A block mapping that is left out, by the offsets of its first key and of its end, both in the whole text."""

    start: int
    end: int

    @property
    def shift(self) -> int:
        """How far what follows the block has moved."""
        return self.end - self.start - len(_EMPTY)


_EMPTY = "{}"


def cuts_of(text: str) -> list[Cut]:
    """The blocks that can be left out, in order: each parses by itself, and no alias leads out of it or into it."""
    cuts = []
    position = searched = 0
    while (found := text.find(KEY, position)) >= 0:
        position = found + len(KEY)
        # the line's start is not sought beyond the key before: on a line with many, that would take for ever
        start = text.rfind("\n", searched, found) + 1
        is_first_of_line = start > 0 or searched == 0
        searched = position
        opening = _OPENING.match(text, start) if is_first_of_line else None
        if opening is None:
            continue
        begin = opening.end()
        # what is indented deeper than the key is the key's value, and what is not ends it
        closing = re.compile(rf"\n(?! {{{len(opening[1]) + 1}}}|[ \r]*+(?:\n|\Z))").search(text, begin)
        position = end = closing.start() if closing else len(text.rstrip())
        if _stands_alone(text[begin:end]):
            cuts.append(Cut(begin + len(opening[2]), end))
    return cuts


def without(text: str, cuts: list[Cut]) -> str:
    """The text with an empty mapping in the place of each block."""
    kept: list[str] = []
    position = 0
    for start, end in cuts:
        kept += (text[position:start], _EMPTY)
        position = end
    return "".join((*kept, text[position:]))


def _stands_alone(block: str) -> bool:
    if any(_may_be_alias(block, star.start()) for star in _STAR.finditer(block)):
        return False
    try:
        CBaseLoader(block).raw_parse()
    except YAMLError:
        # whoever reads the text as a whole will tell where it breaks
        return False
    return True


def _may_be_alias(block: str, star: int) -> bool:
    """Whether a value may start with this star; in the midst of a text it is one sign like any other."""
    before = star - 1
    while before >= 0 and block[before] in " \t":
        before -= 1
    return before < 0 or block[before] in _BEFORE_A_VALUE
