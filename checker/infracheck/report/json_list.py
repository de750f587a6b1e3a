"""A list of JSON, written some items at a time: a large report need not be in memory twice."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import TextIO

from infracheck.report.escape import inert_json

_AT_ONCE = 200


def write_list(items: Iterable[str], out: TextIO) -> None:
    """Write a list with a line for each item, which is JSON itself."""
    before = "[\n"
    rest = iter(items)
    while some := list(islice(rest, _AT_ONCE)):
        out.write(before + inert_json(",\n".join(some)))
        before = ",\n"
    out.write("[]" if before == "[\n" else "\n]")
