"""Values of options that commands share."""

from __future__ import annotations

import os

from infracheck.errors import UsageError

LEVELS = ("critical", "high", "medium", "low")


def split(values: tuple[str, ...]) -> tuple[str, ...]:
    """Values of an option that repeats, each of which may hold several behind commas."""
    return tuple(part.strip() for value in values for part in value.split(",") if part.strip())


def existing(paths: tuple[str, ...]) -> tuple[str, ...]:
    """The paths that were given, else the current folder; raises `UsageError` for one that does not exist."""
    for path in paths:
        try:
            if path != "-":
                os.lstat(path)
        except (FileNotFoundError, NotADirectoryError):
            remedy = "Check its spelling and the current folder."
            raise UsageError("does not exist", where=path, remedy=remedy) from None
        except (OSError, ValueError):
            # what cannot be read is a finding
            continue
    return paths or (".",)
