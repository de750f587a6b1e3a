"""The list of policies as a table in Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TextIO

from infracheck.engine.rules.rule import Rule
from infracheck.report.escape import harmless, plain

_HEAD = "| policy | category | severity | default | title |\n| --- | --- | --- | --- | --- |\n"


def write(policies: Sequence[Rule], out: TextIO) -> None:
    """Write a row for each policy."""
    out.write(_HEAD)
    for each in policies:
        default = "yes" if each.recommended else "no"
        row = f"| `{each.id}` | {each.category} | {each.severity} | {default} | {each.title} |"
        out.write(f"{harmless(plain(row))}\n")
