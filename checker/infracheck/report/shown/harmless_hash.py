"""GitHub's fingerprints of the lines whose hash tells no secret."""

from __future__ import annotations

from collections.abc import Iterable

from infracheck.report.shown.line_hash import end_of_window, line_hashes
from infracheck.report.shown.reading import hidden_of
from infracheck.source.text.span import Source


def harmless_hashes(source: Source, lines: Iterable[int]) -> dict[int, str]:
    """GitHub's hash of the lines of a file that are asked for; none where it could tell a secret.

    The hash is linear and has no key: who knows all of a window but a password of eight letters works these out. Where
    it is missing, GitHub's upload action computes it from the checkout.
    """
    return line_hashes(source.text, _harmless(source, lines))


def _harmless(source: Source, lines: Iterable[int]) -> list[int]:
    """The lines whose windows hold nothing that an excerpt would mask."""
    text, starts = source.text, source.line_starts
    if text.count("\r") != text.count("\r\n"):
        # here a line of GitHub's is none of ours
        return []
    hidden = hidden_of(source)
    return [
        line
        for line in lines
        if 0 < line <= len(starts) and not hidden.within(starts[line - 1], end_of_window(text, starts[line - 1]))
    ]
