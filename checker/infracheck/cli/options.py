"""Options that commands share, and their types."""

from __future__ import annotations

import click

from infracheck.errors import UsageError
from infracheck.source.links import escaping_link

LEVELS = ("critical", "high", "medium", "low")
FORMATS = {"table": "as_table", "sarif": "as_sarif", "json": "as_json", "github": "as_github"}


def split(values: tuple[str, ...]) -> tuple[str, ...]:
    """Values of an option that repeats, each of which may hold several behind commas."""
    return tuple(part.strip() for value in values for part in value.split(",") if part.strip())


def output_file(path: str) -> str:
    """A file to write, where no link of the tree leads the writing out of the tree; raises `UsageError` otherwise."""
    link = escaping_link(path)
    if link is not None:
        what = f"{path} would be written out of the tree, through a symbolic link"
        raise UsageError(what, where="--format", remedy="Name the path that the link leads to, if that is meant.")
    return path


class FormatOption(click.ParamType[tuple[str, str | None]]):
    """`FORMAT` or `FORMAT=FILE`."""

    name = "format"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str | None]:
        form, equals, path = str(value).partition("=")
        if form not in FORMATS:
            known = ", ".join(FORMATS)
            raise UsageError(f"no format {form!r}", where="--format", remedy=f"Known are {known}.")
        if equals and not path:
            raise UsageError("no file behind the equals sign", where="--format", remedy="Write FORMAT=FILE.")
        return form, output_file(path) if path else None
