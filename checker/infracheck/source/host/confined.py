"""Whether a path stays inside a tree when its links are followed."""

from __future__ import annotations

from os import sep
from os.path import realpath


def is_confined(path: str, tree: str) -> bool:
    """Whether what a path leads to is the tree's folder or stands below it, all links followed on both sides."""
    return is_within(realpath(path), realpath(tree))


def is_within(path: str, folder: str) -> bool:
    """Whether a path is the folder's or stands below it, both absolute, no link followed."""
    return path == folder or path.startswith(folder.rstrip(sep) + sep)
