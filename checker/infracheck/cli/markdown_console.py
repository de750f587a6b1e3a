"""Markdown on a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from rich.markdown import Markdown

from infracheck.report.formats.console import CommandConsole


def print_markdown(texts: Iterable[str]) -> None:
    """Print texts with headings, lists and code set off."""
    console = CommandConsole()
    for each in texts:
        console.print(Markdown(each))
