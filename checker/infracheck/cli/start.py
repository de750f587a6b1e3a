"""click without what a scan never asks of it: a command starts sooner."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from importlib import import_module
from types import ModuleType
from typing import Any

__all__ = ["Command", "Group", "Option", "click", "option", "telling"]


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


def telling(tell: Callable[[click.Context], str]) -> dict[str, Any]:
    """The attributes of an option that prints a text and ends; click's own look for translations at each start."""

    def callback(ctx: click.Context, _: click.Parameter, value: bool) -> None:
        if value and not ctx.resilient_parsing:
            click.echo(tell(ctx), color=ctx.color)
            ctx.exit()

    return {"is_flag": True, "expose_value": False, "is_eager": True, "callback": callback}


class Command(click.Command):
    """A command whose own `--help` is such an option too."""

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        known: click.Option | None = self.__dict__.get("own_help")
        names = self.get_help_option_names(ctx)
        if known is None and names:
            attributes = telling(click.Context.get_help)
            known = self.__dict__["own_help"] = Option(names, help="Show this message and exit.", **attributes)
        return known

    def make_parser(self, ctx: click.Context) -> Any:
        """click's parser; it tries `-f` as a long option first, where a failure takes long: told of all, none fails."""
        parser: Any = super().make_parser(ctx)
        parser._long_opt.update(parser._short_opt)  # noqa: SLF001
        return parser


class Group(Command, click.Group):
    """A group of such commands."""
