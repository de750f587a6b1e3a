"""`infracheck scan`."""

from __future__ import annotations

import sys
from functools import partial
from typing import Any, TextIO

import click
from click import option

from infracheck.cli.options import LEVELS, split
from infracheck.cli.output import FormatOption, outputs_of, write_each
from infracheck.engine.config import discover, read_config
from infracheck.engine.rules.rule import Severity
from infracheck.pipeline import scan
from infracheck.report.formats import catalogue
from infracheck.report.report import Report


@click.command("scan")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@option(
    "--select",
    "-s",
    multiple=True,
    metavar="S,…",
    help="Run only these policies: ids, categories, controls, other tools' ids.",
)
@option("--ignore", "-i", multiple=True, metavar="S,…", help="Skip these policies.")
@option("--severity", type=click.Choice(LEVELS), help="Report findings of this severity or higher.")
@option(
    "--fail-on",
    type=click.Choice((*LEVELS, "never")),
    help="Exit with 1 if a finding has this severity or higher [default: medium].",
)
@option(
    "--format", "-f", "formats", multiple=True, type=FormatOption(catalogue.SCAN), metavar="FORMAT[=FILE]",
    help=f"Report format, repeatable: {', '.join(catalogue.SCAN)} [default: table].",
)  # fmt: skip
@option("--config", metavar="FILE", help="Config file [default: .infracheck.yaml in the current folder].")
@option("--policies", multiple=True, metavar="DIR", help="Additional policies: a folder, or `installed`.")
@option("--kubernetes-version", metavar="X.Y", help="Kubernetes version to check against [default: latest].")
@option("--include-waived", is_flag=True, help="Include waived findings in the report.")
@option(
    "--jobs", "-j", type=click.IntRange(min=1), default=1, metavar="N",
    help="Run policies in up to N processes; slightly faster from about 10,000 files, Linux only [default: 1].",
)  # fmt: skip
@option("--quiet", "-q", is_flag=True, help="Print findings only.")
@option("--verbose", "-v", is_flag=True, help="Also list skipped paths with reasons, and where a policy crashed.")
@option("--no-color", is_flag=True, help="Disable colored output.")
def command(paths: tuple[str, ...], **given: Any) -> int:
    """Check files and folders; `-` reads standard input. Without PATH, the current folder is scanned."""
    outputs = outputs_of(given["formats"], "table")
    named = given["config"]
    config_file = named or discover()
    settings = read_config(config_file, trusted=named is not None)
    progress = _progress(given)
    report = scan(
        paths or (".",),
        select=split(given["select"]),
        ignore=split(given["ignore"]),
        policies=given["policies"],
        kubernetes_version=given["kubernetes_version"],
        config=settings,
        config_file=config_file,
        jobs=given["jobs"],
        progress=progress,
    )
    if progress is not None:
        progress.close()
    least = Severity[(given["severity"] or settings.severity).upper()]
    shown = report._replace(findings=tuple(each for each in report.findings if each.severity >= least))
    write_each(outputs, partial(_write, shown, given), no_color=given["no_color"])
    return _status(report, given["fail_on"] or settings.fail_on)


def _write(report: Report, given: dict[str, Any], form: str, out: TextIO, color: bool) -> None:
    catalogue.SCAN[form].write(report, out, {**given, "color": color})


def _progress(given: dict[str, Any]) -> Any:
    if given["quiet"] or not sys.stderr.isatty():
        return None
    from infracheck.cli.progress import Progress

    return Progress()


def _status(report: Report, fail_on: str) -> int:
    if report.faults:
        return 3
    return 0 if fail_on == "never" else int(report.at_or_above(Severity[fail_on.upper()]) > 0)
