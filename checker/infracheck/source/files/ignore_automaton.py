"""All patterns of an ignore file as one automaton, which reads a path once and never goes back.

The positions in the patterns are the bits of one integer, so a byte of a path costs a handful of operations on it,
whatever the patterns are; a matcher that backtracks takes for ever on `*a*a*a*b`. See Navarro and Raffinot, "Flexible
Pattern Matching in Strings", 4.2 and 5.2: bit-parallel simulation of an automaton without a start that repeats.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import accumulate

from infracheck.source.files.ignore_bracket import SLASH
from infracheck.source.files.ignore_pattern import Pattern, PatternStep, read_pattern


def automaton_of(lines: Iterable[bytes]) -> Automaton:
    """The automaton of a file's lines; a line that is blank, or a comment, is no pattern."""
    return Automaton(found for line in lines if (found := read_pattern(line)) is not None)


class Automaton:
    """The patterns of one file; the last one that matches a path decides."""

    __slots__ = ("_for_files", "_for_folders", "_moves", "_negated", "_optional", "_starts", "_stays", "_stays_in_name")

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        given = list(patterns)
        steps = [step for pattern in given for step in pattern.steps]
        ends = [end - 1 for end in accumulate(len(pattern.steps) for pattern in given)]
        ended = list(zip(given, ends, strict=True))
        self._moves = _moves(steps)
        self._stays = _bits(at for at, step in enumerate(steps) if step.stays)
        self._stays_in_name = _bits(at for at, step in enumerate(steps) if step.stays or step.stays_in_name)
        self._optional = _bits(at for at, step in enumerate(steps) if step.may_be_left_out)
        self._starts = self._with_optional(_bits(end + 1 - len(pattern.steps) for pattern, end in ended))
        self._negated = _bits(end for pattern, end in ended if pattern.is_negated)
        self._for_folders = _bits(ends)
        self._for_files = _bits(end for pattern, end in ended if not pattern.is_for_folders)

    def matches(self, path: bytes, *, folder: bool) -> bool:
        """Whether the last pattern that matches a path, relative to the file's folder, leaves it out."""
        states = self._starts
        for byte in path:
            staying = states & (self._stays if byte == SLASH else self._stays_in_name)
            states = staying | self._with_optional((states & self._moves[byte]) << 1)
            if not states:
                return False
        reached = states & (self._for_folders if folder else self._for_files)
        last = 1 << (reached.bit_length() - 1) if reached else 0
        return bool(last & ~self._negated)

    def _with_optional(self, states: int) -> int:
        """Where a step may be left out, the one behind it is reached as well; no two such steps are neighbours."""
        return states | (states & self._optional) << 1


def _moves(steps: list[PatternStep]) -> list[int]:
    """For each byte the positions that it leads on from; what accepts the same bytes is put together first."""
    positions: dict[frozenset[int], list[int]] = {}
    for at, step in enumerate(steps):
        positions.setdefault(step.accepts, []).append(at)
    moves = [0] * 256
    for accepts, places in positions.items():
        bits = _bits(places)
        for byte in accepts:
            moves[byte] |= bits
    return moves


def _bits(positions: Iterable[int]) -> int:
    """A set of rising positions as one integer; adding to an integer itself would copy it each time."""
    places = list(positions)
    found = bytearray(places[-1] // 8 + 1 if places else 0)
    for position in places:
        found[position >> 3] |= 1 << (position & 7)
    return int.from_bytes(found, "little")
