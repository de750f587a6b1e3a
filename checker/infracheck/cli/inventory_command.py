"""`infracheck inventory`."""

from __future__ import annotations

from functools import partial
from typing import Any, TextIO

import click
from click import option

from infracheck.cli.options import render_options, rendering_of
from infracheck.cli.output import FormatOption, Output, outputs_of, write_each
from infracheck.cli.settings import config_of, warn_of_configs
from infracheck.inventory import take_inventory
from infracheck.report.formats import catalogue
from infracheck.report.inventory.entities import Inventory


@click.command("inventory")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@option(
    "--format", "-f", "formats", multiple=True, type=FormatOption(catalogue.INVENTORY), metavar="FORMAT[=FILE]",
    help=f"Output format, repeatable: {', '.join(catalogue.INVENTORY)} [default: tree].",
)  # fmt: skip
@option("--config", metavar="FILE", help="Config file [default: .infracheck.yaml here or above in the repository].")
@option("--kubernetes-version", metavar="X.Y", help="Kubernetes version of the manifests [default: latest].")
@render_options
@option("--no-color", is_flag=True, help="Disable colored output.")
def command(
    paths: tuple[str, ...],
    formats: tuple[Output, ...],
    config: str | None,
    kubernetes_version: str | None,
    no_color: bool,
    **given: Any,
) -> int:
    """List workloads with their images, configuration, secrets and dependencies. Secret values are never printed.

    `-` reads a stream, no PATH is the current folder. The exit code is 1 where an input could not be read.
    """
    outputs = outputs_of(formats, "tree")
    paths = paths or (".",)
    config_file, settings, unread = config_of(config, paths)
    warn_of_configs(unread, config_file)
    inventory = take_inventory(
        paths, config=settings, config_file=config_file, kubernetes_version=kubernetes_version, **rendering_of(given)
    )
    write_each(outputs, partial(_write, inventory), no_color=no_color)
    if inventory.inputs.faults:
        # a graph has no place for it
        click.echo(f"infracheck: incomplete: {len(inventory.inputs.faults)} faults, listed under inputs", err=True)
        return 3
    return int(inventory.inputs.is_incomplete)


def _write(inventory: Inventory, form: str, out: TextIO, color: bool) -> None:
    catalogue.INVENTORY[form].write(inventory, out, {"color": color})
