"""`infracheck scan`."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from functools import partial
from typing import Any, TextIO

import click
from click import option

from infracheck.cli.options import LEVELS, existing, render_options, rendering_of, split
from infracheck.cli.output import FormatOption, outputs_of, write_each
from infracheck.cli.progress import Progress
from infracheck.cli.settings import config_of, warn_of_configs
from infracheck.engine.config.discovery import unread_among
from infracheck.engine.rules.rule import Severity
from infracheck.errors import UsageError
from infracheck.pipeline import run
from infracheck.report.formats import catalogue
from infracheck.report.report import Report
from infracheck.session import Session, compare_with


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
@option("--severity", type=click.Choice(LEVELS), help="Report, and fail for, findings of this severity or higher.")
@option(
    "--fail-on",
    type=click.Choice((*LEVELS, "never")),
    help="Exit with 1 if a finding has this severity or higher [default: medium].",
)
@option(
    "--format", "-f", "formats", multiple=True, type=FormatOption(catalogue.SCAN), metavar="FORMAT[=FILE]",
    help=f"Report format, repeatable: {', '.join(catalogue.SCAN)} [default: table].",
)  # fmt: skip
@option("--config", metavar="FILE", help="Config file [default: .infracheck.yaml here or above in the repository].")
@option("--policies", multiple=True, metavar="DIR", help="Additional policies: a folder, or `installed`.")
@option(
    "--base", metavar="REV", help="Count only findings that are new since the merge base of HEAD and this revision."
)
@option("--base-exact", is_flag=True, help="Compare with REV itself.")
@option("--baseline", metavar="FILE", help="Count only what is not in this file; see `infracheck baseline`.")
@option("--show-unchanged", is_flag=True, help="Include findings that are not new in the report.")
@option("--kubernetes-version", metavar="X.Y", help="Kubernetes version to check against [default: latest].")
@render_options
@option("--require-inputs", is_flag=True, help="Fail if there is nothing to check.")
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
    progress = _progress(given)
    paths = existing(paths)
    rendering = rendering_of(given)
    if given["base_exact"] and given["base"] is None:
        raise UsageError("--base-exact needs a revision", where="--base-exact", remedy="Write --base REV.")
    with ExitStack() as stack:
        compared_with = compare_with(stack, paths, given["base"], given["baseline"], exact=given["base_exact"])
        base = None if compared_with is None else compared_with.base
        config_file, settings, unread = config_of(given["config"], paths, base)
        session = Session(
            settings, config_file=config_file, policies=given["policies"],
            kubernetes_version=given["kubernetes_version"], jobs=given["jobs"], progress=progress,
            compared_with=compared_with, **rendering,
        )  # fmt: skip
        report = run(session, paths, split(given["select"]), split(given["ignore"]))
    if progress is not None:
        progress.close()
    least = Severity[(given["severity"] or settings.severity).upper()]
    if given["config"] is None:
        below = unread_among(report.inputs.skipped, config_file) if base is None else ()
        warn_of_configs([*unread, *below], config_file, base)
    # what is not listed must not fail the run: nobody would see why
    report = report.from_severity(least, everywhere=given["severity"] is not None)
    if report.gate is not None and given["show_unchanged"]:
        report = report._replace(gate=report.gate._replace(shows_unchanged=True))
    write_each(outputs, partial(_write, report, given), no_color=given["no_color"])
    status = _INCOMPLETE if report.faults else int(_fails(report, given["fail_on"], settings.fail_on))
    if given["require_inputs"] and status != _INCOMPLETE and not report.inputs.objects + report.inputs.dockerfiles:
        what = "nothing was checked: no Kubernetes manifest or Dockerfile was found"
        raise UsageError(what, where="--require-inputs", remedy="Check the paths.")
    return status


_INCOMPLETE = 3


def _write(report: Report, given: dict[str, Any], form: str, out: TextIO, color: bool) -> None:
    catalogue.SCAN[form].write(report, out, {**given, "color": color})


def _progress(given: dict[str, Any]) -> Progress | None:
    if given["quiet"] or not sys.stderr.isatty():
        return None
    return Progress()


def _fails(report: Report, given: str | None, configured: str) -> bool:
    return report.fails(given or configured, everywhere=given is not None)
