"""Symbolic links: which lead out of their tree, and what those that stay in it mean to a scan."""

from __future__ import annotations

import os
from os.path import dirname, isabs, join, splitdrive

from infracheck.source.files.file_tree import DISK, FileTree, is_link
from infracheck.source.host.confined import is_within


def leaves(target: str, tree: str) -> bool:
    """Whether a real path stands outside a tree, or in git's own folder of it, which holds no file of the tree."""
    return not is_within(target, tree) or ".git" in target[len(tree) :].split(os.sep)


def escaping_link(path: str, files: FileTree = DISK) -> str | None:
    """The first link on the way to a path, spelled as the path is, that stands in a tree and leads out of it.

    The tree is the repository, or the current folder where there is none: what links there was written by whoever
    wrote the files. Elsewhere links are the machine's own, as /tmp is on macOS.
    """
    drive, rest = splitdrive(path)
    at = files.real(drive + os.sep) if isabs(path) else files.real(".")
    names = rest.replace(os.altsep or os.sep, os.sep).split(os.sep)
    for number, name in enumerate(names, 1):
        step = dirname(at) if name == ".." else join(at, name) if name not in ("", ".") else at
        if is_link(files, step):
            tree = _tree_around(at, files)
            at = files.real(step)
            if tree is not None and leaves(at, tree):
                return drive + os.sep.join(names[:number])
        else:
            at = step
    return None


def _tree_around(folder: str, files: FileTree) -> str | None:
    here = files.real(".")
    return files.top_around(folder) or (here if is_within(folder, here) else None)
