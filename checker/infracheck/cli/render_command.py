"""`infracheck render`."""

from __future__ import annotations

from functools import partial
from typing import Any, TextIO

import click
from click import option

from infracheck.cli.options import existing, render_options, rendering_of
from infracheck.cli.output import output_file, write_each
from infracheck.cli.settings import config_of, warn_of_configs
from infracheck.judged_documents import JudgedDocuments, judged_documents
from infracheck.report.escape import harmless, plain
from infracheck.report.report import counted, said
from infracheck.session import Session


@click.command("render")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@option("--output", "-o", metavar="FILE", help="Write to FILE [default: standard output].")
@option("--all", "with_plain", is_flag=True, help="Also print manifests that are not rendered.")
@option("--config", metavar="FILE", help="Config file [default: .infracheck.yaml here or above in the repository].")
@option("--kubernetes-version", metavar="X.Y", help="Kubernetes version to render for [default: latest].")
@render_options
def command(
    paths: tuple[str, ...],
    output: str | None,
    with_plain: bool,
    config: str | None,
    kubernetes_version: str | None,
    **given: Any,
) -> int:
    """Print what Helm and Kustomize make, as it is judged, each document with its origin. Secret values are masked.

    The exit code is 1 where a chart or an overlay could not be rendered.
    """
    target = None if output is None else output_file(output)
    paths = existing(paths)
    config_file, settings, unread = config_of(config, paths)
    warn_of_configs(unread, config_file)
    session = Session(
        settings, config_file=config_file, kubernetes_version=kubernetes_version, **rendering_of(given)
    )  # fmt: skip
    found = judged_documents(session, paths, with_plain=with_plain)
    write_each([("yaml", target)], partial(_write, found), no_color=True)
    for problem in found.problems:
        _say(problem)
    for fault in found.faults:
        _say(f"incomplete: {said(fault)}")
    if not found.documents and not found.problems:
        _say("there is no Helm chart and no Kustomize overlay to render")
    if target is not None:
        _say(f"wrote {counted(len(found.documents), 'document')}")
    return 3 if found.faults else int(bool(found.problems))


def _write(found: JudgedDocuments, form: str, out: TextIO, color: bool) -> None:
    for each in found.documents:
        out.write(f"---\n{harmless(f'# {each.origin}')}\n{each.text}")


def _say(text: str) -> None:
    click.echo(harmless(f"infracheck: {plain(text)}"), err=True)
