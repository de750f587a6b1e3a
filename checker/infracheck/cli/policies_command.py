"""`infracheck policies`."""

from __future__ import annotations

import sys

import click
from click import option

from infracheck.cli.options import split
from infracheck.report.formats import catalogue
from infracheck.session import load_catalogue


@click.command("policies")
@click.argument("selectors", nargs=-1, metavar="[SELECTOR]...")
@option("--format", "-f", "form", type=click.Choice(tuple(catalogue.POLICIES)), default="table")
@option("--policies", multiple=True, metavar="DIR", help="Additional policies: a folder, or `installed`.")
def command(selectors: tuple[str, ...], form: str, policies: tuple[str, ...]) -> int:
    """List the policies that the selectors match; without a selector, all policies."""
    chosen = [each.rule for each in load_catalogue(policies).select(split(selectors) or ("all",), ())]
    catalogue.POLICIES[form].write(chosen, sys.stdout, {})
    return 0
