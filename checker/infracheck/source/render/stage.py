"""A copy of a folder's files for a renderer to read: nothing in it leads anywhere else."""

from __future__ import annotations

import os
from collections.abc import Callable
from os.path import join
from typing import TypeAlias

from infracheck.record import Record
from infracheck.source.files.file_tree import Entry, FileTree
from infracheck.source.files.links import leaves

_MOST_FILES = 5_000
_MOST_BYTES = 50_000_000
_MOST_IN_A_FILE = 10_000_000


class RefusedError(Exception):
    """Why a folder is not rendered, in words, and the path that is to blame."""

    def __init__(self, message: str, path: str) -> None:
        super().__init__(message)
        self.message = message
        self.path = path


class Staged(Record):
    """The copied files, by their path relative to the folder, with slashes; `paths` are where they stand."""

    files: dict[str, bytes]
    paths: dict[str, str] = {}  # noqa: RUF012  a default that is only read


Wanted: TypeAlias = Callable[[str, bool], bool]
"""Whether a file of a name, relative to its folder, or a folder is wanted."""


def _everything(name: str, is_folder: bool) -> bool:
    return True


def stage(folder: str, files: FileTree) -> Staged:
    """Read what a folder holds, links followed where they stay in the tree.

    Raises `RefusedError` for a link that leads out of it, for what is no regular file, for names that no tool should
    print, and past the bounds; `OSError` for what cannot be read.
    """
    copy = Copy(folder, files)
    copy.add(folder, "")
    return copy.staged()


class Copy:
    """A copy that folders of one tree are added to; `tree` is where links may lead."""

    def __init__(self, folder: str, files: FileTree) -> None:
        self.tree = files.top_around(files.real(folder)) or files.real(folder)
        self._files = files
        self._found: dict[str, bytes] = {}
        self._paths: dict[str, str] = {}
        self._left = _MOST_BYTES

    def staged(self) -> Staged:
        """What was added."""
        return Staged(dict(sorted(self._found.items())), self._paths)

    def content(self, name: str) -> bytes:
        """A file that was added; empty where there is none of that name."""
        return self._found.get(name, b"")

    def names(self) -> list[str]:
        """The names of the files that were added."""
        return list(self._found)

    def add(self, folder: str, under: str, wanted: Wanted = _everything, *, fits: bool = False) -> None:
        """Add a folder's files that are wanted, under a name that is empty or ends with a slash.

        With `fits`, what is too much, and what is no file of the tree, is left out instead of refused.
        """
        pending = [(folder, under, frozenset((self._files.real(folder),)))]
        while pending:
            at, name, above = pending.pop()
            for entry in self._files.entries(at):
                below = f"{name}{entry.name}"
                if entry.name == ".git" or below in self._found or not wanted(below[len(under) :], entry.is_dir()):
                    continue
                path = join(at, entry.name)
                real = self._files.real(path)
                why = self._why_not(entry, real, above)
                if why and not fits:
                    raise RefusedError(why, path)
                if why:
                    continue
                if entry.is_dir():
                    pending.append((path, below + "/", above | {real}))
                elif not self._take(path, below) and not fits:
                    raise RefusedError("its folder holds too much to be rendered", path)

    def _why_not(self, entry: Entry, real: str, above: frozenset[str]) -> str:
        if not entry.name.isprintable():
            return "the name of a file in it holds a control character"
        if entry.is_symlink() and leaves(real, self.tree):
            return "a symbolic link in it points outside the tree"
        if entry.is_dir():
            return "a symbolic link in it leads to a folder above it" if real in above else ""
        return "" if entry.is_file() else "it holds something other than regular files"

    def _take(self, path: str, name: str) -> bool:
        """Add a file, if there is room for it."""
        content = self._files.load(path, _MOST_IN_A_FILE)
        if len(content) > min(_MOST_IN_A_FILE, self._left) or len(self._found) >= _MOST_FILES:
            return False
        self._left -= len(content)
        self._found[name], self._paths[name] = content, path
        return True


def write(staged: dict[str, bytes], folder: str) -> None:
    """Put copied files into a folder of ours."""
    for name, content in staged.items():
        path = join(folder, *name.split("/"))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content)
