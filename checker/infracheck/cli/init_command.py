"""`infracheck init`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from os.path import dirname, join, lexists, realpath

import click
from click import option

from infracheck._version import __version__
from infracheck.adopt.foreign import TOOLS, files_of, read_wishes
from infracheck.adopt.write import Adopted
from infracheck.engine.config.discovery import config_in
from infracheck.engine.rules.rule import HOMEPAGE
from infracheck.errors import UsageError
from infracheck.report.escape import harmless, plain
from infracheck.report.report import counted
from infracheck.session import load_catalogue
from infracheck.source.host.confined import is_confined
from infracheck.source.host.repository import top_around

_CONFIG = ".infracheck.yaml"
_WORKFLOW = join(".github", "workflows", "infracheck.yml")
_PRE_COMMIT = ".pre-commit-config.yaml"


@click.command("init")
@option("--from", "source", metavar="TOOL[=FILE]", help=f"Take over the settings of a tool: {', '.join(TOOLS)}.")
def command(source: str | None) -> int:
    """Write a config, a GitHub workflow and a pre-commit entry into the current folder, never over a file."""
    # whatever cannot be read is told before anything is written
    config, unmatched = (_TEXT, 0) if source is None else _taken_over(source)
    known = config_in("")
    if known is not None:
        _say(f"{known}: left alone, it exists")
    else:
        _write(_CONFIG, config)
        if unmatched:
            what = counted(unmatched, "setting has", "settings have")
            _say(f"{_CONFIG}: {what} no counterpart here; the file's end lists them")
    top = top_around(realpath(os.curdir))
    if top is not None and top != realpath(os.curdir):
        _say(f"{_WORKFLOW}, {_PRE_COMMIT}: not written, they belong into the repository's root")
        return 0
    _write(_WORKFLOW, _WORKFLOW_TEXT)
    if not _write(_PRE_COMMIT, "repos:\n" + "".join(f"{line}\n" for line in _entry())):
        _say("To run before each commit, add to its `repos`:")
        for line in _entry():
            click.echo(line)
    return 0


def _taken_over(source: str) -> tuple[str, int]:
    """The text of a config that says what a tool's files say, and how much it cannot say."""
    tool, has_file, file = source.partition("=")
    if tool not in TOOLS:
        raise UsageError(f"unknown tool {tool!r}", where="--from", remedy=f"Known tools: {', '.join(TOOLS)}.")
    files = [file] if has_file else files_of(tool)
    adopted = Adopted(load_catalogue(), [wish for path in files for wish in read_wishes(tool, path)], tool)
    return adopted.text(files), len(adopted.unmatched)


def _write(path: str, text: str) -> bool:
    """Write a new file; one that exists, or a folder that leads elsewhere, is left alone and told."""
    if lexists(path):
        _say(f"{path}: left alone, it exists")
        return False
    if not is_confined(dirname(path) or os.curdir, os.curdir):
        _say(f"{path}: not written, a symbolic link leads out of this folder")
        return False
    try:
        os.makedirs(dirname(path) or os.curdir, exist_ok=True)
        # exclusive: nothing that came to be since the look above is overwritten, and no link is followed
        with open(path, "x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        what = (error.strerror or "cannot be written").lower()
        raise UsageError(what, where=path, remedy="Check the folder's permissions.") from error
    _say(f"{path}: written")
    return True


def _entry() -> Iterator[str]:
    yield f"  - repo: {HOMEPAGE}"
    yield f"    rev: v{__version__}"
    yield "    hooks:"
    yield "      - id: infracheck"


def _say(text: str) -> None:
    click.echo(harmless(plain(text)))


_TEXT = """\
# What each setting means: `infracheck config schema`. What holds for a file: `infracheck config show FILE`.
select: [recommended]
fail-on: medium
"""

_WORKFLOW_TEXT = f"""\
name: infracheck
on:
  pull_request:
  push:
    branches: [main]
permissions:
  contents: read
jobs:
  infracheck:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0 # the commit where the branch parted must be there
      - uses: actions/setup-python@v5
        with:
          python-version: "3.13"
      - uses: {HOMEPAGE.removeprefix("https://github.com/")}@v{__version__}
"""
