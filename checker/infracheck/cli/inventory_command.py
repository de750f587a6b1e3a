"""`infracheck inventory`."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Any, TextIO

import click

from infracheck.cli.start import Command, option
from infracheck.engine.config import discover, read_config
from infracheck.errors import OutputError, UsageError
from infracheck.inventory import take_inventory
from infracheck.report.inventory.entities import Inventory

_FORMATS = ("tree", "json", "mermaid", "dot")


class _FormatOption(click.ParamType[tuple[str, str | None]]):
    """`FORMAT` or `FORMAT=FILE`."""

    name = "format"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str | None]:
        form, equals, path = str(value).partition("=")
        if form not in _FORMATS:
            raise UsageError(f"no format {form!r}", where="--format", remedy=f"Known are {', '.join(_FORMATS)}.")
        if equals and not path:
            raise UsageError("no file behind the equals sign", where="--format", remedy="Write FORMAT=FILE.")
        return form, path or None


@click.command("inventory", cls=Command)
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@option(
    "--format", "-f", "formats", multiple=True, type=_FormatOption(), metavar="FORMAT[=FILE]",
    help=f"How to print, repeatable: {', '.join(_FORMATS)} [tree].",
)  # fmt: skip
@option("--config", metavar="FILE", help="A config file [.infracheck.yaml of the current folder].")
@option("--kubernetes-version", metavar="X.Y", help="Read for this version [the newest known].")
@option("--no-color", is_flag=True, help="Write without colours.")
def command(
    paths: tuple[str, ...],
    formats: tuple[tuple[str, str | None], ...],
    config: str | None,
    kubernetes_version: str | None,
    no_color: bool,
) -> int:
    """Print what runs, from which image, with which configuration, secrets and dependencies; never a secret's value.

    `-` reads a stream, no PATH is the current folder. The exit code is 1 where an input could not be read.
    """
    settings = read_config(config or discover(), trusted=config is not None)
    wanted = formats or (("tree", None),)
    if sum(1 for _, path in wanted if path is None) > 1:
        raise UsageError("two formats on one output", where="--format", remedy="Give all but one a file: FORMAT=FILE.")
    inventory = take_inventory(paths or (".",), config=settings, kubernetes_version=kubernetes_version)
    for form, path in wanted:
        _write(inventory, form, path, color=_wants_color(path, no_color))
    if inventory.inputs.faults:
        # a graph has no place for it
        click.echo(f"infracheck: incomplete: {len(inventory.inputs.faults)} faults, listed under inputs", err=True)
        return 3
    return int(inventory.inputs.is_incomplete)


def _write(inventory: Inventory, form: str, path: str | None, *, color: bool) -> None:
    if path is None:
        reconfigure = getattr(sys.stdout, "reconfigure", None)
        if reconfigure is not None:
            # UTF-8 whatever the locale says: a console that is not would lose what it cannot show
            reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
        _write_to(sys.stdout, inventory, form, color=color)
        sys.stdout.flush()
        return
    try:
        with open(path, "w", encoding="utf-8", newline="\n") as out:
            _write_to(out, inventory, form, color=color)
    except OSError as error:
        what = (error.strerror or "cannot be written").lower()
        raise OutputError(what, where=path, remedy="Check the folder and its rights.") from error


def _write_to(out: TextIO, inventory: Inventory, form: str, *, color: bool) -> None:
    settings: dict[str, Any] = {"color": color} if form == "tree" else {}
    import_module(f"infracheck.report.as_inventory_{form}").write(inventory, out, **settings)


def _wants_color(path: str | None, no_color: bool) -> bool:
    return path is None and not no_color and not os.environ.get("NO_COLOR") and sys.stdout.isatty()
