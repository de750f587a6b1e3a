"""Where reports go: each format to a file or to standard output, always as UTF-8."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from typing import TextIO, TypeAlias

import click

from infracheck.errors import OutputError, UsageError
from infracheck.source.files.links import escaping_link

Output: TypeAlias = tuple[str, str | None]
"""A format, and the file that it goes to, None for standard output."""
Write: TypeAlias = Callable[[str, TextIO, bool], None]
"""Writes a format to a stream, in colour or not."""


class FormatOption(click.ParamType[Output]):
    """`FORMAT` or `FORMAT=FILE`, of the formats that a command knows."""

    name = "format"

    def __init__(self, formats: Iterable[str]) -> None:
        self._formats = tuple(formats)

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Output:
        form, equals, path = str(value).partition("=")
        if form not in self._formats:
            known = ", ".join(self._formats)
            raise UsageError(f"unknown format {form!r}", where="--format", remedy=f"Available formats: {known}.")
        if equals and not path:
            raise UsageError("no file after the equals sign", where="--format", remedy="Write FORMAT=FILE.")
        return form, output_file(path) if path else None


def output_file(path: str) -> str:
    """A file to write, where no link of the tree leads the writing out of the tree; raises `UsageError` otherwise."""
    if escaping_link(path) is not None:
        what = f"{path} would be written outside the tree through a symbolic link"
        raise UsageError(what, where="--format", remedy="Use the link's target path if that is intended.")
    return path


def outputs_of(given: Sequence[Output], default: str) -> Sequence[Output]:
    """The outputs that are asked for, or else the default on standard output; no two may share one."""
    wanted = given or ((default, None),)
    paths = [None if path is None else os.path.abspath(path) for _, path in wanted]
    if len(set(paths)) < len(paths):
        raise UsageError(
            "two formats write to the same output", where="--format", remedy="Write all but one to a file: FORMAT=FILE."
        )
    return wanted


def write_each(outputs: Sequence[Output], write: Write, *, no_color: bool) -> None:
    """Write every output; what goes wrong with one is raised once the others are written."""
    with ExitStack() as stack:
        for form, path in reversed(outputs):
            if path is None:
                stack.callback(_write_to_standard_output, form, write, no_color)
            else:
                stack.callback(_write_to_file, form, path, write)


def _write_to_standard_output(form: str, write: Write, no_color: bool) -> None:
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        # UTF-8 whatever the locale says: a console that is not would lose what it cannot show
        reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    write(form, sys.stdout, not no_color and not os.environ.get("NO_COLOR") and sys.stdout.isatty())
    sys.stdout.flush()


def _write_to_file(form: str, path: str, write: Write) -> None:
    try:
        with open(path, "w", encoding="utf-8", newline="\n") as out:
            write(form, out, False)
    except OSError as error:
        what = (error.strerror or "cannot be written").lower()
        raise OutputError(what, where=path, remedy="Check the folder and its permissions.") from error
