"""Whether a path stays inside a tree when its links are followed."""

from __future__ import annotations

from os import sep
from os.path import realpath


def is_confined(path: str, tree: str) -> bool:
    """Whether what a path leads to is the tree's folder or stands below it, all links followed on both sides."""
    top = realpath(tree)
    found = realpath(path)
    return found == top or found.startswith(top.rstrip(sep) + sep)
