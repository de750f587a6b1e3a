"""The list of policies for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from infracheck.engine.rules.rule import Rule
from infracheck.report.escape import inert, plain
from infracheck.report.report import counted

_WIDTH_OF_A_PIPE = 120


def write(policies: Sequence[Rule], out: TextIO) -> None:
    """Write a row for each policy, then how many there are."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("policy", "category", "severity", "default", "title"):
        table.add_column(name, overflow="fold" if name == "title" else "ignore", no_wrap=name != "title")
    for each in policies:
        cells = (each.id, each.category, str(each.severity), "yes" if each.recommended else "no", each.title)
        table.add_row(*(Text(_cell(cell)) for cell in cells))
    console = Console(file=out, width=None if out.isatty() else _WIDTH_OF_A_PIPE)
    console.print(table)
    console.print(
        f"{counted(len(policies), 'policy', 'policies')}. Run `infracheck explain POLICY` for details.",
        highlight=False,
    )


def _cell(text: str) -> str:
    """A text that is no command, wherever its line is broken."""
    return inert(plain(text)).replace("::", ": :")
