"""`infracheck policies`."""

from __future__ import annotations

import json
import sys
from typing import Any

import click
from click import option

from infracheck.cli.options import split
from infracheck.engine.rules.rule import Rule
from infracheck.report.escape import harmless, inert, inert_json, plain
from infracheck.report.report import counted
from infracheck.session import load_catalogue


@click.command("policies")
@click.argument("selectors", nargs=-1, metavar="[SELECTOR]...")
@option("--format", "-f", "form", type=click.Choice(("table", "json", "markdown")), default="table")
@option("--policies", multiple=True, metavar="DIR", help="Additional policies: a folder, or `installed`.")
def command(selectors: tuple[str, ...], form: str, policies: tuple[str, ...]) -> int:
    """List the policies that the selectors match; without a selector, all policies."""
    chosen = [each.rule for each in load_catalogue(policies).select(split(selectors) or ("all",), ())]
    if form == "json":
        _write_json(chosen)
    elif form == "markdown":
        _write_markdown(chosen)
    else:
        _write_table(chosen)
    return 0


def _write_table(policies: list[Rule]) -> None:
    from rich.table import Table
    from rich.text import Text

    from infracheck.cli.console import CommandConsole

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("policy", "category", "severity", "default", "title"):
        table.add_column(name, overflow="fold" if name == "title" else "ignore", no_wrap=name != "title")
    for each in policies:
        cells = (each.id, each.category, str(each.severity), "yes" if each.recommended else "no", each.title)
        table.add_row(*(Text(_cell(cell)) for cell in cells))
    console = CommandConsole(width=None if sys.stdout.isatty() else 120)
    console.print(table)
    console.print(
        f"{counted(len(policies), 'policy', 'policies')}. Run `infracheck explain POLICY` for details.",
        highlight=False,
    )


def _cell(text: str) -> str:
    """A text that is no command, wherever its line is broken."""
    return inert(plain(text)).replace("::", ": :")


def _write_json(policies: list[Rule]) -> None:
    click.echo(inert_json(json.dumps({"version": 1, "policies": [_as_json(each) for each in policies]}, indent=2)))


def _as_json(policy: Rule) -> dict[str, Any]:
    return {
        "id": policy.id,
        "category": policy.category,
        "severity": str(policy.severity),
        "recommended": policy.recommended,
        "title": policy.title,
        "rationale": policy.rationale,
        "controls": list(policy.controls),
        "aliases": list(policy.aliases),
        "options": sorted(name for name, _ in policy.options),
    }


def _write_markdown(policies: list[Rule]) -> None:
    click.echo("| policy | category | severity | default | title |\n| --- | --- | --- | --- | --- |")
    for each in policies:
        default = "yes" if each.recommended else "no"
        row = f"| `{each.id}` | {each.category} | {each.severity} | {default} | {each.title} |"
        click.echo(harmless(plain(row)))
