"""`infracheck explain`."""

from __future__ import annotations

import sys

import click

from infracheck.cli.start import Command, option
from infracheck.engine.explain import built_in_fixtures, markdown
from infracheck.engine.load import examples_beside
from infracheck.pipeline import load_catalogue
from infracheck.report.escape import plain_lines


@click.command("explain", cls=Command)
@click.argument("selector", metavar="ID")
@option("--policies", multiple=True, metavar="DIR", help="Further policies: a folder, or `installed`.")
def command(selector: str, policies: tuple[str, ...]) -> int:
    """Say what a policy asks, why, and how to meet it; takes a peer's id too, such as checkov:CKV_K8S_13."""
    catalogue = load_catalogue(policies)
    found = catalogue.matching(selector)
    exact = [each for each in found if each.id == selector]
    shown = [plain_lines(markdown(each, examples_beside(each) or built_in_fixtures())) for each in exact or found]
    if not sys.stdout.isatty():
        click.echo("\n\n".join(shown))
        return 0
    from rich.console import Console
    from rich.markdown import Markdown

    console = Console()
    for text in shown:
        console.print(Markdown(text))
    return 0
