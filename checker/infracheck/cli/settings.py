"""The config of a command: the one that is named, or the one that is found, and a word about those not in use."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from os.path import abspath

import click

from infracheck.engine.config import Config, read_config
from infracheck.engine.discovery import discover
from infracheck.report.escape import harmless, plain


def config_of(named: str | None, paths: Sequence[str]) -> tuple[str | None, Config, tuple[str, ...]]:
    """The config's file and what it says, and the configs that were found and are not used."""
    if named is not None:
        return named, read_config(named), ()
    found = discover(paths)
    return found.path, read_config(found.path, trusted=False), found.unread


def warn_of_configs(unread: Iterable[str], used: str | None) -> None:
    """Say on standard error that configs are not used: nobody should believe that they are."""
    why = "there is none in the current folder or above it in its repository" if used is None else f"{used} is"
    for path in {abspath(each): each for each in unread}.values():
        text = f"infracheck: warning: the config {path} is not used; {why}. Name it with --config to use it."
        click.echo(harmless(plain(text)), err=True)
