"""`infracheck waivers`."""

from __future__ import annotations

from functools import partial
from typing import Any, TextIO

import click
from click import option

from infracheck.cli.options import render_options, rendering_of, split
from infracheck.cli.output import FormatOption, Output, outputs_of, write_each
from infracheck.cli.settings import config_of, warn_of_configs
from infracheck.pipeline import scan
from infracheck.report.formats import catalogue
from infracheck.report.report import Report


@click.command("waivers")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@option(
    "--select", "-s", multiple=True, metavar="S,…",
    help="Run these policies to see what is waived [default: the config's, else all].",
)  # fmt: skip
@option(
    "--format", "-f", "formats", multiple=True, type=FormatOption(catalogue.WAIVERS), metavar="FORMAT[=FILE]",
    help=f"Output format, repeatable: {', '.join(catalogue.WAIVERS)} [default: table].",
)  # fmt: skip
@option("--config", metavar="FILE", help="Config file [default: .infracheck.yaml here or above in the repository].")
@option("--policies", multiple=True, metavar="DIR", help="Additional policies: a folder, or `installed`.")
@option("--kubernetes-version", metavar="X.Y", help="Kubernetes version to check against [default: latest].")
@render_options
@option("--no-color", is_flag=True, help="Disable colored output.")
def command(
    paths: tuple[str, ...],
    select: tuple[str, ...],
    formats: tuple[Output, ...],
    config: str | None,
    policies: tuple[str, ...],
    kubernetes_version: str | None,
    no_color: bool,
    **given: Any,
) -> int:
    """List all waivers with place, reason, owner, expiry and the findings that they hide.

    The exit code is 0 whatever the waivers are; `infracheck scan` reports those at fault.
    """
    outputs = outputs_of(formats, "table")
    paths = paths or (".",)
    config_file, settings, unread = config_of(config, paths)
    warn_of_configs(unread, config_file)
    report = scan(
        paths,
        select=split(select) or settings.select or ("all",),
        policies=policies,
        kubernetes_version=kubernetes_version,
        config=settings,
        config_file=config_file,
        **rendering_of(given),
    )
    write_each(outputs, partial(_write, report), no_color=no_color)
    if report.faults:
        click.echo(f"infracheck: incomplete: {len(report.faults)} faults, listed by `infracheck scan`", err=True)
        return 3
    return 0


def _write(report: Report, form: str, out: TextIO, color: bool) -> None:
    catalogue.WAIVERS[form].write(report, out, {"color": color})
