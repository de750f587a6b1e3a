"""A file's bytes to text, as the readers of Kubernetes decode them."""

from __future__ import annotations

from codecs import BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_LE

from infracheck.source.files.collect import JSON, InputFile, Skipped
from infracheck.source.files.spelling import may_hold_objects
from infracheck.source.text.problem import ENCODING, Problem
from infracheck.source.text.span import Span


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
