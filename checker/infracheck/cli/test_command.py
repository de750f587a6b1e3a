"""`infracheck test`."""

from __future__ import annotations

from collections.abc import Iterator
from os.path import basename, dirname, isdir

import click
from click import option

from infracheck.engine.declarations.declare import Policy
from infracheck.engine.examples import Example, examples_in, fixtures_of
from infracheck.errors import UsageError
from infracheck.report.escape import plain_lines
from infracheck.report.explain import built_in_fixtures
from infracheck.report.report import counted
from infracheck.session import load_catalogue
from infracheck.trial import Outcome, try_example


@click.command("test")
@click.argument("folder", required=False, metavar="[DIR]")
@option("--verbose", "-v", is_flag=True, help="List every example.")
def command(folder: str | None, verbose: bool) -> int:
    """Test the policies in DIR, or the built-in ones, against their examples."""
    catalogue = load_catalogue(() if folder is None else (folder,))
    policies = [each for each in catalogue.policies.values() if folder is None or not each.rule.pack]
    fixtures = built_in_fixtures() if folder is None else fixtures_of(folder.rstrip("/"))
    if fixtures is None or not isdir(fixtures):
        raise UsageError("no `fixtures` folder", where=folder or "", remedy="Put examples into fixtures/<policy id>/.")
    tried = failed = 0
    for policy in policies:
        examples = list(examples_in(fixtures, policy.id))
        for complaint in _lacking(policy, examples):
            failed += 1
            click.echo(plain_lines(complaint))
        for example in examples:
            outcome = try_example(example, catalogue)
            tried += 1
            failed += not outcome.is_right
            if verbose or not outcome.is_right:
                click.echo(plain_lines("\n".join(_lines(outcome))))
    click.echo(f"{counted(len(policies), 'policy', 'policies')}, {counted(tried, 'example')}, {failed} failed")
    return 1 if failed else 0


def _lacking(policy: Policy, examples: list[Example]) -> Iterator[str]:
    for kind, must_fail in (("pass", False), ("fail", True)):
        if not any(each.must_fail is must_fail for each in examples):
            yield f"{policy.id}: no example named {kind}*"


def _lines(outcome: Outcome) -> Iterator[str]:
    name = f"{basename(dirname(outcome.example.path))}/{outcome.example.name}"
    yield f"{'ok  ' if outcome.is_right else 'FAIL'} {name}"
    for want in outcome.missed:
        said = f', with "{want.text}" in its message' if want.text else ""
        yield (
            f"      expected but not found at {want.path}:{want.line}"
            + (f":{want.column}" if want.column else "")
            + said
        )
    for each in outcome.noisy:
        yield f"      unexpected finding at {each.path}:{each.line}:{each.column}: {each.text}"
    for text in outcome.problems:
        yield from (f"      {line}" for line in text.split("\n"))
