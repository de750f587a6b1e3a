"""Markdown on a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.markdown import Markdown


def print_markdown(texts: Iterable[str]) -> None:
    """Print texts with headings, lists and code set off."""
    console = Console()
    for each in texts:
        console.print(Markdown(each))
