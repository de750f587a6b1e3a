"""A file's bytes, no more of them than the limits allow, and their text as the readers of Kubernetes decode it."""

from __future__ import annotations

import sys
from codecs import BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_LE

from infracheck.source.files.file_tree import DISK, FileTree
from infracheck.source.files.input_file import JSON, STDIN, InputFile, Skipped
from infracheck.source.files.spelling import may_hold_objects
from infracheck.source.text.limits import ReadingBudget
from infracheck.source.text.problem import ENCODING, LIMIT, UNREADABLE, Problem
from infracheck.source.text.span import Span

LFS_POINTER = "a Git LFS pointer"
"""Why a file is left out whose content was not fetched."""
_POINTER = b"version https://git-lfs.github.com/spec/"
_LARGEST_POINTER = 1024


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


def is_lfs_pointer(loaded: bytes) -> bool:
    """Whether a file stands for one that Git LFS keeps elsewhere: its specification, "The Pointer"."""
    return loaded.startswith(_POINTER) and len(loaded) < _LARGEST_POINTER


def _from_standard_input(most: int) -> bytes:
    return sys.stdin.buffer.read(most + 1)


_SPLIT_SCAN = "Scan the folders separately."


def decode(file: InputFile, loaded: bytes) -> str | Problem | Skipped:
    """The text of a file in UTF-8, or in UTF-16 with a mark: what go-yaml reads, and so Kubernetes."""
    if loaded.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) and not loaded.startswith(BOM_UTF32_LE):
        try:
            return loaded.decode("utf-16")
        except UnicodeDecodeError:
            return Problem(ENCODING, "not UTF-16, despite its byte order mark", Span(file.path, 1, 1, 1, 1), _REMEDY)
    try:
        return loaded.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        # of JSON, Kubernetes replaces what is no UTF-8, and reads on
        if file.kind == JSON and not may_hold_objects(loaded.decode("latin-1").replace("\0", "")):
            return Skipped(file.path, "no Kubernetes objects")
        line = loaded.count(b"\n", 0, error.start) + 1
        column = error.start - (loaded.rfind(b"\n", 0, error.start) + 1) + 1
        place = Span(file.path, line, column, line, column + 1)
        return Problem(ENCODING, "not UTF-8: an invalid byte", place, _REMEDY)


_REMEDY = "Save the file as UTF-8."
