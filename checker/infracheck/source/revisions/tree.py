"""The files of a commit, read out of git's own store: nothing is checked out, nothing is written anywhere."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EIO, ENOENT, ENOTDIR
from os.path import dirname, isabs, islink, join, normpath, realpath, sep, splitdrive
from threading import Lock
from typing import IO

from infracheck.errors import UsageError
from infracheck.record import Record
from infracheck.source.files.file_tree import Disk, Entry, FileTree
from infracheck.source.files.load import is_lfs_pointer
from infracheck.source.host.confined import is_within
from infracheck.source.host.git import ask, conversation
from infracheck.source.host.repository import Repository

_SUBMODULE = 0o160000
_MOST_LINKS = 40
_LONGEST_LINK = 4_096
_AT_ONCE = 1_000_000


class _Node(Record):
    """What a commit holds under a name: its mode, and the id of its content."""

    name: str
    mode: int
    object_id: bytes = b""

    def is_dir(self, *, follow_symlinks: bool = True) -> bool:
        """Whether it is a folder; a submodule is one whose files are elsewhere."""
        return self.mode in (stat.S_IFDIR, _SUBMODULE)

    def is_file(self, *, follow_symlinks: bool = True) -> bool:
        """Whether it is a regular file."""
        return stat.S_ISREG(self.mode)

    def is_symlink(self) -> bool:
        """Whether it is a symbolic link."""
        return stat.S_ISLNK(self.mode)


class RevisionTree:
    """A commit, mounted where the work tree of its repository stands; `tree_of` gives one."""

    def __init__(self, top: str, folders: dict[str, dict[str, _Node]], blobs: tuple[IO[bytes], IO[bytes]]) -> None:
        self.top = top
        self.pointers: list[str] = []
        """The files read whose content Git LFS keeps elsewhere."""
        self.is_incomplete = False
        """Whether git had not all that was asked for, as in a clone without the content of files."""
        self._folders = folders
        self._asked, self._answers = blobs
        self._lock = Lock()
        self._real: dict[str, str] = {}

    @property
    def rules(self) -> FileTree:
        """What says how to scan it stands in it."""
        return self

    def entries(self, folder: str) -> list[Entry]:
        """What stands in a folder, by name."""
        node = self._node(folder)
        if not node.is_dir():
            raise NotADirectoryError(ENOTDIR, os.strerror(ENOTDIR), folder)
        names = self._folders.get(self.real(folder), {})
        return [names[name] for name in sorted(names)]

    def mode(self, path: str, *, follow: bool = True) -> int:
        """What a path is; a submodule is an empty folder."""
        if not follow and not is_within(join(self.real(dirname(path) or os.curdir), os.path.basename(path)), self.top):
            # the machine's own links on the way to the work tree
            return os.lstat(path).st_mode
        mode = self._node(path, follow=follow).mode
        return stat.S_IFDIR if mode == _SUBMODULE else mode

    def load(self, path: str, most: int) -> bytes:
        """What a file holds."""
        node = self._node(path)
        if not node.is_file():
            raise _missing(path)
        loaded = self._blob(node.object_id, most)
        if is_lfs_pointer(loaded):
            self.pointers.append(path)
        return loaded

    def real(self, path: str) -> str:
        """The absolute path with all links followed, those of the machine on the way to the work tree, too."""
        # the current folder is where it is, whatever the commit has in its place
        full = join(realpath(os.curdir), path)
        known = self._real.get(full)
        if known is None:
            known = self._real[full] = self._followed(full)
        return known

    def top_around(self, path: str) -> str | None:
        """The top of the work tree, for whatever stands in it."""
        return self.top if is_within(path, self.top) else None

    def ignored(self, root: str, top: str) -> set[str]:
        """Nothing: what a commit holds is tracked."""
        return set()

    def is_foreign(self, folder: str) -> bool:
        """Whether a folder is a submodule."""
        return self._node(folder).mode == _SUBMODULE

    def exists(self, path: str) -> bool:
        """Whether the commit holds a path."""
        try:
            self._node(path)
        except OSError:
            return False
        return True

    def files_gone(self) -> Iterator[str]:
        """The files, by their paths from the current folder, that are no longer where the commit has them."""
        for folder, names in self._folders.items():
            for node in names.values():
                path = join(folder, node.name)
                if node.is_file() and not os.path.lexists(path):
                    yield os.path.relpath(path)

    def check(self) -> None:
        """Raise `UsageError` where git did not have all that was asked for."""
        if self.is_incomplete:
            raise UsageError("git does not have all files of the base revision", where="--base", remedy=_PARTIAL)

    def _node(self, path: str, *, follow: bool = True) -> _Node:
        real = self.real(path) if follow else join(self.real(dirname(path) or os.curdir), os.path.basename(path))
        if real in self._folders:
            return _Node(os.path.basename(real), stat.S_IFDIR)
        node = self._folders.get(dirname(real), {}).get(os.path.basename(real))
        if node is None or (follow and node.is_symlink()):
            raise _missing(path)
        return node

    def _followed(self, path: str) -> str:
        drive, rest = splitdrive(path)
        at, waiting, links = drive + sep, rest.split(sep)[::-1], 0
        while waiting:
            name = waiting.pop()
            step = dirname(at) if name == ".." else join(at, name) if name not in ("", ".") else at
            node = self._folders.get(at, {}).get(name)
            if node is not None and node.is_symlink():
                links += 1
                target = self._target(node) if links <= _MOST_LINKS else None
                if target is None:
                    # as the disk has it: what leads nowhere is its own target
                    return normpath(join(step, *reversed(waiting)))
                at = splitdrive(target)[0] + sep if isabs(target) else at
                waiting += target.split(sep)[::-1]
            else:
                at = realpath(step) if not is_within(step, self.top) and islink(step) else step
        return at

    def _target(self, link: _Node) -> str | None:
        """Where a link leads, None where git does not have that."""
        try:
            return os.fsdecode(self._blob(link.object_id, _LONGEST_LINK)).replace("/", sep)
        except OSError:
            return None

    def _blob(self, object_id: bytes, most: int) -> bytes:
        # charts and overlays are read side by side
        with self._lock:
            return self._answer(object_id, most)

    def _answer(self, object_id: bytes, most: int) -> bytes:
        self._asked.write(object_id + b"\n")
        self._asked.flush()
        answer = self._answers.readline().split()
        if len(answer) != 3 or answer[1] != b"blob":
            self.is_incomplete = True
            raise OSError(EIO, "not in git's store")
        size = int(answer[2])
        content = self._answers.read(min(size, most + 1))
        left = size - len(content) + 1  # a line end follows
        while left > 0:
            left -= len(self._answers.read(min(left, _AT_ONCE))) or left
        return content


class WorkTree(Disk):
    """The files as they are now, judged by the rules of a commit."""

    __slots__ = ("_rules",)

    def __init__(self, rules: RevisionTree) -> None:
        self._rules = rules

    @property
    def rules(self) -> FileTree:
        """A change does not say how it is to be scanned."""
        return self._rules

    def is_foreign(self, folder: str) -> bool:
        """Whether a folder below the top is a repository of its own, as a submodule is."""
        return os.path.lexists(join(folder, ".git")) and realpath(folder) != self._rules.top


@contextmanager
def tree_of(repository: Repository, commit: str) -> Iterator[RevisionTree]:
    """The files of a commit, for as long as the block lasts; raises `UsageError` where git does not have them all."""
    listed = ask(repository, "ls-tree", "-r", "-z", "--full-tree", commit)
    with conversation(repository, "cat-file", "--batch") as blobs:
        if listed is None or blobs is None:
            raise UsageError("git cannot read the base revision", where="--base", remedy=_PARTIAL)
        yield RevisionTree(repository.top, _folders_of(repository.top, listed), blobs)


_PARTIAL = "Fetch its files, too: `git fetch --refetch --no-filter`."


def _folders_of(top: str, listed: bytes) -> dict[str, dict[str, _Node]]:
    """Each folder of a listing by its absolute path, with what stands in it."""
    folders: dict[str, dict[str, _Node]] = {top: {}}
    for line in listed.split(b"\0")[:-1]:
        about, _, name = line.partition(b"\t")
        mode, _, object_id = about.split(b" ")
        path = normpath(join(top, os.fsdecode(name)))
        folder, base = os.path.split(path)
        _make(folders, folder)[base] = _Node(base, int(mode, 8), object_id)
    return folders


def _make(folders: dict[str, dict[str, _Node]], folder: str) -> dict[str, _Node]:
    missing = []
    while folder not in folders:
        missing.append(folder)
        folder = dirname(folder)
    for each in reversed(missing):
        name = os.path.basename(each)
        folders[dirname(each)][name] = _Node(name, stat.S_IFDIR)
        folders[each] = {}
        folder = each
    return folders[folder]


def _missing(path: str) -> OSError:
    return FileNotFoundError(ENOENT, os.strerror(ENOENT), path)
