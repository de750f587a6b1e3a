"""How much an input may ask for before it is refused aloud."""

from __future__ import annotations

from infracheck.record import Record


class Limits(Record):
    """Bounds on one input and, from `scan_bytes` on, on all inputs of a scan together.

    `depth` is in levels, `weight` in nodes that aliases add when they are written out, `problems` in problems of one
    kind of fault that a file may list one by one.
    """

    file_bytes: int = 10_000_000
    depth: int = 256
    weight: int = 500_000
    documents: int = 20_000
    nodes: int = 700_000
    problems: int = 200
    scan_bytes: int = 1_000_000_000
    scan_nodes: int = 20_000_000


LONGEST_SCRIPT = 200_000
"""The most characters of shell text that one instruction may run and still be read command by command."""
MOST_INSTRUCTIONS = 20_000
"""The most instructions of a Dockerfile that are read; the files measured have 99 at most."""
MOST_STAGES = 2_500
"""The most stages of a Dockerfile that are read; the files measured have 15 at most."""
MOST_WORDS = 200_000
"""The most words and flags of a Dockerfile's instructions that are read."""
DEFAULT_LIMITS = Limits()
CHARACTERS_A_NODE = 32
"""So many characters of text weigh as much as one node."""


class ReadingBudget:
    """What the inputs of one scan have used up so far, held against its limits."""

    __slots__ = ("aliased", "bytes", "limits", "nodes")

    def __init__(self, limits: Limits = DEFAULT_LIMITS) -> None:
        self.limits = limits
        self.bytes = 0
        self.nodes = 0
        self.aliased = 0
        """The nodes that aliases added."""

    @property
    def is_spent(self) -> bool:
        """Whether nothing more may be read."""
        return self.bytes > self.limits.scan_bytes or self.nodes > self.limits.scan_nodes
