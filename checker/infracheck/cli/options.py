"""Values of options that commands share."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, TypeVar

import click

from infracheck.errors import UsageError

F = TypeVar("F", bound=Callable[..., Any])

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


def render_options(command: F) -> F:
    """Give a command the options that say how charts and overlays are rendered, as `rendering_of` reads them."""
    for add in reversed(_RENDERING):
        command = add(command)
    return command


_RENDERING = (
    click.option("--no-render", is_flag=True, help="Do not render Helm charts and Kustomize overlays."),
    click.option("--helm-values", multiple=True, metavar="FILE", help="Render all charts with this values file."),
    click.option("--helm-set", multiple=True, metavar="K=V", help="Render all charts with this value."),
)


def rendering_of(given: dict[str, Any]) -> dict[str, Any]:
    """What a session is told of rendering; raises `UsageError` for a missing file and for what sets nothing."""
    for path in given["helm_values"]:
        if not os.path.isfile(path):
            remedy = "Check its spelling and the current folder."
            raise UsageError(f"the values file {path} does not exist", where="--helm-values", remedy=remedy)
    for each in given["helm_set"]:
        if not each.partition("=")[1]:
            # what it says may be a secret
            raise UsageError("no equals sign in the value", where="--helm-set", remedy="Write NAME=VALUE.")
    return {
        "render": not given["no_render"],
        "helm_values": given["helm_values"],
        "helm_sets": given["helm_set"],
    }
