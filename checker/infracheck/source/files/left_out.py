"""Which paths below a folder its owner wants left out, and who says so: git, or an ignore file."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from infracheck.source.files.file_tree import DISK, FileTree
from infracheck.source.files.ignore import read_ignore_files

if TYPE_CHECKING:
    from infracheck.source.files.path_patterns import PathPatterns

_EXCLUDED = "excluded by the config"
_IGNORED = "ignored by Git and not tracked"
_LISTED = "listed in "


def is_owners_wish(reason: str) -> bool:
    """Whether a reason for leaving something out is that its owner wants it."""
    return reason in (_EXCLUDED, _IGNORED) or reason.startswith(_LISTED)


class LeftOut:
    """The rules that hold below one folder, asked for each path of a walk."""

    __slots__ = ("_by_git", "_exclude", "_files", "_ignore_files", "_start")

    def __init__(self, root: str, top: str | None, files: FileTree = DISK, exclude: PathPatterns | None = None) -> None:
        """`top` is where the work tree starts that holds the folder, `exclude` what the config leaves out."""
        self._exclude = exclude
        self._files = files
        self._by_git = files.ignored(root, top) if top is not None else set()
        self._ignore_files = read_ignore_files(root, files.rules)
        self._start = 0 if root == os.curdir else len(root.rstrip(os.sep)) + 1

    def why(self, path: str, *, folder: bool) -> str:
        """Why a path is left out, in words; empty where it is not."""
        if folder and self._files.is_foreign(path):
            return "a Git submodule: the base revision does not hold its files"
        if self._exclude is not None and self._exclude.matches(path, folder=folder):
            return _EXCLUDED
        if not self._by_git and not self._ignore_files:
            return ""
        below = path[self._start :]
        if below in self._by_git:
            return _IGNORED
        return next((f"{_LISTED}{each.path}" for each in self._ignore_files if each.matches(below, folder=folder)), "")
