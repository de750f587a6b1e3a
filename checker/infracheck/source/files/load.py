"""A file's bytes, no more of them than the limits allow."""

from __future__ import annotations

import sys

from infracheck.source.files.collect import STDIN
from infracheck.source.files.file_tree import DISK, FileTree
from infracheck.source.text.limits import ReadingBudget
from infracheck.source.text.problem import LIMIT, UNREADABLE, Problem
from infracheck.source.text.span import Span


def load(path: str, budget: ReadingBudget, files: FileTree = DISK) -> bytes | Problem:
    """What a file holds, or why it is not read."""
    place = Span(path, 1, 1, 1, 1)
    limits = budget.limits
    if budget.is_spent:
        return Problem(LIMIT, "the scan reached its total size limit; this file was not read", place, _SPLIT_SCAN)
    try:
        loaded = _from_standard_input(limits.file_bytes) if path == STDIN else files.load(path, limits.file_bytes)
    except OSError as error:
        what = (error.strerror or type(error).__name__).lower()
        return Problem(UNREADABLE, f"cannot be read: {what}", place, "Check the file's permissions.")
    if len(loaded) > limits.file_bytes:
        message = f"larger than {limits.file_bytes // 1_000_000} MB; not read"
        return Problem(LIMIT, message, place, "Split the file.")
    budget.bytes += len(loaded)
    return loaded


def _from_standard_input(most: int) -> bytes:
    return sys.stdin.buffer.read(most + 1)


_SPLIT_SCAN = "Scan the folders separately."
