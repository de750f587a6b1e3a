"""A file's bytes, no more of them than the limits allow."""

from __future__ import annotations

import os
import sys

from infracheck.source.files.collect import STDIN
from infracheck.source.text.limits import ReadingBudget
from infracheck.source.text.problem import LIMIT, UNREADABLE, Problem
from infracheck.source.text.span import Span

_AT_ONCE = 65_536
_FLAGS = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


def load(path: str, budget: ReadingBudget) -> bytes | Problem:
    """What a file holds, or why it is not read."""
    place = Span(path, 1, 1, 1, 1)
    limits = budget.limits
    if budget.is_spent:
        return Problem(LIMIT, "the scan reached its total size limit; this file was not read", place, _SPLIT_SCAN)
    try:
        loaded = sys.stdin.buffer.read(limits.file_bytes + 1) if path == STDIN else _load_path(path, limits.file_bytes)
    except OSError as error:
        what = (error.strerror or type(error).__name__).lower()
        return Problem(UNREADABLE, f"cannot be read: {what}", place, "Check the file's permissions.")
    if len(loaded) > limits.file_bytes:
        message = f"larger than {limits.file_bytes // 1_000_000} MB; not read"
        return Problem(LIMIT, message, place, "Split the file.")
    budget.bytes += len(loaded)
    return loaded


def _load_path(path: str, most: int) -> bytes:
    """What a file holds, or more than `most` of it; past `open`, which makes twice as many calls to the system."""
    number = os.open(path, _FLAGS)
    try:
        size = min(os.fstat(number).st_size, most)
        part = os.read(number, size + 1)
        if 0 < len(part) <= size:
            # asked for more, the file had no more
            return part
        # it grows, or it is a pipe or the system's own, which have no size
        parts: list[bytes] = []
        missing = most + 1
        while part:
            parts.append(part)
            missing -= len(part)
            part = os.read(number, _AT_ONCE) if missing > 0 else b""
        return b"".join(parts)
    finally:
        os.close(number)


_SPLIT_SCAN = "Scan the folders separately."
