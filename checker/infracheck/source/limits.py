"""How much an input may ask for before it is refused aloud."""

from __future__ import annotations

from infracheck.record import Record


class Limits(Record):
    """Bounds on one input; `depth` in levels, `file_bytes` in bytes, `weight` in nodes once aliases are written out."""

    file_bytes: int = 10_000_000
    depth: int = 256
    weight: int = 1_000_000
    documents: int = 20_000


LONGEST_SCRIPT = 200_000
"""The most characters of shell text that one instruction may run and still be read command by command."""
DEFAULT_LIMITS = Limits()
CHARACTERS_A_NODE = 32
"""So many characters of text weigh as much as one node."""
