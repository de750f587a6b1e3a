"""`.infracheckignore`: paths that a scan leaves out, in git's syntax."""

from __future__ import annotations

from os.path import abspath, isfile, join, normpath, relpath
from typing import Any

NAME = ".infracheckignore"
_MOST_BYTES = 1_000_000


class IgnoreFile:
    """The patterns of one ignore file, relative to its folder."""

    __slots__ = ("_folder", "_spec", "path")

    def __init__(self, path: str, lines: list[str]) -> None:
        from pathspec import GitIgnoreSpec  # late: few projects have such a file

        self.path = path
        self._folder = abspath(join(path, ".."))
        self._spec: Any = GitIgnoreSpec.from_lines(lines)

    def matches(self, path: str, *, folder: bool) -> bool:
        """Whether a path below the file's folder is left out."""
        inside = relpath(abspath(path), self._folder)
        return not inside.startswith("..") and bool(self._spec.match_file(inside + "/" if folder else inside))


def read_ignore_files(root: str) -> list[IgnoreFile]:
    """The ignore files that hold for a folder: its own, and the current folder's."""
    found = []
    for folder in dict.fromkeys((abspath("."), abspath(root))):
        path = join(folder, NAME)
        if isfile(path):
            with open(path, encoding="utf-8", errors="replace") as file:
                shown = normpath(relpath(path))
                found.append(IgnoreFile(shown, file.read(_MOST_BYTES).splitlines()))
    return found
