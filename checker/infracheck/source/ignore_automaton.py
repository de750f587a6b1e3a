"""All patterns of an ignore file as one automaton, which reads a path once and never goes back.

The positions in the patterns are the bits of one integer, so a byte of a path costs a handful of operations on it,
whatever the patterns are; a matcher that backtracks takes for ever on `*a*a*a*b`. See Navarro and Raffinot, "Flexible
Pattern Matching in Strings", 4.2 and 5.2: bit-parallel simulation of an automaton without a start that repeats.
"""

from __future__ import annotations

from collections.abc import Iterable

from infracheck.source.ignore_bracket import SLASH
from infracheck.source.ignore_pattern import Pattern


class Automaton:
    """The patterns of one file; the last one that matches a path decides."""

    __slots__ = ("_for_files", "_for_folders", "_moves", "_negated", "_optional", "_starts", "_stays", "_stays_in_name")

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        given = list(patterns)
        size = sum(len(each.steps) for each in given)
        starts, ends, negated, folders, stays, stays_in_name, optional = (_Bits(size) for _ in range(7))
        moves = [_Bits(size) for _ in range(256)]
        at = 0
        for pattern in given:
            starts.add(at)
            for step in pattern.steps:
                for byte in step.accepts:
                    moves[byte].add(at)
                stays.add(at, step.stays)
                stays_in_name.add(at, step.stays or step.stays_in_name)
                optional.add(at, step.may_be_left_out)
                at += 1
            ends.add(at - 1)
            negated.add(at - 1, pattern.is_negated)
            folders.add(at - 1, pattern.is_for_folders)
        self._moves = [each.number() for each in moves]
        self._stays, self._stays_in_name, self._optional = stays.number(), stays_in_name.number(), optional.number()
        self._starts = self._with_optional(starts.number())
        self._negated = negated.number()
        self._for_folders = ends.number()
        self._for_files = ends.number() & ~folders.number()

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


class _Bits:
    """A set of positions that becomes one integer; adding to an integer itself would copy it each time."""

    __slots__ = ("_bytes",)

    def __init__(self, size: int) -> None:
        self._bytes = bytearray(size // 8 + 1)

    def add(self, position: int, is_in: bool = True) -> None:
        if is_in:
            self._bytes[position >> 3] |= 1 << (position & 7)

    def number(self) -> int:
        return int.from_bytes(self._bytes, "little")
