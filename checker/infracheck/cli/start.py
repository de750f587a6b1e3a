"""click without what a scan never asks of it: a command starts sooner."""

from __future__ import annotations

import sys
from functools import partial
from importlib import import_module
from types import ModuleType
from typing import Any

__all__ = ["Command", "Group", "Option", "click", "option"]


class _LateModule(ModuleType):
    """A module of the standard library that is loaded when somebody asks it for something.

    `importlib.util.LazyLoader` would load it for the very statement that imports it.
    """

    def __getattr__(self, name: str) -> Any:
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        found = import_module(self.__name__)
        self.__dict__.update(found.__dict__)
        return getattr(found, name)


# click would tidy the help of every option with it, and it brings the parser of Python along
if "inspect" not in sys.modules:
    sys.modules["inspect"] = _LateModule("inspect")

import click  # noqa: E402  after what it imports


class Option(click.Option):
    """An option whose help is written on one line, and needs no tidying."""

    def __init__(self, *args: Any, help: str | None = None, **attributes: Any) -> None:  # noqa: A002  click's name
        super().__init__(*args, **attributes)
        self.help = help


option = partial(click.option, cls=Option)


class Command(click.Command):
    """A command whose own `--help` is such an option too."""

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        known: click.Option | None = self.__dict__.get("own_help")
        names = self.get_help_option_names(ctx)
        if known is None and names:
            click.help_option(*names, cls=Option)(self)
            known = self.__dict__["own_help"] = self.params.pop()  # type: ignore[assignment]
        return known


class Group(Command, click.Group):
    """A group of such commands."""
