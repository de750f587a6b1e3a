"""Where a file is, as the world outside writes it: relative to the current folder, with slashes."""

from __future__ import annotations

import os
from urllib.parse import quote


def relative(path: str) -> str:
    """A path relative to the current folder; one outside of it stays as it was given."""
    found = os.path.relpath(path) if os.path.isabs(path) else os.path.normpath(path)
    outside = found == os.pardir or found.startswith(os.pardir + os.sep)
    return (path if outside else found).replace(os.sep, "/")


def uri(path: str) -> str:
    """A path as a URI reference, percent-encoded, byte for byte for a name that is no UTF-8.

    SARIF allows no `..` in a file's URI, so a file outside the current folder gets an absolute one.
    """
    found = relative(path)
    if os.path.isabs(found) or found.startswith("../"):
        absolute = os.path.abspath(found).replace(os.sep, "/")
        return "file://" + _quoted(absolute if absolute.startswith("/") else "/" + absolute)
    return _quoted(found)


def _quoted(path: str) -> str:
    # surrogates stand for the bytes of a name that is no UTF-8; any other half of a pair has no bytes to give
    try:
        return quote(path.encode("utf-8", "surrogateescape"))
    except UnicodeEncodeError:
        return quote(path.encode("utf-8", "surrogatepass"))
