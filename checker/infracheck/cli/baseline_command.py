"""`infracheck baseline`."""

from __future__ import annotations

import sys
from collections import Counter
from os.path import isfile, lexists
from typing import Any

import click
from click import option

from infracheck.cli.options import existing, render_options, rendering_of, split
from infracheck.cli.output import output_file
from infracheck.cli.settings import config_of, warn_of_configs
from infracheck.engine.gate.baseline import KnownFinding, absorb, read_baseline, recorded, stale, written
from infracheck.engine.gate.side import Side
from infracheck.errors import OutputError, UsageError
from infracheck.gate import side_of
from infracheck.pipeline import scan_tree
from infracheck.report.report import Report, counted
from infracheck.session import Session
from infracheck.source.files.file_tree import DISK
from infracheck.source.text.problem import IDS


@click.command("baseline")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@option("--output", "-o", metavar="FILE", help="Write to FILE [default: standard output].")
@option("--update", is_flag=True, help="Only remove the entries of FILE that no longer match a finding.")
@option("--select", "-s", multiple=True, metavar="S,…", help="Run only these policies.")
@option("--ignore", "-i", multiple=True, metavar="S,…", help="Skip these policies.")
@option("--config", metavar="FILE", help="Config file [default: .infracheck.yaml here or above in the repository].")
@option("--policies", multiple=True, metavar="DIR", help="Additional policies: a folder, or `installed`.")
@option("--kubernetes-version", metavar="X.Y", help="Kubernetes version to check against [default: latest].")
@render_options
def command(
    paths: tuple[str, ...],
    output: str | None,
    update: bool,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    config: str | None,
    policies: tuple[str, ...],
    kubernetes_version: str | None,
    **given: Any,
) -> int:
    """Record today's findings, so that `scan --baseline FILE` counts only what is new."""
    known = _known(output, update=update)
    paths = existing(paths)
    config_file, settings, unread = config_of(config, paths)
    warn_of_configs(unread, config_file)
    session = Session(
        settings, config_file=config_file, policies=policies, kubernetes_version=kubernetes_version,
        **rendering_of(given),
    )  # fmt: skip
    asked = session.asked(split(select), split(ignore))
    scanned = scan_tree(session, paths, asked, DISK)
    report = scanned.report
    if report.faults:
        raise OutputError(
            "the scan is incomplete, so nothing was recorded", remedy="Run `infracheck scan` for details."
        )
    side = side_of(scanned)
    entries = _updated(known, side, report, scanned.naming.root) if update else recorded(side)
    _write(output, written(entries))
    done = f"removed {counted(known.total() - entries.total(), 'finding')}, kept" if update else "recorded"
    click.echo(f"infracheck: {done} {counted(entries.total(), 'finding')}", err=True)
    return 0


def _known(output: str | None, *, update: bool) -> Counter[KnownFinding]:
    """What the file knows that is about to be written; raises `InfracheckError`s for one that must not be lost."""
    if output is None:
        if update:
            raise UsageError("--update needs the baseline to update", where="--output", remedy="Write -o FILE.")
        return Counter()
    output_file(output)
    if not update and not lexists(output):
        return Counter()
    if not update and not isfile(output):
        raise UsageError(f"{output} is not a regular file", where="--output", remedy="Choose another file.")
    return read_baseline(output, DISK)


def _updated(known: Counter[KnownFinding], side: Side, report: Report, root: str) -> Counter[KnownFinding]:
    asked = {*IDS, *(each.id for each in report.policies)}
    return known - stale(absorb(side, side.findings, known).left, report.inputs.files, asked, root)


def _write(output: str | None, text: str) -> None:
    if output is None:
        sys.stdout.write(text)
        return
    try:
        with open(output, "w", encoding="utf-8", newline="\n") as out:
            out.write(text)
    except OSError as error:
        what = (error.strerror or "cannot be written").lower()
        raise OutputError(what, where=output, remedy="Check the folder and its permissions.") from error
