"""`infracheck scan`."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from importlib import import_module
from typing import Any

import click

from infracheck.cli.options import FORMATS, LEVELS, FormatOption, split
from infracheck.cli.start import Command, option
from infracheck.engine.config import discover, read_config
from infracheck.engine.declare import Severity
from infracheck.errors import OutputError, UsageError
from infracheck.pipeline import scan
from infracheck.report.report import Report


@click.command("scan", cls=Command)
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@option(
    "--select", "-s", multiple=True, metavar="S,…", help="Ask these policies: ids, categories, controls, peers' ids."
)
@option("--ignore", "-i", multiple=True, metavar="S,…", help="Do not ask these.")
@option("--severity", type=click.Choice(LEVELS), help="Report findings at this level or above.")
@option("--fail-on", type=click.Choice((*LEVELS, "never")), help="Exit with 1 at this level or above [medium].")
@option(
    "--format", "-f", "formats", multiple=True, type=FormatOption(), metavar="FORMAT[=FILE]",
    help=f"How to report, repeatable: {', '.join(FORMATS)} [table].",
)  # fmt: skip
@option("--config", metavar="FILE", help="A config file [.infracheck.yaml of the current folder].")
@option("--policies", multiple=True, metavar="DIR", help="Further policies: a folder, or `installed`.")
@option("--kubernetes-version", metavar="X.Y", help="Judge for this version [the newest known].")
@option("--include-waived", is_flag=True, help="Write waived findings out too.")
@option("--jobs", "-j", type=click.IntRange(min=1), default=1, metavar="N", help="Use up to N processes.")
@option("--quiet", "-q", is_flag=True, help="Say nothing but the findings.")
@option("--verbose", "-v", is_flag=True, help="Say more: what was left out and why, where a policy crashed.")
@option("--no-color", is_flag=True, help="Write without colours.")
def command(paths: tuple[str, ...], **given: Any) -> int:
    """Scan files and folders; `-` reads a stream, no PATH is the current folder."""
    named = given["config"]
    settings = read_config(named or discover(), trusted=named is not None)
    progress = _progress(given)
    report = scan(
        paths or (".",),
        select=split(given["select"]),
        ignore=split(given["ignore"]),
        policies=given["policies"],
        kubernetes_version=given["kubernetes_version"],
        config=settings,
        jobs=given["jobs"],
        progress=progress,
    )
    if progress is not None:
        progress.close()
    least = Severity[(given["severity"] or settings.severity).upper()]
    shown = report._replace(findings=tuple(each for each in report.findings if each.severity >= least))
    _write_all(shown, given)
    return _status(report, given["fail_on"] or settings.fail_on)


def _write_all(report: Report, given: dict[str, Any]) -> None:
    formats: list[tuple[str, str | None]] = list(given["formats"]) or [("table", None)]
    if sum(1 for _, path in formats if path is None) > 1:
        raise UsageError("two formats on one output", where="--format", remedy="Give all but one a file: FORMAT=FILE.")
    # whatever becomes of one, the others are written; what went wrong is raised at the end
    with ExitStack() as stack:
        for form, path in reversed(formats):
            stack.callback(_write, report, form, path, given)


def _write(report: Report, form: str, path: str | None, given: dict[str, Any]) -> None:
    write = import_module(f"infracheck.report.{FORMATS[form]}").write
    settings: dict[str, Any] = {"include_waived": given["include_waived"]}
    if form == "table":
        settings |= {"color": _wants_color(given, path), "quiet": given["quiet"], "verbose": given["verbose"]}
    if path is None:
        _use_utf8()
        write(report, sys.stdout, **settings)
        sys.stdout.flush()
        return
    try:
        with open(path, "w", encoding="utf-8", newline="\n") as out:
            write(report, out, **settings)
    except OSError as error:
        what = (error.strerror or "cannot be written").lower()
        raise OutputError(what, where=path, remedy="Check the folder and its rights.") from error


def _use_utf8() -> None:
    """A report is UTF-8 whatever the locale says: a console that is not would lose what it cannot show."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def _wants_color(given: dict[str, Any], path: str | None) -> bool:
    import os

    return path is None and not given["no_color"] and not os.environ.get("NO_COLOR") and sys.stdout.isatty()


def _progress(given: dict[str, Any]) -> Any:
    if given["quiet"] or not sys.stderr.isatty():
        return None
    from infracheck.cli.progress import Progress

    return Progress()


def _status(report: Report, fail_on: str) -> int:
    if report.faults:
        return 3
    return 0 if fail_on == "never" else int(report.at_or_above(Severity[fail_on.upper()]) > 0)
