"""A first look at a file: whether it may have waivers at all."""

from __future__ import annotations

import re

# letters of a key that are written as an escape, or apart by an escaped end of a line
_HIDING = r"\\[xuU\n\r\x85\u2028\u2029]"


def may_hold_waivers(text: str) -> bool:
    """Whether a file may have waivers: every mark, ours or a peer's, has one of these words in it.

    Only a key of an annotation can hide its word behind escapes; what may be one is looked at once more.
    """
    if "ignore" in text or "skip" in text or "exempt" in text or "kics-scan" in text:
        return True
    return "\\" in text and re.search(_HIDING, text) is not None
