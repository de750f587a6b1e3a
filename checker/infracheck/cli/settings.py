"""The config of a command: the one that is named, or the one that is found, and a word about those not in use."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from os.path import abspath
from typing import TYPE_CHECKING

import click

from infracheck.engine.config import Config, read_config
from infracheck.engine.config.discovery import discover
from infracheck.report.escape import harmless, plain
from infracheck.source.files.file_tree import DISK, FileTree

if TYPE_CHECKING:
    from infracheck.source.revisions.open_base import OpenBase


def config_of(
    named: str | None, paths: Sequence[str], base: OpenBase | None = None
) -> tuple[str | None, Config, tuple[str, ...]]:
    """The config's file and what it says, and the configs that were found and are not used.

    With a base it is the base's: a change does not weaken the gate that judges it.
    """

    def rules(path: str) -> FileTree:
        return DISK if base is None else base.rules_at(path)

    if named is not None:
        return named, read_config(named, files=rules(named)), ()
    found = discover(paths, rules("."))
    config = read_config(found.path, trusted=False, files=rules(found.path or ""))
    return found.path, config, found.unread if base is None else _unread_of_change(found.path, base)


def _unread_of_change(used: str | None, base: OpenBase) -> tuple[str, ...]:
    """The config that a change adds, or changes, and that counts when it is merged."""
    path = discover().path
    return () if path is None or (path == used and not base.is_changed(path)) else (path,)


def warn_of_configs(unread: Iterable[str], used: str | None, base: OpenBase | None = None) -> None:
    """Say on standard error that configs are not used: nobody should believe that they are."""
    if base is not None:
        for path in unread:
            text = f"infracheck: warning: the config {path} is not used as it is, but as it is in {base.name}."
            click.echo(harmless(plain(text)), err=True)
        return
    why = "there is none in the current folder or above it in its repository" if used is None else f"{used} is"
    for path in {abspath(each): each for each in unread}.values():
        text = f"infracheck: warning: the config {path} is not used; {why}. Name it with --config to use it."
        click.echo(harmless(plain(text)), err=True)
