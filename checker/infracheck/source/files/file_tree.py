"""Where files are read from: the disk, or a revision of a repository, which answers as the disk would."""

from __future__ import annotations

import os
import stat
from operator import attrgetter
from os.path import realpath
from typing import Protocol

from infracheck.source.host.repository import top_around

_AT_ONCE = 65_536
_FLAGS = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


class Entry(Protocol):
    """What stands in a folder, as `os.scandir` tells it."""

    @property
    def name(self) -> str:
        """Its name in the folder."""

    def is_dir(self, *, follow_symlinks: bool = True) -> bool:
        """Whether it is a folder."""

    def is_file(self, *, follow_symlinks: bool = True) -> bool:
        """Whether it is a regular file."""

    def is_symlink(self) -> bool:
        """Whether it is a symbolic link."""


class FileTree(Protocol):
    """Folders, files and links; paths are the disk's, absolute or from the current folder.

    What is not there, or cannot be read, is an `OSError`.
    """

    @property
    def rules(self) -> FileTree:
        """Where the files stand that say how to scan these: ignore files, the config, policies, a baseline."""

    def entries(self, folder: str) -> list[Entry]:
        """What stands in a folder, by name."""

    def mode(self, path: str, *, follow: bool = True) -> int:
        """What a path is, as `stat` says it: a link's target, or with `follow` false the link."""

    def load(self, path: str, most: int) -> bytes:
        """What a file holds; of one that holds more than `most`, a byte more than that."""

    def real(self, path: str) -> str:
        """The absolute path with all links followed, as far as it exists."""

    def top_around(self, path: str) -> str | None:
        """The top of the work tree that holds a real path."""

    def ignored(self, root: str, top: str) -> set[str]:
        """The paths below a folder, relative to it, that git ignores and does not track."""

    def is_foreign(self, folder: str) -> bool:
        """Whether a folder holds files of another repository, which this tree knows nothing of."""


class Disk:
    """The files as they are now."""

    __slots__ = ()

    @property
    def rules(self) -> FileTree:
        """What says how to scan them stands beside them."""
        return self

    def entries(self, folder: str) -> list[Entry]:
        """What stands in a folder, by name."""
        with os.scandir(folder) as listing:
            return sorted(listing, key=attrgetter("name"))

    def mode(self, path: str, *, follow: bool = True) -> int:
        """What a path is."""
        return (os.stat if follow else os.lstat)(path).st_mode

    def load(self, path: str, most: int) -> bytes:
        """What a file holds, past `open`, which makes twice as many calls to the system."""
        number = os.open(path, _FLAGS)
        try:
            size = min(os.fstat(number).st_size, most)
            part = os.read(number, size + 1)
            if 0 < len(part) <= size:
                # asked for more, the file had no more
                return part
            # it grows, or it is a pipe or the system's own, which have no size
            parts: list[bytes] = []
            missing = most + 1
            while part:
                parts.append(part)
                missing -= len(part)
                part = os.read(number, _AT_ONCE) if missing > 0 else b""
            return b"".join(parts)
        finally:
            os.close(number)

    def real(self, path: str) -> str:
        """The absolute path with all links followed."""
        return realpath(path)

    def top_around(self, path: str) -> str | None:
        """The top of the work tree that holds a real path."""
        return top_around(path)

    def ignored(self, root: str, top: str) -> set[str]:
        """The paths that git ignores and does not track."""
        from infracheck.source.host.git import ignored_by_git  # late: outside a repository no process is started

        return ignored_by_git(root, top)

    def is_foreign(self, folder: str) -> bool:
        """Whatever stands below a folder is scanned."""
        return False


DISK = Disk()


def is_file(files: FileTree, path: str) -> bool:
    """Whether a path leads to a regular file."""
    return stat.S_ISREG(_mode(files, path))


def is_folder(files: FileTree, path: str) -> bool:
    """Whether a path leads to a folder."""
    return stat.S_ISDIR(_mode(files, path))


def is_link(files: FileTree, path: str) -> bool:
    """Whether a path is a symbolic link itself."""
    return stat.S_ISLNK(_mode(files, path, follow=False))


def _mode(files: FileTree, path: str, *, follow: bool = True) -> int:
    try:
        return files.mode(path, follow=follow)
    except (OSError, ValueError):
        return 0
