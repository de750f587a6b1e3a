"""What a misspelt name was meant to be."""

from __future__ import annotations

from collections.abc import Collection


def nearest(name: str, known: Collection[str], most: int = 1, *, least: float = 0.6) -> list[str]:
    """The known names that are most like one, the best first; `least` is how alike they must be, from 0 to 1."""
    from difflib import get_close_matches  # late: only a mistake needs it, and it takes a millisecond

    return get_close_matches(name, known, most, least)
