"""Complaints about a policy's function, with the file and line of its author."""

from __future__ import annotations

import os
from collections.abc import Callable
from types import CodeType, FunctionType
from typing import Any

from infracheck.errors import PolicyError


def code_of(function: Callable[..., Any]) -> CodeType:
    """The code that an author wrote, below the decorators that name what they wrap."""
    assert isinstance(function, FunctionType)
    while isinstance(wrapped := getattr(function, "__wrapped__", None), FunctionType):
        function = wrapped
    return function.__code__


def place_of(function: Callable[..., Any]) -> str:
    """The file and line of a function."""
    code = code_of(function)
    return f"{shown_path(code.co_filename)}:{code.co_firstlineno}"


def shown_path(path: str) -> str:
    """A path as a reader looks for it: relative where it lies below the current folder."""
    here = os.path.join(os.getcwd(), "")
    return path[len(here) :] if path.startswith(here) else path


def refused(function: Callable[..., Any], what: str, remedy: str) -> PolicyError:
    """The error for a declaration that is wrong."""
    return PolicyError(what, where=place_of(function), remedy=remedy)
