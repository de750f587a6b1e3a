"""Which git repository holds a path: the one that is asked, and whose files are one tree."""

from __future__ import annotations

import os
import sys
from os.path import dirname, isdir, isfile, islink, join, lexists, realpath

from infracheck.record import Record
from infracheck.source.host.confined import is_within

_MOST_BYTES = 10_000


class Repository(Record):
    """A work tree, and the folder that holds what git knows of it; both real paths."""

    top: str
    folder: str


def top_around(path: str) -> str | None:
    """The top of the work tree that holds a real path, None outside of any.

    The current folder's repository goes first: a `.git` below its work tree is content of the scan, which says nothing
    about the scan. Only where it does not hold the path, the search starts at the path. A folder that merely looks like
    a bare repository is none.
    """
    for start in (realpath("."), path):
        top = _upwards(start)
        if top is not None and is_within(path, top):
            return top
    return None


def repository_at(top: str) -> Repository | None:
    """The repository of a work tree; None where it cannot be told that its owner made it.

    A `.git` that is a file or a link, as submodules and linked work trees have it, leads out of the work tree: inside,
    it would lead to files that git tracks, which whoever wrote the change has written. And git itself asks that all of
    it belongs to the user, which it leaves out where it is told which repository to use.
    """
    place = join(top, ".git")
    folder = realpath(_target(place) or place)
    if folder != place and is_within(folder, top):
        return None
    if not isdir(folder) or not all(_is_ours(each) for each in (top, place, folder)):
        return None
    return Repository(top, folder)


def _upwards(folder: str) -> str | None:
    while not lexists(join(folder, ".git")):
        above = dirname(folder)
        if above == folder:
            return None
        folder = above
    return folder


def _target(place: str) -> str | None:
    """Where a `.git` file says that the repository is: `gitdir: PATH`."""
    if islink(place) or not isfile(place):
        return None
    try:
        with open(place, "rb") as file:
            words = file.read(_MOST_BYTES)
    except OSError:
        return None
    if not words.startswith(b"gitdir: "):
        return None
    return join(dirname(place), os.fsdecode(words.removeprefix(b"gitdir: ").rstrip(b"\r\n")))


def _is_ours(path: str) -> bool:
    if sys.platform == "win32":
        return True
    user = os.geteuid()
    owners = {str(user), os.environ.get("SUDO_UID", "") if user == 0 else ""}
    return str(os.lstat(path).st_uid) in owners
