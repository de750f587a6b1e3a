"""`infracheck explain`."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import click
from click import option

from infracheck.engine.examples import examples_beside
from infracheck.engine.rules.own import OWN_RULES
from infracheck.report.escape import plain_lines
from infracheck.report.explain import built_in_fixtures, markdown
from infracheck.session import load_catalogue


@click.command("explain")
@click.argument("selector", metavar="ID")
@option("--policies", multiple=True, metavar="DIR", help="Additional policies: a folder, or `installed`.")
def command(selector: str, policies: tuple[str, ...]) -> int:
    """Explain a policy: rationale, fix, examples.

    ID is a policy's, a peer's (checkov:CKV_K8S_13, or CKV_K8S_13 alone), or one of infracheck's own (input-schema).
    """
    shown = list(_texts(selector, policies))
    if not sys.stdout.isatty():
        click.echo("\n\n".join(shown))
        return 0
    from infracheck.cli.markdown_console import print_markdown  # late: only a terminal needs it; 70 ms

    print_markdown(shown)
    return 0


def _texts(name: str, folders: tuple[str, ...]) -> Iterator[str]:
    catalogue = load_catalogue(folders)
    rule = OWN_RULES.get(name.casefold())
    if rule is not None:
        yield plain_lines(markdown(rule))
        return
    found = catalogue.named(name)
    exact = [each for each in found if each.id == name]
    for policy in exact or found:
        yield plain_lines(markdown(policy.rule, examples_beside(policy) or built_in_fixtures()))
