"""A copy of a folder's files for a renderer to read: nothing in it leads anywhere else."""

from __future__ import annotations

import os
from os.path import join

from infracheck.record import Record
from infracheck.source.files.file_tree import FileTree
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
    """The copied files, by their path relative to the folder, with slashes."""

    files: dict[str, bytes]


def stage(folder: str, files: FileTree) -> Staged:
    """Read what a folder holds, links followed where they stay in the tree.

    Raises `RefusedError` for a link that leads out of it, for what is no regular file, and past the bounds; `OSError`
    for what cannot be read.
    """
    tree = files.top_around(files.real(folder)) or files.real(folder)
    found: dict[str, bytes] = {}
    left = _MOST_BYTES
    pending = [(folder, "", frozenset((files.real(folder),)))]
    while pending:
        at, name, above = pending.pop()
        for entry in files.entries(at):
            if entry.name == ".git":
                continue
            path, below = join(at, entry.name), f"{name}{entry.name}"
            real = files.real(path)
            if entry.is_symlink() and leaves(real, tree):
                raise RefusedError("a symbolic link in it points outside the tree", path)
            if entry.is_dir():
                if real in above:
                    raise RefusedError("a symbolic link in it leads to a folder above it", path)
                pending.append((path, below + "/", above | {real}))
            elif entry.is_file():
                found[below] = files.load(path, _MOST_IN_A_FILE)
                left -= len(found[below])
                if len(found[below]) > _MOST_IN_A_FILE or left < 0 or len(found) > _MOST_FILES:
                    raise RefusedError("its folder holds too much to be rendered", path)
            else:
                raise RefusedError("it holds something other than regular files", path)
    return Staged(dict(sorted(found.items())))


def write(staged: dict[str, bytes], folder: str) -> None:
    """Put copied files into a folder of ours."""
    for name, content in staged.items():
        path = join(folder, *name.split("/"))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content)
