"""Text from files made harmless for each kind of output."""

from __future__ import annotations

import re

# control characters, what turns the direction of writing, zero-width marks, and halves of surrogate pairs
_UNSAFE = "[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
_COMMAND = r"(?i)#(?=#(?:\[|vso\[))"


def plain(text: str) -> str:
    """One line of printable text: whatever could steer a terminal or a viewer is written as an escape."""
    # what Python calls printable holds nothing unsafe; it is asked in C
    return text if text.isprintable() else re.sub(_UNSAFE, _escape, text)


def inert(line: str) -> str:
    """A line that no CI server takes for a command: GitHub reads `##[` anywhere, Azure `##vso[`."""
    return re.sub(_COMMAND, "# ", line) if "##" in line else line


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    if 0xDC80 <= code <= 0xDCFF:  # a byte of a file name that is no UTF-8, as the file system hands it out
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
