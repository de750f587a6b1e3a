"""What can go wrong through the caller: each error says what, where and how to fix it."""

from __future__ import annotations


class InfracheckError(Exception):
    """The base of every error that infracheck raises for its caller."""

    exit_code = 2

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        self.what = what
        self.where = where
        self.remedy = remedy
        stop = "" if what.endswith((".", "!", "?")) or not remedy else "."
        super().__init__(": ".join(filter(None, (where, what))) + stop + (f" {remedy}" if remedy else ""))


class UsageError(InfracheckError):
    """The call contradicts itself, or names something that is not there."""


class UnknownPolicyError(UsageError):
    """A selector that selects nothing; the remedy names the nearest ones that do."""


class ConfigError(InfracheckError):
    """A config file that cannot be used; `where` is its path, line and column."""


class PolicyError(InfracheckError):
    """A policy that is not well formed; `where` is its file and line."""


class OutputError(InfracheckError):
    """A report that could not be written."""

    exit_code = 3


class MisuseError(InfracheckError):
    """A policy that calls the model wrongly or yields no violation; the text names types and fields, never a value."""
