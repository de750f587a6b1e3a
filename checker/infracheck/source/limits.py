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
MOST_INSTRUCTIONS = 20_000
"""The most instructions of a Dockerfile that are read; the files measured have 99 at most."""
MOST_STAGES = 2_500
"""The most stages of a Dockerfile that are read; the files measured have 15 at most."""
MOST_WORDS = 200_000
"""The most words and flags of a Dockerfile's instructions that are read; the files measured have 500 at most."""
DEFAULT_LIMITS = Limits()
CHARACTERS_A_NODE = 32
"""So many characters of text weigh as much as one node."""
