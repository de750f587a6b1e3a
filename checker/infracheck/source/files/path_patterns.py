"""Patterns of a config: which files they mean, wherever a scan starts."""

from __future__ import annotations

import os
from collections.abc import Sequence
from os.path import basename, dirname, join, realpath

from infracheck.source.files.ignore_automaton import automaton_of
from infracheck.source.host.confined import is_within
from infracheck.source.host.repository import top_around


class Homes:
    """The folders that the patterns of a config are relative to: the config's own, else its repository's root.

    The second is for a config that stands beside what it is for, as `ci/strict.yaml` does.
    """

    __slots__ = ("_folders", "_real")

    def __init__(self, config: str) -> None:
        own = realpath(dirname(config) or os.curdir)
        top = top_around(own)
        self._folders = (own,) if top is None else (own, top)
        self._real: dict[str, str] = {}

    def below(self, path: str) -> str | None:
        """A path relative to the folder that holds it, with slashes; None where none does."""
        folder = dirname(path)
        real = self._real.get(folder)
        if real is None:
            real = self._real[folder] = realpath(folder or os.curdir)
        whole = join(real, basename(path))
        home = next((each for each in self._folders if is_within(whole, each)), None)
        return None if home is None else whole[len(home) :].lstrip(os.sep).replace(os.sep, "/")


class PathPatterns:
    """Patterns in git's syntax, of which the last one that matches decides."""

    __slots__ = ("_automaton", "_homes")

    def __init__(self, patterns: Sequence[str], homes: Homes) -> None:
        # in a list of its own nothing is a comment
        lines = (os.fsencode("\\" + each if each.startswith("#") else each) for each in patterns)
        self._automaton = automaton_of(lines)
        self._homes = homes

    def matches(self, path: str, *, folder: bool) -> bool:
        """Whether a path is meant itself; the folders above it are not asked."""
        below = self._homes.below(path)
        return bool(below) and self._automaton.matches(os.fsencode(below or ""), folder=folder)

    def hold(self, file: str) -> bool:
        """Whether a file, or a folder around it, is meant."""
        below = self._homes.below(file)
        parts = below.split("/") if below else []
        return any(
            self._automaton.matches(os.fsencode("/".join(parts[:length])), folder=length < len(parts))
            for length in range(1, len(parts) + 1)
        )


def is_relative(pattern: str) -> bool:
    """Whether a pattern can match below a folder: none that leaves it does, nor one as Windows writes paths."""
    bare = pattern.removeprefix("!")
    is_of_windows = bare[1:3] == ":\\" or bare[1:3] == ":/"
    return not is_of_windows and not bare.startswith("~") and not {"..", "."} & set(bare.split("/"))
